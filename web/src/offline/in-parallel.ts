/**
 * Do a job for each item, a few at a time. The first failure starts no further job.
 * @returns only when no job is under way any more.
 * @throws what the first job that failed has thrown.
 */
export async function inParallel<T>(
  items: readonly T[],
  atOnce: number,
  job: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const failures: unknown[] = [];
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await job(item);
      } catch (error) {
        failures.push(error);
        waiting.length = 0;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (failures.length > 0) {
    throw failures[0];
  }
}

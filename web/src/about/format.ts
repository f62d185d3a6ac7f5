/** How sizes and moments are written. */

/** "16.1 MB"; never 0 for what is there. */
export function formatBytes(bytes: number): string {
  if (bytes < 100_000) {
    return `${Math.ceil(bytes / 1_000)} kB`;
  }
  const megabytes = bytes / 1_000_000;
  const digits = megabytes < 1_000 ? 1 : 0;
  return `${megabytes.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })} MB`;
}

/** "0.35 s" */
export function formatMilliseconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(2)} s`;
}

/** "1 file", "57 files" */
export function formatFiles(count: number): string {
  return count === 1 ? "1 file" : `${count} files`;
}

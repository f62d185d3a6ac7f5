/** Whether a program looks as if it would talk to Postgres, which is then started beside it. */

export const POSTGRES = /postgres|asyncpg|psycopg|pg8000|\b5432\b/i;

/** @param files the program's, name to text. */
export function wantsPostgres(files: Readonly<Record<string, string>>): boolean {
  return Object.values(files).some((text) => POSTGRES.test(text));
}

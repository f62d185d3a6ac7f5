/** What the reader is told of packages that are not quite what they are on a desktop: once a visit. */

import { POSTGRES } from "./imports.ts";

const ASYNCPG =
  "asyncpg here is a compatible module: its own Python code, with plain Python in the place of what is compiled. It leaves out SCRAM and GSS logins, SSL, client encodings other than UTF8, and hstore.";
const POSTGRES_HERE =
  "Postgres is a real one, in this tab. Each run finds a fresh database. Transactions run one at a time.";
const told = new Set<string>();

/** @param names of the packages that a program gets. */
export function describeStandIns(names: readonly string[]): readonly string[] {
  const texts: Readonly<Record<string, string>> = {
    asyncpg: ASYNCPG,
    [POSTGRES]: POSTGRES_HERE,
  };
  const news = names.filter((name) => name in texts && !told.has(name));
  news.forEach((name) => told.add(name));
  return news.map((name) => texts[name] ?? "");
}

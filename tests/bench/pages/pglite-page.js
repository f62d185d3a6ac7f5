/** PGlite as its documentation has it: on the page, with a database that it makes itself. */

const ROUNDS = 500;
const began = performance.now();
const { PGlite } = await import("./index.js");
const database = await PGlite.create();
await database.query("SELECT 1");
const ready = performance.now() - began;

async function round() {
  const began = performance.now();
  for (let i = 0; i < ROUNDS; i += 1) {
    await database.query("SELECT $1::int AS x", [i]);
  }
  return (performance.now() - began) / ROUNDS;
}

window.pglite = {
  /** Milliseconds from the script's first line to the first answer. */
  ready,
  /** Milliseconds of a query, once all code is compiled. */
  async query() {
    await round();
    return round();
  },
};

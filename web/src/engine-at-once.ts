/**
 * Python, on its way while the browser still reads the page: it takes longest, and hardly any of
 * this thread's time. A script of its own, because main.ts has to wait for all of the text.
 */

import { pool } from "./engine.ts";

void pool.start();

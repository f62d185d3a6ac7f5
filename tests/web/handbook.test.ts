/** The handbook as the build reads it: what is missing or leads nowhere is named, the rest is HTML. */

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { type Chapter, readChapters } from "../../web/build/handbook/chapters.ts";

/** Texts by path; null for a file that is not there. */
type Files = Readonly<Record<string, string | null>>;

function transcript(changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    lines: [],
    error: null,
    durationSeconds: 0,
    desktop: { since: "3.11" },
    ...changes,
  });
}

function printed(...texts: readonly string[]) {
  return texts.map((text) => ({ stream: "stdout", time: 0, text }));
}

const ERROR = { type: "ValueError", message: "no <b>\nand more", line: 2 };

const PROSE = `# 1 Bricks & *mortar*

What a [program](#/bricks/hello) is, and [another](#/sheet).

## When to \`await\`?

It is [documented](https://docs.python.org/3/library/asyncio.html "asyncio").

[[hello predict]]

### A detail

\`\`\`python
if a < b: pass
\`\`\`

\`\`\`claim
It is *slow*.
\`\`\`

![Two bricks & a gap](bricks.svg)

[[fails]]

\`\`\`lesson
Read the *last* line.
\`\`\`
`;

const HANDBOOK: Files = {
  "introduction.md": "Not a chapter.",
  "bricks/index.md": PROSE,
  "bricks/hello.py": 'if 1 < 2 & 3:\n    print("<hello>")\n',
  "bricks/hello.transcript.json": transcript({
    lines: [
      ...printed("<hello>", "world"),
      { stream: "stderr", time: 1.5, text: '"quoted"' },
      ...printed("again"),
    ],
    desktop: { since: "3.13" },
    withoutJspi: "No <threads>.",
  }),
  "bricks/fails.py": "first\nraise ValueError\nlast\n",
  "bricks/fails.transcript.json": transcript({
    error: ERROR,
    desktop: { since: "3.11", differs: "It hangs." },
  }),
  "bricks/fails.cure.py": "first\npass\nlast\n",
  "bricks/fails.cure.transcript.json": transcript(),
  "bricks/bricks.svg": `<!-- drawn -->\n<svg viewBox="0 0 1 1">\n  <g class="a"><text>brick</text></g>\n</svg>\n`,
  "sheet/index.md": "# A Sheet\n\n## A table\n\n[Back](#/bricks/when-to-await)\n",
};

/** The chapters of `HANDBOOK` with these files changed. */
function read(changes: Files = {}): readonly Chapter[] {
  const folder = mkdtempSync(join(tmpdir(), "handbook-"));
  try {
    for (const [path, text] of Object.entries({ ...HANDBOOK, ...changes })) {
      if (text !== null) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    }
    return readChapters(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function prose(from: string, to: string): Files {
  assert.ok(PROSE.includes(from), from);
  return { "bricks/index.md": PROSE.replace(from, to) };
}

const more = (text: string): Files => ({ "bricks/index.md": `${PROSE}\n${text}\n` });
const picture = (svg: string): Files => ({ "bricks/bricks.svg": svg });

const REFUSED: readonly (readonly [what: string, changes: Files, message: RegExp])[] = [
  ["a chapter without a title", { "sheet/index.md": "Sheet\n" }, /sheet\/index\.md must begin/],
  [
    "a reference without a program",
    more("[[nobody]]"),
    /shows \[\[nobody\]\], but there is no bricks\/nobody\.py/,
  ],
  [
    "a program without a transcript",
    { "bricks/hello.transcript.json": null },
    /bricks\/hello\.py has no transcript/,
  ],
  [
    "a transcript without a program",
    { "bricks/gone.transcript.json": transcript() },
    /bricks\/gone\.transcript\.json is a transcript without a program/,
  ],
  [
    "a transcript of another shape",
    { "bricks/hello.transcript.json": transcript({ desktop: {} }) },
    /bricks\/hello\.transcript\.json: .*since/s,
  ],
  [
    "a transcript with a label that nobody knows",
    { "bricks/hello.transcript.json": transcript({ onPhones: "the same" }) },
    /bricks\/hello\.transcript\.json: .*onPhones/s,
  ],
  ["a program not shown", prose("[[hello predict]]", ""), /shows hello\.py 0 times/],
  ["a program shown twice", more("[[hello]]"), /shows hello\.py 2 times/],
  [
    "a failing program without a cure",
    { "bricks/fails.cure.py": null, "bricks/fails.cure.transcript.json": null },
    /bricks\/fails\.py ends in an error, but there is no fails\.cure\.py/,
  ],
  [
    "a cure without a transcript",
    { "bricks/fails.cure.transcript.json": null },
    /bricks\/fails\.cure\.py has no transcript/,
  ],
  [
    "a cure that fails",
    { "bricks/fails.cure.transcript.json": transcript({ error: ERROR }) },
    /bricks\/fails\.cure\.py ends in an error itself/,
  ],
  [
    "a cure of a program that ends well",
    { "bricks/hello.cure.py": "pass\n", "bricks/hello.cure.transcript.json": transcript() },
    /bricks\/hello\.py ends well: hello\.cure\.py has nothing to cure/,
  ],
  [
    "a cure of nothing",
    { "bricks/gone.cure.py": "pass\n", "bricks/gone.cure.transcript.json": transcript() },
    /bricks\/gone\.cure\.py cures no program/,
  ],
  [
    "a failing program without a lesson",
    prose("```lesson", "```text"),
    /a lesson follows \[\[fails\]\] exactly if that fails/,
  ],
  [
    "a lesson after a program that ends well",
    prose("[[hello predict]]", "[[hello predict]]\n\n```lesson\nNothing.\n```"),
    /a lesson follows \[\[hello\]\] exactly if that fails/,
  ],
  ["a lesson after no program", more("```lesson\nWhy?\n```"), /must be one of .*"lesson"/],
  ["an unknown fence", more("```js\nalert()\n```"), /must be one of python, text, claim: "js"/],
  [
    "a prediction of two lines",
    { "bricks/hello.transcript.json": transcript({ lines: printed("a", "b") }) },
    /\[\[hello predict\]\]: it must print 3 to 8 lines/,
  ],
  [
    "a prediction of nine lines",
    { "bricks/hello.transcript.json": transcript({ lines: printed(..."abcdefghi") }) },
    /\[\[hello predict\]\]: it must print 3 to 8 lines/,
  ],
  [
    "a prediction of lines that are alike",
    { "bricks/hello.transcript.json": transcript({ lines: printed("a", "b", "a") }) },
    /\[\[hello predict\]\]: .* no two of them alike/,
  ],
  ["a fence of no kind", more("```\ntext\n```"), /must be one of .*: ""/],
  ["a link that leads nowhere", more("[x](#/bricks/gone)"), /leads nowhere: #\/bricks\/gone/],
  ["a link to a cure", more("[x](#/bricks/fails.cure)"), /leads nowhere: #\/bricks\/fails\.cure/],
  [
    "a link to another site",
    more("[x](https://docs.python.org.example.com/3/)"),
    /leaves Python's documentation: https:\/\/docs\.python\.org\.example\.com/,
  ],
  ["a link to a file", more("[x](hello.py)"), /leaves Python's documentation: hello\.py/],
  [
    "an old Python's documentation",
    more("[x](https://docs.python.org/2/)"),
    /leaves Python's documentation: https:\/\/docs\.python\.org\/2\//,
  ],
  [
    "two headings with one address",
    more("## When to await"),
    /two places with the address #\/bricks\/when-to-await/,
  ],
  [
    "a heading with the address of a program",
    more("## Hello!"),
    /two places with the address #\/bricks\/hello/,
  ],
  [
    "a picture with a script",
    picture("<svg><script>alert()</script></svg>"),
    /bricks\.svg: <script> does not belong into a picture/,
  ],
  [
    "a picture with an event handler",
    picture('<svg><rect onclick="alert()"/></svg>'),
    /bricks\.svg: <rect onclick="alert\(\)"\/> does not belong/,
  ],
  [
    "a picture with a style of its own",
    picture('<svg><g style="color: red"></g></svg>'),
    /bricks\.svg: <g style="color: red"> does not belong/,
  ],
  [
    "a picture with a link",
    picture('<svg><text href="https://example.com/">x</text></svg>'),
    /bricks\.svg: <text href=/,
  ],
  ["a picture of another page", picture("<svg><foreignObject/></svg>"), /<foreignObject\/> does/],
  ["a picture that is not there", { "bricks/bricks.svg": null }, /bricks\.svg/],
];

for (const [what, changes, message] of REFUSED) {
  test(`refused: ${what}`, () => {
    assert.throws(() => read(changes), message);
  });
}

const [BRICKS, SHEET] = read() as [Chapter, Chapter];

/** The mark-up between two others, each of which must be there. */
function between(start: string, end: string, html = BRICKS.html): string {
  const from = html.indexOf(start);
  assert.notEqual(from, -1, `${start} is not in ${html}`);
  const to = html.indexOf(end, from);
  assert.notEqual(to, -1, `${end} is not behind ${start}`);
  return html.slice(from, to + end.length);
}

const HELLO = between('<section data-example="hello"', "</section>");
const FAILS = between('<section data-example="fails"', "</section>");

test("chapters by number, appendices last, with their sections and programs", () => {
  assert.deepEqual([BRICKS.slug, BRICKS.number], ["bricks", "1"]);
  assert.equal(BRICKS.title, "Bricks &amp; <em>mortar</em>");
  assert.deepEqual(BRICKS.sections, [
    { address: "/bricks/when-to-await", title: "When to <code>await</code>?" },
  ]);
  assert.deepEqual(BRICKS.programs, ["hello", "fails"]);
  assert.deepEqual([SHEET.slug, SHEET.number, SHEET.title], ["sheet", "A", "Sheet"]);
  assert.deepEqual(SHEET.programs, []);
});

test("the minutes grow with the words and the programs", () => {
  assert.equal(SHEET.minutes, 1);
  const [longer] = read(more("word ".repeat(2000))) as [Chapter];
  assert.equal(longer.minutes - BRICKS.minutes, 10);
});

test("headings are places, one level below the chapter's title", () => {
  const heading = between('<h3 id="/bricks/when-to-await">', "</h3>");
  assert.match(heading, /<a class="anchor" href="#\/bricks\/when-to-await">When to <code>await/);
  assert.match(between('<h4 id="/bricks/a-detail">', "</h4>"), /A detail/);
  assert.doesNotMatch(BRICKS.html, /<h[12]/);
});

test("listings, claims and pictures", () => {
  assert.equal(
    between('<pre class="listing">', "</pre>"),
    '<pre class="listing"><code>if a &#60; b: pass\n</code></pre>',
  );
  assert.match(between('<aside class="claim">', "</aside>"), /It is <em>slow<\/em>\./);
  assert.equal(
    between("<figure>", "</figure>"),
    '<figure><svg role="img" aria-label="Two bricks &#38; a gap" viewBox="0 0 1 1">' +
      '<g class="a"><text>brick</text></g></svg>' +
      '<figcaption aria-hidden="true">Two bricks &amp; a gap</figcaption></figure>',
  );
});

test("HTML in the prose is text", () => {
  const [chapter] = read(more("<script>alert()</script>")) as [Chapter];
  assert.doesNotMatch(chapter.html, /<script/);
  assert.match(chapter.html, /&lt;script&gt;/);
});

test("a pane is a section with a name and an address, and loads at first", () => {
  assert.match(
    HELLO,
    /^<section data-example="hello" id="\/bricks\/hello" aria-label="Program hello" data-predict data-state="loading">/,
  );
  assert.match(HELLO, /<a class="pane-title" href="#\/bricks\/hello">hello<\/a>/);
});

test("its buttons, its output and its status have roles and names", () => {
  const buttons = [...HELLO.matchAll(/<button type="button"[^>]*data-do="(\w+)"[^>]*>(\w+)</g)];
  assert.deepEqual(
    buttons.map(([, action, name]) => [action, name]),
    ["Run", "Stop", "Reset", "Share", "Copy", "Clear"].map((name) => [name.toLowerCase(), name]),
  );
  assert.match(HELLO, /role="log" aria-label="Output" tabindex="0"/);
  assert.match(HELLO, /role="status"/);
  // Its options come with the script that reads them.
  assert.match(HELLO, /<label>Time <select data-do="clock"><\/select><\/label>/);
});

test("only a program to predict says so", () => {
  assert.match(HELLO, / data-predict /);
  assert.doesNotMatch(FAILS, /data-predict/);
  const [chapter] = read(prose("[[hello predict]]", "[[hello]]")) as [Chapter];
  assert.doesNotMatch(chapter.html, /data-predict/);
});

test("its code is escaped and ends with no empty line", () => {
  assert.equal(
    between('<pre tabindex="0"><code>', "</code></pre>", HELLO),
    '<pre tabindex="0"><code>if 1 &#60; 2 &#38; 3:\n    print(&#34;&#60;hello&#62;&#34;)</code></pre>',
  );
});

test("its transcript stands below", () => {
  assert.equal(
    between('<ol class="transcript"', "</ol>", HELLO),
    '<ol class="transcript" aria-label="What it prints" data-error="null">' +
      '<li data-stream="stdout" data-time="0">&#60;hello&#62;</li>' +
      '<li data-stream="stdout" data-time="0">world</li>' +
      '<li data-stream="stderr" data-time="1.5">&#34;quoted&#34;</li>' +
      '<li data-stream="stdout" data-time="0">again</li></ol>',
  );
  assert.match(
    FAILS,
    /data-error="{&#34;type&#34;:&#34;ValueError&#34;,&#34;message&#34;:&#34;no &#60;b&#62;\\nand more&#34;,&#34;line&#34;:2}"/,
  );
});

test("labels say where it prints something else", () => {
  const labels = (html: string) =>
    [...html.matchAll(/<p class="pane-label"([^>]*)>(.*?)<\/p>/g)].map(([, mark, text]) => [
      mark,
      text,
    ]);
  assert.deepEqual(labels(HELLO), [
    ["", "<b>Same on your machine</b>, with Python 3.13 or newer"],
    [" data-without-jspi hidden", "<b>Not the same in this browser.</b> No &#60;threads&#62;."],
  ]);
  assert.deepEqual(labels(FAILS), [["", "<b>Not the same on your machine.</b> It hangs."]]);
  const lines = printed("a", "b", "c");
  const [plain] = read({ "bricks/hello.transcript.json": transcript({ lines }) }) as [Chapter];
  assert.deepEqual(labels(plain.html)[0], ["", "<b>Same on your machine</b>"]);
});

test("a failing program has a lesson: its error, the text, the cure and what that prints", () => {
  const lesson = between('<div class="lesson">', "</ol></div>", FAILS);
  assert.match(lesson, /fails on purpose in line 2:\n<code>ValueError: no &#60;b&#62;<\/code>/);
  assert.match(lesson, /Read the <em>last<\/em> line\./);
  assert.equal(
    between("<code>  first", "</code>", lesson),
    "<code>  first\n<del>− raise ValueError</del>\n<ins>+ pass</ins>\n  last</code>",
  );
  assert.match(lesson, /<button type="button" data-do="cure"[^>]*>Apply the cure<\/button>/);
  assert.match(lesson, /<template>first\npass\nlast<\/template>/);
  assert.match(
    lesson,
    /<ol class="transcript" aria-label="What it prints when cured" data-error="null">/,
  );
  assert.doesNotMatch(HELLO, /lesson/);
});

test("the name of the file is not repeated in a SyntaxError", () => {
  const message = "'await' outside function (main.py, line 10)";
  const [chapter] = read({
    "bricks/fails.transcript.json": transcript({
      error: { type: "SyntaxError", message, line: 10 },
    }),
  }) as [Chapter];
  assert.match(chapter.html, /<code>SyntaxError: 'await' outside function<\/code>/);
});

test("the handbook itself can be read", () => {
  const numbers = readChapters().map(({ number }) => number);
  assert.deepEqual(numbers, ["1", "2", "3", "4", "5", "6", "A"]);
});

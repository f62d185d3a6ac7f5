/** What Share writes besides links, and what an embedded pane and the page around it tell each other. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { embedCode } from "../../web/src/embed/embed-code.ts";
import { heightIn } from "../../web/src/embed/height.ts";
import { mainOf, programText } from "../../web/src/embed/program-text.ts";
import { themeAsked } from "../../web/src/embed/theme.ts";
import { codeBlock } from "../../web/src/links/code-block.ts";
import { encodeLink } from "../../web/src/links/codec.ts";
import { describeLength } from "../../web/src/links/length-label.ts";

test("a link's length says where it can be sent", () => {
  const label = (length: number) => describeLength(length).label;
  assert.equal(label(1_900), "1,900 characters: fits a Discord message");
  assert.equal(label(1_901), "1,901 characters: too long for Discord, fits most chats");
  assert.equal(label(4_000), "4,000 characters: too long for Discord, fits most chats");
  assert.equal(label(4_001), "4,001 characters: too long for most chats. Send the file instead");
  assert.deepEqual(
    [1_900, 4_000, 4_001].map((length) => describeLength(length).fits),
    [true, true, false],
  );
});

test("a code block's fence is longer than any in the program", () => {
  assert.equal(codeBlock({ "main.py": "print(1)\n\n" }), "```python\nprint(1)\n```\n");
  assert.equal(
    codeBlock({ "main.py": "'''\n````\n'''", "data.txt": "1" }),
    "`main.py`\n\n`````python\n'''\n````\n'''\n`````\n\n`data.txt`\n\n```\n1\n```\n",
  );
});

test("embed code is HTML without a blank line, which would end it in Markdown", () => {
  const text = 'import asyncio\n\n\nif 1 < 2 & True:\n    print("</pre>")\n   \nmain()\n';
  const code = embedCode(
    { title: 'a "b" <c>', files: { "main.py": text }, clock: "instant" },
    "v1.x",
    "https://example.org/some/where/",
  );
  assert.equal(
    code,
    `<script async src="https://example.org/some/where/embed.js"></script>
<asyncarium-pane title="a &#34;b&#34; &#60;c&#62;" clock="instant">
<pre>import asyncio&#10;&#10;
if 1 &#60; 2 &#38; True:
    print(&#34;&#60;/pre&#62;&#34;)&#10;   
main()</pre>
</asyncarium-pane>
`,
  );
  assert.doesNotMatch(code.trimEnd(), /\n[ \t]*\n/);
});

test("embed code of several files has them in a link", () => {
  const files = { "main.py": "import helpers", "helpers.py": "" };
  const code = embedCode({ title: "main.py", files, clock: "slow" }, "v1.abc", "https://a.org/");
  assert.match(code, /<asyncarium-pane src="#v1\.abc">\n<pre>import helpers<\/pre>/);
});

test("the text in an element loses its template's indentation, and nothing else", () => {
  assert.equal(programText("\n    if x:\n        y()\n\n    z()\n  "), "if x:\n    y()\n\nz()");
  assert.equal(programText("a\r\n  b\r\n"), "a\n  b");
  assert.equal(programText("\n\tif x:\n\t\ty()"), "if x:\n\ty()");
  assert.equal(programText("\n\na"), "\na");
  assert.equal(programText("  \n"), "");
});

test("what can be read of a link without the page", async () => {
  const files = { "main.py": "print(1)", "b.py": "" };
  assert.equal(await mainOf(await encodeLink({ files, clock: "real" })), "print(1)");
  for (const bad of ["", "v1.", "v1.eJxLBAAAYgBi", "v9.x"]) {
    assert.equal(await mainOf(bad), null);
  }
});

test("a height is a number that a pane can have", () => {
  assert.equal(heightIn(480.2), 481);
  for (const bad of [NaN, Infinity, -1, 0, 39, 20_001, "480", null, { height: 480 }, [480]]) {
    assert.equal(heightIn(bad), null, JSON.stringify(bad));
  }
});

test("a theme that there is none of is the system's", () => {
  assert.equal(themeAsked("?theme=dark"), "dark");
  assert.equal(themeAsked("?theme=light&x=1"), "light");
  for (const query of ["", "?theme=auto", "?theme=", "?theme=Dark", "?theme=<b>", "?dark"]) {
    assert.equal(themeAsked(query), "system", query);
  }
});

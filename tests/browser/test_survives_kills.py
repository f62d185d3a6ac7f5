"""Promise: a browser that is killed while you type loses no more than the last moment's keys."""

import os
import random
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, Playwright, expect

from tests.browser.chromium import open_profile
from tests.browser.drafts import expect_known, write
from tests.browser.site import PaneHandle
from tests.support.server import StaticServer

KILLS = 50

# Tells what the database has taken, by the database's own events: not by what the page claims.
# A save's age is that of its oldest key which was in no save before.
REPORT = """
    const {put} = IDBObjectStore.prototype;
    let oldest = null;
    addEventListener("input", () => { oldest ??= performance.now(); }, true);
    IDBObjectStore.prototype.put = function (value, ...rest) {
        const age = oldest === null ? 0 : performance.now() - oldest;
        oldest = null;
        const request = put.call(this, value, ...rest);
        const text = value.content?.files["main.py"];
        this.transaction.addEventListener("complete", () => window.kept?.(text, age));
        return request;
    };
"""


@dataclass
class Typist:
    """Writes numbers, each once, and notes what was seen typed and what was seen kept."""

    typed: str = ""
    kept: str = ""
    ages: list[float] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def take_note(self, text: str, age: float) -> None:
        self.kept = text
        self.ages.append(age)


def processes_of(profile: Path) -> list[int]:
    """The browser that has this profile, and nobody else's."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if f"--user-data-dir={profile}".encode() in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
    return found


def kill(profile: Path) -> None:
    for process in processes_of(profile):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def type_until_killed(page: Page, pane: PaneHandle, typist: Typist, profile: Path) -> None:
    pane.code.press("ControlOrMeta+End")
    killer = threading.Timer(random.uniform(0.05, 1.5), kill, [profile])
    killer.start()
    with suppress(Error):
        while True:
            key = f"{next(typist.numbers)} "
            # Noted first: the key may arrive and be kept, and its acknowledgement be lost.
            typist.typed += key
            page.keyboard.type(key)
    killer.join()


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="finds the browser in /proc")
def test_fifty_kills(playwright: Playwright, site: StaticServer, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    typist = Typist()
    lost: list[int] = []
    for _ in range(KILLS):
        context = open_profile(playwright, profile)
        page = context.pages[0]
        # The engine has no part in this, and takes longest.
        page.route("**/engine/**", lambda route: route.abort())
        page.expose_function("kept", typist.take_note)
        page.add_init_script(REPORT)
        page.goto(f"{site.url}#/play")
        pane = expect_known(PaneHandle(page, "playground"))
        if typist.typed == "":
            typist.typed = "# "
            write(pane, typist.typed)
        else:
            text = typist.typed
            found = pane.code.inner_text().rstrip("\n")
            assert text.startswith(found), "an older text, or a mixed one"
            assert found.startswith(typist.kept), "what was kept is there"
            lost.append(len(text) - len(found))
            typist.typed = typist.kept = found
            expect(pane.section).not_to_have_attribute("data-draft", "unkept")
        type_until_killed(page, pane, typist, profile)
        with suppress(Error):
            context.close()
    assert len(typist.ages) > KILLS / 2, "it was killed while it saved, too"
    print(f"keys lost at each kill: {lost}")
    print(f"milliseconds from a key to its save, at most: {max(typist.ages):.0f}")

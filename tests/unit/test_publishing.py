"""The workflow that publishes the site: what it names exists, no job may do more than it must."""

import re

from tests.support.machines import ROOT

WORKFLOW = (ROOT / ".github/workflows/publish.yml").read_text("utf-8")
BUILD, DEPLOY = WORKFLOW.split("\n  deploy:\n")


def granted(text: str) -> set[str]:
    """All permissions that a part of the workflow gives."""
    return set(re.findall(r"^ +([\w-]+: (?:read|write))\b", text, re.MULTILINE))


def test_it_runs_commands_that_exist() -> None:
    commands = re.findall(r"run: make (\S+)\n", WORKFLOW)
    assert commands == ["test"]
    assert len(commands) == WORKFLOW.count("run: ")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    # The tests build what they test: that is what is published.
    assert re.search(r"^test:.* build .*##", makefile, re.MULTILINE)


def test_it_publishes_what_was_built() -> None:
    upload = re.search(r"upload-pages-artifact@v\d+\n +with:\n +path: (\S+)/\n", BUILD)
    assert upload is not None
    built = re.search(r'outDir: "\.\./(\w+)"', (ROOT / "web/vite.config.ts").read_text("utf-8"))
    assert built is not None
    assert upload[1] == built[1]


def test_only_the_deployment_may_publish() -> None:
    """The build runs packages of others: it gets to read, and keeps no key."""
    assert "\npermissions: {}\n" in BUILD
    assert granted(BUILD) == {"contents: read", "pages: read"}
    assert "persist-credentials: false" in BUILD
    assert granted(DEPLOY) == {"pages: write", "id-token: write"}
    assert "run: " not in DEPLOY


def test_every_action_is_an_official_one_of_a_fixed_version() -> None:
    used = re.findall(r"uses: (\S+)", WORKFLOW)
    assert len(used) == 7
    for action in used:
        assert re.fullmatch(r"actions/[\w-]+@v\d+", action), action

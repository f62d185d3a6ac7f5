"""Finds out which package can't be had, and why: the one that was asked for, or one it needs."""

import re
from collections.abc import Iterator, Mapping

from asyncarium_installer import words
from asyncarium_installer.index import ADDRESS, Wheelhouse

IN_QUOTES = re.compile(r"(?:wheel for|metadata for|Requested) '([^']+)'")
"""The requirement that micropip speaks of."""


def normalized(requirement: str) -> str:
    """The name of its package, as indexes write it."""
    found = re.match(r"[\w.-]+", requirement.strip())
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else requirement


def why(
    requirement: str, error: Exception, wheelhouse: Wheelhouse, failures: Mapping[str, str]
) -> str:
    """What the reader is told of a requirement that was not installed.

    Args:
        error: micropip's.
        failures: of files that the page was asked for, by address.
    """
    known = {
        url: text for url, text in failures.items() if wheelhouse.pypi or url.startswith(ADDRESS)
    }
    culprit, failure = _culprit(requirement, str(error), known)
    return words.cannot_be_had(
        requirement,
        culprit=None if normalized(culprit) == normalized(requirement) else culprit,
        here=wheelhouse.version(normalized(culprit)),
        pypi=wheelhouse.pypi,
        failure=failure,
        error=str(error),
    )


def with_what_led_to_it(error: BaseException) -> Iterator[BaseException]:
    """An exception, those that it holds, and those on the way to it."""
    seen: set[int] = set()
    todo: list[BaseException | None] = [error]
    while todo:
        one = todo.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        todo += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            todo += one.exceptions


def _culprit(requirement: str, error: str, failures: Mapping[str, str]) -> tuple[str, str | None]:
    """The requirement that failed, and what the page said of its files."""
    found = IN_QUOTES.search(error)
    if found is None:
        # micropip passes on what the page said of a wheel.
        names = [_name_in(url) for url, text in failures.items() if text == error]
        same = normalized(requirement) in names or not names
        return (requirement if same else names[0]), (error if names else None)
    name = normalized(found[1])
    texts = [text for url, text in failures.items() if _name_in(url) == name]
    return found[1].partition(";")[0].strip(), (texts[0] if texts else None)


def _name_in(url: str) -> str:
    """Of the package whose page or file it is."""
    last = url.rstrip("/").rpartition("/")[2]
    return normalized(last.partition("-")[0] if ".whl" in last else last)

"""The ``options`` that a client may connect with: settings, as on the command line of a server."""

import re
from collections.abc import Mapping

_WORD = re.compile(r"(?:\\.|\S)+", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SETTING = re.compile(r"(?:-c|--)([\w.-]+)=(.*)", re.DOTALL)


class BadOptionError(ValueError):
    """A word that sets nothing."""


def settings_of(options: str) -> Mapping[str, str]:
    """What ``-c name=value`` and ``--name=value`` set; a backslash keeps a blank in a value.

    Raises:
        BadOptionError: there is something else among them.
    """
    found = {}
    words = iter(_ESCAPED.sub(r"\1", word) for word in _WORD.findall(options))
    for word in words:
        whole = f"-c{next(words, '')}" if word == "-c" else word
        setting = _SETTING.fullmatch(whole)
        if setting is None:
            raise BadOptionError(word)
        # As Postgres: a name may be written with dashes.
        found[setting[1].replace("-", "_")] = setting[2]
    return found

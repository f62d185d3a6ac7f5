"""What of a query's text is code: the rest may look like it."""

import re

_BEGINNING = re.compile(
    r"""
    (?P<escapes> (?<![\w$]) [eE]' (?: [^'\\] | \\. )* (?:'|\Z) )
  | (?P<string> '[^']*(?:'|\Z) )
  | (?P<name> "[^"]*(?:"|\Z) )
  | (?P<line> --[^\n]* )
  | (?P<comment> /\* )
  | (?P<dollars> (?<![\w$]) \$ (?: [^\W\d]\w* )? \$ )
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_DO = re.compile(r"\bDO(?:\s+LANGUAGE\s+\w+)?\s*\Z", re.IGNORECASE)


def masked(text: str, *, in_block: bool = False) -> str:
    r"""``text``, as long, without what is no code.

    Comments become blanks; what stands in quotes becomes ``\0``, the quotes of texts remain.
    The block after a DO is code; ``in_block`` is for what stands in it.
    """
    parts = []
    at = 0
    while (found := _BEGINNING.search(text, at)) is not None:
        parts.append(text[at : found.start()])
        at = found.end()
        match found.lastgroup:
            case "line":
                parts.append(" " * len(found[0]))
            case "comment":
                at = _after_comment(text, at)
                parts.append(" " * (at - found.start()))
            case "dollars":
                end = text.find(found[0], at)
                end = len(text) if end < 0 else end
                is_code = not in_block and _DO.search("".join(parts)) is not None
                parts.append("\0" * len(found[0]))
                parts.append(masked(text[at:end], in_block=True) if is_code else "\0" * (end - at))
                at = min(end + len(found[0]), len(text))
                parts.append("\0" * (at - end))
            case "name":
                parts.append("\0" * len(found[0]))
            case _:
                before, quoted = found[0].split("'", 1)
                last = "'" if quoted.endswith("'") else ""
                parts.append(f"{before}'" + "\0" * (len(quoted) - len(last)) + last)
    return "".join([*parts, text[at:]])


def _after_comment(text: str, at: int) -> int:
    """Comments can stand inside each other."""
    depth = 1
    while depth and (edge := _COMMENT_EDGE.search(text, at)) is not None:
        depth += 1 if edge[0] == "/*" else -1
        at = edge.end()
    return at if depth == 0 else len(text)

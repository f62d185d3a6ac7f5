"""What the reader is told of packages that can't be had: what happened, why, and what to do."""

SWITCH = 'Switch on "Use packages from PyPI" under "More", and run again.'


def bad_python(wanted: str) -> str:
    return f'In the # /// script block, requires-python is "{wanted}", which is no version.'


def other_python(wanted: str, version: str) -> str:
    return f"This program wants Python {wanted}; on this page it runs on Python {version}."


def cannot_be_had(
    requirement: str,
    *,
    culprit: str | None,
    here: str | None,
    pypi: bool,
    failure: str | None,
    error: str,
) -> str:
    """Why a requirement was not installed.

    Args:
        culprit: what it needs, and what can't be had; None if that is itself.
        here: the version of it that this site has; None if it has none.
        pypi: whether PyPI was asked, too.
        failure: why the page could not fetch it.
        error: micropip's own words.
    """
    begin = f"{requirement} can't be installed: "
    begin += "" if culprit is None else f"it needs {culprit}, and "
    if failure is not None:
        return f"{begin}{failure.rstrip('.')}."
    if not pypi and here is not None:
        return f"{begin}this site has version {here}. {SWITCH}"
    if not pypi and culprit is None:
        return f"{requirement} is not among the packages of this site. {SWITCH}"
    if not pypi:
        return f"{begin}that is not among the packages of this site. {SWITCH}"
    if "wheel" in error:
        return (
            f"{begin}PyPI has {'it' if culprit is None else 'that'} only compiled for other "
            "platforms, or not in that version. A page can run pure Python, and what was built "
            "for Pyodide."
        )
    return f"{begin}{error}"


def of_import(package: str, reason: str) -> str:
    """The same of a package whose name is a guess, by the module's."""
    if not reason.startswith(f"{package} can't be installed: PyPI has no package"):
        return reason
    return f"{reason} If its package has another name, say so in a # /// script block."

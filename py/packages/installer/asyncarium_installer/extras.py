"""What the extras of a requirement need."""

from importlib import metadata


def missing_extras(requirement: str) -> list[str]:
    """Requirements of the extras that ``requirement`` names, as far as they are not installed.

    Args:
        requirement: of a package that is installed, such as ``httpx[http2]``; the name or the
            address of a wheel has none.
    """
    from micropip._vendored.packaging.src.packaging.requirements import (
        InvalidRequirement,
        Requirement,
    )

    try:
        wanted = Requirement(requirement)
        needs = [Requirement(text) for text in metadata.requires(wanted.name) or ()]
    except (InvalidRequirement, metadata.PackageNotFoundError):
        return []
    missing = []
    for need in needs:
        of_extra = need.marker is not None and not need.marker.evaluate({"extra": ""})
        if of_extra and any(need.marker.evaluate({"extra": extra}) for extra in wanted.extras):
            need.marker = None
            if not _is_installed(need.name):
                missing.append(str(need))
    return missing


def _is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True

"""This site's packages, as an index that a resolver reads."""

import json
from dataclasses import dataclass
from typing import Any

ADDRESS = "https://wheelhouse.invalid"
"""Of an index that is no place: it is answered here, and its bundles are asked of the page."""


@dataclass(frozen=True)
class Wheelhouse:
    """What the page has sent: ``packages`` by name, and whether it fetches from PyPI as well."""

    packages: dict[str, dict[str, Any]]
    pypi: bool

    @classmethod
    def from_json(cls, text: str) -> "Wheelhouse":
        fields = json.loads(text)
        return cls({one["name"]: one for one in fields["packages"]}, fields["pypi"])

    def version(self, name: str) -> str | None:
        """The version that there is of a package; None if there is none."""
        package = self.packages.get(name)
        return None if package is None else str(package["version"])

    def project(self, name: str) -> str:
        """The index's page of a package, as JSON (PEP 691).

        Raises:
            OSError: there is no such package.
        """
        if name not in self.packages:
            raise OSError(f"this site has no {name}")
        file = _file_name(self.packages[name])
        entry = {"filename": file, "url": f"{ADDRESS}/{name}/{file}", "hashes": {}}
        return json.dumps({"name": name, "files": [{**entry, "core-metadata": True}]})

    def metadata(self, name: str) -> bytes:
        """As much of a package's METADATA as a resolver reads."""
        package = self.packages[name]
        lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {package['version']}"]
        lines += [f"Requires-Dist: {text}" for text in package["requires"]]
        lines += [f"Provides-Extra: {text}" for text in package["extras"]]
        return "\n".join([*lines, "", ""]).encode()


def bundle_address(name: str) -> str:
    """What the page is asked for."""
    return f"{ADDRESS}/{name}"


def _file_name(package: dict[str, Any]) -> str:
    return f"{package['name'].replace('-', '_')}-{package['version']}-py3-none-any.whl"

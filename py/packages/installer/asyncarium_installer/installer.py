"""Installs what a program's script metadata names, and answers its micropip."""

import contextlib
import functools
import platform
import shutil
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from asyncarium_installer import words
from asyncarium_installer.coroutines import drive
from asyncarium_installer.extras import missing_extras
from asyncarium_installer.files import Files, MissingFile, Page
from asyncarium_installer.imports import unknown_imports
from asyncarium_installer.index import ADDRESS, Wheelhouse
from asyncarium_installer.layer import PYPI, connect
from asyncarium_installer.reasons import normalized, why, with_what_led_to_it
from asyncarium_installer.script import Script, ScriptError, read_script

MAIN = "main.py"


class Installer:
    """For one program.

    What its metadata names it needs. What it imports it may do without, as far as its text tells.

    Attributes:
        failure: what the program is to fail with, in place of its first line.
    """

    def __init__(self, wheelhouse: str, page: Page) -> None:
        """
        Args:
            wheelhouse: this site's packages, as the page has sent them.
            page: fetches.
        """
        self._wheelhouse = Wheelhouse.from_json(wheelhouse)
        self._files = Files(page)
        self._manager = connect(self._files, self._wheelhouse)
        self._install = self._manager.install
        self.failure: Exception | None = None
        self._absent: dict[str, str] = {}
        """Modules that the program imports, and why they can't be had."""

    def install(self, files: Mapping[str, str]) -> list[str]:
        """Install what the program asks for.

        Returns:
            the addresses of files that have to come first. To be called again then.
        """
        self._files.missing.clear()
        self._absent.clear()
        try:
            script = read_script(files[MAIN])
            self._check_python(script)
            self._install_dependencies(script.dependencies)
            if self._wheelhouse.pypi:
                # Of the dependencies, some may have what is imported by another name.
                self._install_imports(unknown_imports(files))
        except MissingFile:
            return list(dict.fromkeys(self._files.missing))
        except ScriptError as error:
            self.failure = RuntimeError(str(error))
        except Exception as error:
            self.failure = error
        self._serve()
        return []

    def check(self) -> None:
        """Raise what went wrong, if anything did."""
        if self.failure is not None:
            raise self.failure

    def explain(self, error: BaseException) -> None:
        """Add to an error that nobody caught why what it misses could not be had."""
        for one in with_what_led_to_it(error):
            if isinstance(one, ModuleNotFoundError):
                reason = self._absent.get(one.name or "")
                if reason is not None and reason not in getattr(one, "__notes__", ()):
                    one.add_note(reason)

    def _check_python(self, script: Script) -> None:
        from micropip._vendored.packaging.src.packaging.specifiers import (
            InvalidSpecifier,
            SpecifierSet,
        )

        wanted, version = script.requires_python, platform.python_version()
        if wanted is None:
            return
        try:
            fits = SpecifierSet(wanted).contains(version, prereleases=True)
        except InvalidSpecifier:
            raise ScriptError(words.bad_python(wanted)) from None
        if not fits:
            raise ScriptError(words.other_python(wanted, version))

    def _install_dependencies(self, requirements: Sequence[str]) -> None:
        """One after the other, so that the first that can't be had is named."""
        missing: MissingFile | None = None
        for requirement in requirements:
            try:
                self._install_one(requirement)
            except MissingFile as error:
                missing = error
            except Exception as error:
                name = normalized(requirement)
                raise ModuleNotFoundError(self._why(requirement, error), name=name) from None
        if missing is not None:
            raise missing

    def _install_imports(self, packages: Mapping[str, str]) -> None:
        """Those that can be had, by the modules that they are for."""
        missing: MissingFile | None = None
        for module, package in packages.items():
            try:
                self._install_one(package)
            except MissingFile as error:
                missing = error
            except Exception as error:
                self._absent[module] = words.of_import(package, self._why(package, error))
        if missing is not None:
            raise missing

    def _install_one(self, requirement: str) -> None:
        self._remove_what_differs(requirement)
        drive(self._resolve(requirement))

    def _remove_what_differs(self, requirement: str) -> None:
        """The page has brought its own version of what is imported; the program wants another."""
        if not self._wheelhouse.pypi:
            return
        from micropip._vendored.packaging.src.packaging.requirements import Requirement

        wanted = Requirement(requirement)
        with contextlib.suppress(metadata.PackageNotFoundError):
            found = metadata.distribution(wanted.name)
            if not wanted.specifier.contains(found.version, prereleases=True):
                # With their byte code, which no list of files names.
                for top in {
                    Path(str(found.locate_file(file.parts[0]))) for file in found.files or ()
                }:
                    shutil.rmtree(top) if top.is_dir() else top.unlink(missing_ok=True)

    async def _resolve(self, requirements: str | list[str], **options: Any) -> None:
        """From this site; and where that has not what it takes, from PyPI."""
        try:
            await self._install(requirements, **options)
        except ValueError:
            if not self._wheelhouse.pypi or "index_urls" in options:
                raise
            await self._install(requirements, **{**options, "index_urls": [PYPI, ADDRESS]})
        if options.get("deps", True):
            listed = [requirements] if isinstance(requirements, str) else requirements
            # micropip asks for no extras of a package that is there already.
            missing = [extra for requirement in listed for extra in missing_extras(requirement)]
            if missing:
                await self._resolve(missing, **options)

    def _why(self, requirement: str, error: Exception) -> str:
        return why(requirement, error, self._wheelhouse, self._files.failures)

    def _serve(self) -> None:
        """From now on files are waited for, and errors say more."""
        import micropip

        self._files.waits = True

        @functools.wraps(self._install)
        async def install(requirements: str | list[str], **options: Any) -> None:
            try:
                await self._resolve(requirements, **options)
            except (OSError, ValueError) as error:
                first = requirements if isinstance(requirements, str) else requirements[0]
                error.add_note(self._why(first, error))
                raise

        micropip.install = install

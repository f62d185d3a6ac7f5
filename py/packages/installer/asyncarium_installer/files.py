"""Files that the page fetches."""

from typing import Protocol


class Content(Protocol):
    """A file that has come."""

    failure: str | None
    """Why it can't be had; the rest is there if it is None."""

    def read(self) -> bytes:
        """Its bytes."""
        ...

    def unpack(self) -> None:
        """It is a bundle: put its content into site-packages."""
        ...


class Page(Protocol):
    """Whoever fetches. A file is asked for by its address."""

    def take(self, url: str) -> Content | None:
        """The file, if it has come; once."""
        ...

    def wait(self, url: str) -> None:
        """Ask for a file, and wait until it has come, or can't be had.

        Raises:
            RuntimeError: this browser can't wait.
        """
        ...


class MissingFile(BaseException):
    """A file has to come first.

    No Exception: micropip takes those for a page that is not there, and goes on to the next index.
    """


class Files:
    """What has come, and what is missing.

    Attributes:
        waits: whether a missing file is waited for; else it is a `MissingFile`.
        missing: their addresses.
        failures: why others can't be had, by address.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._found: dict[str, Content] = {}
        self.waits = False
        self.missing: list[str] = []
        self.failures: dict[str, str] = {}

    def get(self, url: str) -> Content:
        """The file.

        Raises:
            MissingFile: it is not here yet.
            OSError: it can't be had.
        """
        if url in self.failures:
            raise OSError(self.failures[url])
        found = self._found.get(url) or self._take(url)
        if found.failure is not None:
            self.failures[url] = found.failure
            raise OSError(found.failure)
        self._found[url] = found
        return found

    def _take(self, url: str) -> Content:
        found = self._page.take(url)
        if found is None and self.waits:
            self._page.wait(url)
            found = self._page.take(url)
        if found is None:
            self.missing.append(url)
            raise MissingFile(url)
        return found

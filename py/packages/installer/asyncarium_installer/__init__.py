"""Installs what a program asks for: in its script metadata, or by micropip.

micropip resolves; what it fetches comes from the page, which has the site's own packages and,
if the reader wants that, those of PyPI. Loaded only with a program that needs it.

    script, imports, words  <-  files, index  <-  coroutines, reasons  <-  layer  <-  installer
"""

from asyncarium_installer.installer import Installer

__all__ = ["Installer"]

"""The benchmark: the site beside a bare Pyodide page and desktop CPython. See ``__main__``."""

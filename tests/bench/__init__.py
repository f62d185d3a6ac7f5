"""The benchmark: the site beside other pages with Python and desktop CPython. See ``__main__``."""

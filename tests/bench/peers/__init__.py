"""Other pages with Python in them, measured beside the site. See ``building``."""

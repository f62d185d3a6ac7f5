"""Python values from and to PostgreSQL's binary and text formats, a codec for each type."""

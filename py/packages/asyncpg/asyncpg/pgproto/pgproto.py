"""What asyncpg's other modules, and programs, find in the extension module of this name."""

from uuid import UUID

__all__ = ("UUID",)

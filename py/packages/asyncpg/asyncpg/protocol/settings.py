"""``Connection.get_settings()``: what the server has told, and the connection's codecs."""

from collections.abc import Callable, Iterable
from typing import Any

from asyncpg import exceptions
from asyncpg.protocol.codecs.codec import BINARY, TEXT, Codec
from asyncpg.protocol.codecs.registry import Codecs


class ConnectionSettings:
    """The server's parameters, as attributes."""

    def __init__(self) -> None:
        self._settings: dict[str, str] = {}
        self._codecs = Codecs()

    def add_setting(self, name: str, value: str) -> None:
        """The server tells a parameter."""
        if name == "client_encoding" and value.lower().replace("-", "") not in ("utf8", "unicode"):
            raise NotImplementedError(
                f"client_encoding {value}: this site's asyncpg leaves out all encodings but UTF8"
            )
        self._settings[name] = value

    def register_data_types(self, types: Iterable[Any]) -> None:
        """Make codecs for what asyncpg's introspection has found."""
        self._codecs.add_types(types)

    def add_python_codec(
        self, typeoid: int, typename: str, typeschema: str, typeinfos: Iterable[Any],
        typekind: str, encoder: Callable[[Any], Any], decoder: Callable[[Any], Any], format: str,
    ) -> None:  # fmt: skip
        """See ``Connection.set_type_codec``."""
        if format not in ("binary", "text", "tuple"):
            raise exceptions.InterfaceError(
                f"invalid `format` argument, expected 'text', 'binary' or 'tuple', got {format!r}"
            )
        self._codecs.remove_custom(typeoid)
        if typeinfos:
            self._codecs.add_types(typeinfos)
        self._codecs.set_custom(typeoid, typename, typeschema, typekind, encoder, decoder, format)

    def remove_python_codec(self, typeoid: int, typename: str, typeschema: str) -> None:
        """See ``Connection.reset_type_codec``."""
        del typename, typeschema
        self._codecs.remove_custom(typeoid)

    def clear_type_cache(self) -> None:
        """Ask the server about types anew."""
        self._codecs.clear_derived()

    def set_builtin_type_codec(
        self, typeoid: int, typename: str, typeschema: str, typekind: str,
        alias_to: str, format: str | None,
    ) -> None:  # fmt: skip
        """See ``Connection.set_builtin_type_codec``."""
        formats = {None: None, "binary": BINARY, "text": TEXT}
        if format not in formats:
            raise exceptions.InterfaceError(
                f"invalid `format` argument, expected 'text' or 'binary', got {format!r}"
            )
        self._codecs.alias(typeoid, typename, typeschema, typekind, alias_to, formats[format])
        self._codecs.clear_derived()

    def get_data_codec(self, oid: int, ignore_custom_codec: bool = False) -> Codec | None:
        """The codec of a type, None if it isn't known yet."""
        return self._codecs.find(oid, ignore_custom_codec)

    def __getattr__(self, name: str) -> str:
        if not name.startswith("_"):
            try:
                return self._settings[name]
            except KeyError:
                raise AttributeError(name) from None
        raise AttributeError(name)

    def __repr__(self) -> str:
        return f"<ConnectionSettings {self._settings!r}>"

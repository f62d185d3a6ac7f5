"""Who may come in, and what the server says of itself then."""

from collections.abc import Mapping

from asyncarium_postgres.wire import error, parameter

PASSWORDS: Mapping[str, str] = {"postgres": "postgres", "learner": "learner", "user": "password"}
"""The users, and their passwords; without one at all, they come in as well."""

DATABASES = ("postgres", "learner", "user", "test", "values", "mydb")
"""Names of the one database: what programs in documentation connect to is among them."""

MAX_CONNECTIONS = 100

PARAMETERS: Mapping[str, str] = {
    "in_hot_standby": "off",
    "integer_datetimes": "on",
    "TimeZone": "UTC",
    "IntervalStyle": "postgres",
    "is_superuser": "on",
    "default_transaction_read_only": "off",
    "scram_iterations": "4096",
    "DateStyle": "ISO, MDY",
    "standard_conforming_strings": "on",
    "client_encoding": "UTF8",
    "server_encoding": "UTF8",
}
"""What a client is told; the version comes from the engine."""

NOT_SETTINGS = frozenset(("user", "database", "replication", "options", "client_encoding"))
"""Parameters of a StartupMessage that are no settings of the session."""


def parameters(client: Mapping[str, str], version: str) -> bytes:
    """The ParameterStatus messages for a client that gave these parameters."""
    told = {
        **PARAMETERS,
        "application_name": client.get("application_name", ""),
        "session_authorization": client["user"],
        "server_version": version,
    }
    return b"".join(parameter(name, value) for name, value in told.items())


def refusal(client: Mapping[str, str], password: str) -> bytes | None:
    """The error for a client that may not come in."""
    user = client["user"]
    if user not in PASSWORDS or password not in ("", PASSWORDS[user]):
        known = ", ".join(f"{name} (password {word})" for name, word in PASSWORDS.items())
        return error(
            "28P01",
            f'password authentication failed for user "{user}"',
            severity="FATAL",
            hint=f"This site's Postgres knows these users: {known}.",
        )
    database = client.get("database", user)
    if database not in DATABASES:
        return error(
            "3D000",
            f'database "{database}" does not exist',
            severity="FATAL",
            hint=f"This site's Postgres has one database, named {', '.join(DATABASES)}.",
        )
    return None

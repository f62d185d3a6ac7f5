"""The connection: messages of PostgreSQL's wire protocol, version 3, on an asyncio transport.

One operation runs at a time. Whoever began it waits for `waiter`; the server's ReadyForQuery
ends it. One that is given up (a timeout, a cancelled task) is cancelled at the server by a
connection of its own, and `cancel_waiter` then waits for that ReadyForQuery in its place.
"""

import asyncio
import collections.abc
import enum
import hashlib
import socket
import struct
import time
import weakref
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Mapping
from typing import Any

import asyncpg.compat as compat
from asyncpg import exceptions
from asyncpg.exceptions import _base
from asyncpg.protocol.pgtypes import BUILTIN_TYPE_NAME_MAP
from asyncpg.protocol.record import Record, RecordDescriptor
from asyncpg.protocol.settings import ConnectionSettings
from asyncpg.protocol.statement import PreparedStatementState

__all__ = ("BUILTIN_TYPE_NAME_MAP", "NO_TIMEOUT", "Protocol")

NO_TIMEOUT = object()

_unpack_length = struct.Struct("!i").unpack_from
_header = struct.Struct("!ci")
_int32 = struct.Struct("!i")
_two_int32 = struct.Struct("!ii")

MANY_BYTES = 4 * 32_768
"""How much of an ``executemany`` goes to the transport at once."""
COPY_BYTES = 524_288
_COPY_SIGNATURE = b"PGCOPY\n\377\r\n\0"


class State(enum.Enum):
    """What the connection does."""

    IDLE = enum.auto()
    AUTH = enum.auto()
    PREPARE = enum.auto()
    EXECUTE = enum.auto()
    """Anything that gives rows: bind and execute, execute, executemany."""
    OTHER = enum.auto()
    """What has no result: bind, close."""
    SIMPLE = enum.auto()
    COPY_OUT = enum.auto()
    COPY_IN = enum.auto()
    CANCELLED = enum.auto()
    TERMINATING = enum.auto()
    FAILED = enum.auto()


def _message(kind: bytes, body: bytes = b"") -> bytes:
    return _header.pack(kind, len(body) + 4) + body


def _text(value: str) -> bytes:
    return value.encode() + b"\0"


SYNC = _message(b"S")


class Protocol(asyncio.Protocol):
    """What ``asyncpg.Connection`` calls its protocol."""

    def __init__(
        self, addr: Any, connected_fut: Any, con_params: Any,
        record_class: type[Record], loop: asyncio.AbstractEventLoop,
    ) -> None:  # fmt: skip
        del addr
        self.is_ssl = False
        self.queries_count = 0
        self.backend_pid = 0
        self.backend_secret = 0
        self.waiter: asyncio.Future[Any] | None = connected_fut
        self.cancel_waiter: asyncio.Future[None] | None = None
        self.cancel_sent_waiter: asyncio.Future[None] | None = None
        self.closing = False
        self.last_query: str | None = None
        self._auth_received = False
        self._parameters = con_params
        self._record_class = record_class
        self._loop = loop
        self._settings = ConnectionSettings()
        self._connection: weakref.ref[Any] | None = None
        self._transport: Any = None
        self._connected = False
        self._state = State.IDLE
        self._transaction = b"I"
        self._received = bytearray()
        self._writable = asyncio.Event()
        self._writable.set()
        self._timeout_handle: asyncio.TimerHandle | None = None
        self._statement: PreparedStatementState | None = None
        self._return_extra = False
        self._reset_result()

    def _reset_result(self) -> None:
        self._error: Exception | dict[str, str] | None = None
        self._rows: list[Any] = []
        self._discards = False
        self._status: bytes | None = None
        self._completed = False
        self._copied: list[bytes] = []

    # For asyncpg's Connection:

    def set_connection(self, connection: Any) -> None:
        """Whose protocol this is."""
        self._connection = weakref.ref(connection)

    def get_server_pid(self) -> int:
        """The process of the server's backend."""
        return self.backend_pid

    def get_settings(self) -> ConnectionSettings:
        """What the server has told."""
        return self._settings

    def get_record_class(self) -> type[Record]:
        """What rows are, unless an operation says otherwise."""
        return self._record_class

    def is_in_transaction(self) -> bool:
        """Whether a transaction is open, or has failed and is open still."""
        return self._transaction != b"I"

    def is_closed(self) -> bool:
        """Whether it was closed, or lost."""
        return self.closing

    def is_connected(self) -> bool:
        """Whether it can be used."""
        return not self.closing and self._connected

    async def prepare(
        self, stmt_name: str, query: str, timeout: Any, *,
        state: PreparedStatementState | None = None,
        ignore_custom_codec: bool = False, record_class: Any,
    ) -> PreparedStatementState:  # fmt: skip
        """Have the server parse and describe a statement."""
        timeout = await self._begin(timeout)
        if state is None:
            state = PreparedStatementState(
                stmt_name, query, self._settings, record_class, ignore_custom_codec
            )
        described = _message(b"D", b"S" + _text(stmt_name))
        send = _parse(stmt_name, query) + described + SYNC
        prepared: PreparedStatementState = await self._operate(
            State.PREPARE, send, timeout, state, query
        )
        return prepared

    async def bind_execute(
        self, state: PreparedStatementState, args: Any, portal_name: str, limit: int,
        return_extra: bool, timeout: Any,
    ) -> Any:  # fmt: skip
        """Run a prepared statement."""
        timeout = await self._begin(timeout)
        send = self._bound(state, args, portal_name) + _execute(portal_name, limit) + SYNC
        self.queries_count += 1
        self._return_extra = return_extra
        return await self._operate(State.EXECUTE, send, timeout, state, state.query)

    async def bind(
        self, state: PreparedStatementState, args: Any, portal_name: str, timeout: Any
    ) -> Any:
        """Open a cursor on a prepared statement."""
        timeout = await self._begin(timeout)
        send = self._bound(state, args, portal_name) + SYNC
        return await self._operate(State.OTHER, send, timeout, state, state.query)

    async def execute(
        self, state: PreparedStatementState, portal_name: str, limit: int,
        return_extra: bool, timeout: Any,
    ) -> Any:  # fmt: skip
        """Fetch from a cursor."""
        timeout = await self._begin(timeout)
        self.queries_count += 1
        self._return_extra = return_extra
        send = _execute(portal_name, limit) + SYNC
        return await self._operate(State.EXECUTE, send, timeout, state, state.query)

    async def bind_execute_many(
        self, state: PreparedStatementState, args: Iterable[Any], portal_name: str,
        timeout: Any, return_rows: bool,
    ) -> Any:  # fmt: skip
        """Run a prepared statement for each of ``args``, all of them or none."""
        timeout = await self._begin(timeout)
        timer = _Timer(timeout)
        waiter = self._new_waiter(timeout)
        self._start(State.EXECUTE, state, state.query)
        self.queries_count += 1
        self._return_extra = False
        self._discards = not return_rows
        prefix = b"" if state.prepared else _parse(state.name, state.query)
        names = _text(portal_name) + _text(state.name)
        run = _execute(portal_name, 0)
        sent = False
        try:
            buffer = bytearray(prefix)
            for number, values in enumerate(args):
                encoded = state.encode_arguments(values, number)
                buffer += _message(b"B", names + encoded) + run
                if len(buffer) >= MANY_BYTES:
                    self._write(bytes(buffer))
                    sent = True
                    buffer.clear()
                    if self._error is not None:
                        break
                    await timer.limit(self._writable.wait())
                    await asyncio.sleep(0)
            if not sent and len(buffer) == len(prefix):
                self._push_result()
            else:
                self._write(bytes(buffer) + SYNC)
        except Exception as error:
            self._give_up_many(error, sent)
        return await waiter

    def _give_up_many(self, error: Exception, sent: bool) -> None:
        self._error = error
        if not sent:
            self._push_result()
        elif self.is_in_transaction():
            self._write(SYNC)
        else:
            # What was sent stands in a transaction of its own, until the Sync.
            nothing = b"\0\0" * 3
            bound = _message(b"B", b"\0\0" + nothing)
            self._write(_parse("", "ROLLBACK") + bound + _execute("", 0) + SYNC)

    async def query(self, query: str, timeout: Any) -> str:
        """Run what may be several statements, without parameters; returns the last one's tag."""
        timeout = await self._begin(self._get_timeout(timeout), checked=True)
        self.queries_count += 1
        tag: str = await self._operate(
            State.SIMPLE, _message(b"Q", _text(query)), timeout, None, query
        )
        return tag

    async def close_statement(self, state: PreparedStatementState, timeout: Any) -> Any:
        """Have the server forget a prepared statement."""
        timeout = await self._begin(timeout)
        if state.refs != 0:
            raise exceptions.InternalClientError(
                f"cannot close prepared statement; refs == {state.refs} != 0"
            )
        state.closed = True
        send = _message(b"C", b"S" + _text(state.name)) + SYNC
        return await self._operate(State.OTHER, send, timeout, None, None)

    async def close_portal(self, portal_name: str, timeout: Any) -> Any:
        """Close a cursor."""
        timeout = await self._begin(timeout)
        send = _message(b"C", b"P" + _text(portal_name)) + SYNC
        return await self._operate(State.OTHER, send, timeout, None, None)

    async def copy_out(
        self, copy_stmt: str, sink: Callable[[bytes], Awaitable[Any]], timeout: Any
    ) -> str:
        """COPY ... TO STDOUT, into ``sink``."""
        timer = _Timer(await self._begin(timeout))
        send = _message(b"Q", _text(copy_stmt))
        tag, data = await self._operate(State.COPY_OUT, send, timer.left(), None, copy_stmt)
        if data:
            await timer.limit(sink(data))
        found: str = tag
        return found

    async def copy_in(
        self, copy_stmt: str, reader: AsyncIterable[bytes] | None, data: Any,
        records: Any, record_stmt: PreparedStatementState | None, timeout: Any,
    ) -> str:  # fmt: skip
        """COPY ... FROM STDIN, from one of the three."""
        timer = _Timer(await self._begin(timeout))
        waiter = self._new_waiter(timer.left())
        self._start(State.COPY_IN, None, copy_stmt)
        self._write(_message(b"Q", _text(copy_stmt)))
        try:
            if record_stmt is not None:
                async for chunk in _copied_records(records, record_stmt):
                    await timer.limit(self._write_copied(chunk))
            elif reader is not None:
                if not hasattr(reader, "__aiter__"):
                    raise TypeError("reader is not an asynchronous iterable")
                await self._write_all_copied(reader.__aiter__(), timer)
            else:
                await self._write_copied(data)
        except TimeoutError:
            self._write(_message(b"f", _text("TimeoutError")))
            self._on_timeout(waiter)
            await waiter
            raise
        except BaseException:
            self._write(
                _message(b"f", _text("COPY aborted due to an exception in input generator"))
            )
            self._request_cancel()
            waiter.add_done_callback(lambda done: done.cancelled() or done.exception())
            raise
        self._write(_message(b"c"))
        tag: str = await waiter
        return tag

    async def _write_all_copied(self, chunks: AsyncIterator[bytes], timer: "_Timer") -> None:
        while True:
            try:
                # The time limit holds for what the program reads, too.
                chunk = await timer.limit(anext(chunks))
            except StopAsyncIteration:
                return
            await timer.limit(self._write_copied(chunk))

    async def _write_copied(self, chunk: Any) -> None:
        await self._writable.wait()
        self._write(_message(b"d", bytes(memoryview(chunk))))

    # Beginning and ending operations:

    async def _begin(self, timeout: Any, checked: bool = False) -> float | None:
        seconds = timeout if checked else self._seconds(timeout)
        seconds = await self._wait_for_cancellation(seconds)
        self._check_state()
        return seconds

    def _get_timeout(self, timeout: Any) -> float | None:
        if timeout is not None and timeout is not NO_TIMEOUT:
            try:
                if isinstance(timeout, bool):
                    raise ValueError
                timeout = float(timeout)
            except ValueError:
                raise ValueError(
                    f"invalid timeout value: expected non-negative float (got {timeout!r})"
                ) from None
        return self._seconds(timeout)

    def _seconds(self, timeout: Any) -> float | None:
        if timeout is None:
            connection = self._get_connection()
            timeout = None if connection is None else connection._config.command_timeout
        elif timeout is NO_TIMEOUT:
            timeout = None
        else:
            timeout = float(timeout)
        seconds: float | None = timeout
        if seconds is not None and seconds <= 0:
            raise TimeoutError
        return seconds

    def _check_state(self) -> None:
        if self.cancel_waiter is not None:
            raise exceptions.InterfaceError(
                "cannot perform operation: another operation is cancelling"
            )
        if self.closing:
            raise exceptions.InterfaceError("cannot perform operation: connection is closed")
        if self.waiter is not None or self._timeout_handle is not None:
            raise exceptions.InterfaceError(
                "cannot perform operation: another operation is in progress"
            )

    def _bound(self, state: PreparedStatementState, args: Any, portal_name: str) -> bytes:
        encoded = state.encode_arguments(args)
        parse = b"" if state.prepared else _parse(state.name, state.query)
        return parse + _message(b"B", _text(portal_name) + _text(state.name) + encoded)

    async def _operate(
        self, kind: State, send: bytes, timeout: float | None,
        statement: PreparedStatementState | None, query: str | None,
    ) -> Any:  # fmt: skip
        waiter = self._new_waiter(timeout)
        self._start(kind, statement, query)
        self._write(send)
        return await waiter

    def _start(
        self, kind: State, statement: PreparedStatementState | None, query: str | None
    ) -> None:
        if not self._connected:
            raise exceptions.InternalClientError("not connected")
        self._state = kind
        self._statement = statement
        self.last_query = query

    def _new_waiter(self, timeout: float | None) -> asyncio.Future[Any]:
        self.waiter = waiter = self._loop.create_future()
        if timeout is not None:
            self._timeout_handle = self._loop.call_later(timeout, self._on_timeout, waiter)
        waiter.add_done_callback(self._on_waiter_completed)
        return waiter

    def _on_timeout(self, waiter: asyncio.Future[Any]) -> None:
        if (
            self.waiter is not waiter
            or waiter.done()
            or self.cancel_waiter is not None
            or self._timeout_handle is None
        ):
            return
        self._request_cancel()
        waiter.set_exception(TimeoutError())

    def _on_waiter_completed(self, waiter: asyncio.Future[Any]) -> None:
        if self._timeout_handle is not None:
            self._timeout_handle.cancel()
            self._timeout_handle = None
        if waiter is self.waiter and self.cancel_waiter is None and waiter.cancelled():
            self._request_cancel()

    def _push_result(self) -> None:
        """The operation is through."""
        try:
            self._finish()
        finally:
            if self._state not in (State.FAILED, State.TERMINATING):
                self._state = State.IDLE
            self._reset_result()

    def _finish(self) -> None:
        if self._timeout_handle is not None:
            self._timeout_handle.cancel()
            self._timeout_handle = None
        if self.cancel_waiter is not None:
            if not self.cancel_waiter.done():
                self.cancel_waiter.set_result(None)
            self.cancel_waiter = None
            if self.waiter is not None and self.waiter.done():
                self.waiter = None
            if self.waiter is None:
                return
        waiter, self.waiter = self.waiter, None
        statement, self._statement = self._statement, None
        query, self.last_query = self.last_query, None
        if waiter is None or waiter.done():
            return
        if self._error is not None:
            error = self._error
            if isinstance(error, dict):
                error = _base.PostgresError.new(error, query=query)
            waiter.set_exception(error)
            return
        try:
            waiter.set_result(self._result(statement))
        except Exception as failure:
            waiter.set_exception(failure)

    def _result(self, statement: PreparedStatementState | None) -> Any:
        match self._state:
            case State.AUTH:
                return True
            case State.PREPARE:
                return statement
            case State.EXECUTE if self._return_extra:
                self._return_extra = False
                return self._rows, self._status, self._completed
            case State.EXECUTE:
                return None if self._discards else self._rows
            case State.COPY_OUT:
                return self._tag(), b"".join(self._copied)
            case State.SIMPLE | State.COPY_IN:
                return self._tag()
            case _:
                return None

    def _tag(self) -> str:
        # An empty query has none, which asyncpg does not expect either.
        return self._status.decode()  # type: ignore[union-attr]

    # Cancelling:

    def _is_cancelling(self) -> bool:
        return self.cancel_waiter is not None or self.cancel_sent_waiter is not None

    async def _wait_for_cancellation(self, timeout: float | None = None) -> float | None:
        if not self._is_cancelling():
            return timeout
        began = self._loop.time()
        try:
            async with compat.timeout(timeout):
                if self.cancel_sent_waiter is not None:
                    await asyncio.shield(self.cancel_sent_waiter)
                    self.cancel_sent_waiter = None
                if self.cancel_waiter is not None:
                    await asyncio.shield(self.cancel_waiter)
        except TimeoutError:
            # What was cancelled may run still: the connection is of no more use.
            connection = self._get_connection()
            if connection is not None:
                connection.terminate()
            else:
                self.abort()
            raise
        if timeout is not None:
            timeout -= self._loop.time() - began
            if timeout <= 0:
                raise TimeoutError
        return timeout

    def _request_cancel(self) -> None:
        self.cancel_waiter = self._loop.create_future()
        self.cancel_sent_waiter = self._loop.create_future()
        self._state = State.CANCELLED
        connection = self._get_connection()
        if connection is not None:
            connection._cancel_current_command(self.cancel_sent_waiter, self.cancel_waiter)
        else:
            # Nobody holds the connection any more; its transport is about to be ended.
            self.abort()

    # Ending the connection:

    async def close(self, timeout: Any) -> None:
        """End it, politely."""
        if self.closing:
            return
        self.closing = True
        closed: asyncio.Future[Any] | None = None
        try:
            async with compat.timeout(self._seconds(timeout)):
                await self._wait_for_cancellation()
                if self.waiter is not None:
                    self._request_cancel()
                    await self._wait_for_cancellation()
                if not self._connected or self._transport is None:
                    return
                closed = self._new_waiter(None)
                self._state = State.TERMINATING
                self._write(_message(b"X"))
                await closed
        finally:
            if closed is not None and not closed.done():
                closed.cancel()
            if self._timeout_handle is not None:
                self._timeout_handle.cancel()
                self._timeout_handle = None
            self._tell_lost(None)
            self._drop_transport()

    def abort(self) -> None:
        """End it at once."""
        self._complete_cancel_waiters()
        if not self.closing:
            self.closing = True
            self._tell_lost(None)
            if self._connected:
                self._state = State.TERMINATING
                self._write(_message(b"X"))
        self._drop_transport()

    def _drop_transport(self) -> None:
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.abort()

    def _complete_cancel_waiters(self) -> None:
        for waiter in (self.cancel_sent_waiter, self.cancel_waiter):
            if waiter is not None and not waiter.done():
                waiter.set_result(None)
        self.cancel_sent_waiter = self.cancel_waiter = None

    def _tell_lost(self, cause: BaseException | None) -> None:
        waiter, self.waiter = self.waiter, None
        if waiter is not None and not waiter.done():
            text = "connection was closed in the middle of operation"
            if isinstance(self._error, dict):
                # The server has said why: a FATAL error has no ReadyForQuery.
                told = _base.PostgresError.new(self._error, query=self.last_query)
                told.__cause__ = cause
                cause = told
                text = f"{text}: {told.args[0]}"
            lost = exceptions.ConnectionDoesNotExistError(text)
            lost.__cause__ = cause
            waiter.set_exception(lost)
        self._complete_cancel_waiters()

    def _get_connection(self) -> Any:
        return None if self._connection is None else self._connection()

    # What the transport calls:

    def connection_made(self, transport: Any) -> None:
        """Introduce ourselves."""
        self._transport = transport
        self.is_ssl = transport.get_extra_info("ssl_object") is not None
        sock = transport.get_extra_info("socket")
        if sock is not None and sock.family != getattr(socket, "AF_UNIX", None):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._state = State.AUTH
        given = self._parameters
        told = {
            "client_encoding": "'utf-8'",
            "user": given.user,
            "database": given.database,
            **(given.server_settings or {}),
        }
        body = b"".join(_text(name) + _text(value) for name, value in told.items()) + b"\0"
        self._write(_two_int32.pack(len(body) + 8, 3 << 16) + body)

    def connection_lost(self, exc: BaseException | None) -> None:
        """It is over."""
        self._connected = False
        self._state = State.FAILED
        if not self.closing:
            self.closing = True
            connection = self._get_connection()
            if connection is not None:
                connection._cleanup()
            self._tell_lost(exc)
            return
        waiter, self.waiter = self.waiter, None
        if waiter is not None and not waiter.done():
            if exc is None:
                waiter.set_result(None)
            else:
                waiter.set_exception(exc)
        self._complete_cancel_waiters()

    def pause_writing(self) -> None:
        """The transport's buffer is full."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """There is room again."""
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        """Messages, or parts of them."""
        if self._received:
            self._received += data
            data = bytes(self._received)
            self._received.clear()
        position, end = 0, len(data)
        while end - position >= 5:
            (length,) = _unpack_length(data, position + 1)
            after = position + 1 + length
            if after > end:
                break
            self._take(data[position], data[position + 5 : after])
            position = after
        if position < end:
            self._received += data[position:]

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    # The server's messages:

    def _take(self, kind: int, body: bytes) -> None:
        try:
            self._process(kind, body)
        except Exception as error:
            self._error = error
            if kind == 0x5A:
                self._push_result()

    def _process(self, kind: int, body: bytes) -> None:
        match kind:
            case 0x44:  # DataRow
                if self._state is State.EXECUTE and not self._discards and self._error is None:
                    assert self._statement is not None
                    self._rows.append(self._statement.decode_row(body))
            case 0x5A:  # ReadyForQuery
                self._transaction = body
                self._connected = True
                self._push_result()
            case 0x43:  # CommandComplete
                self._status = body[:-1]
                self._completed = True
            case 0x45:  # ErrorResponse
                self._error = _fields(body)
                if self._state is State.AUTH:
                    self._push_result()
            case 0x74 if self._state is State.PREPARE:  # ParameterDescription
                assert self._statement is not None
                self._statement.set_parameters(body)
            case 0x54 if self._state is State.PREPARE:  # RowDescription
                assert self._statement is not None
                self._statement.set_columns(body)
            case 0x64:  # CopyData
                self._copied.append(body)
            case 0x53:  # ParameterStatus
                name, value, _ = body.decode().split("\0")
                self._settings.add_setting(name, value)
            case 0x41:  # NotificationResponse
                self._notify(body)
            case 0x4E:  # NoticeResponse
                if (connection := self._get_connection()) is not None:
                    connection._process_log_message(_fields(body), self.last_query)
            case 0x4B:  # BackendKeyData
                self.backend_pid, self.backend_secret = _two_int32.unpack(body)
            case 0x52:  # Authentication
                self._authenticate(body)

    def _notify(self, body: bytes) -> None:
        (pid,) = _int32.unpack_from(body)
        channel, payload, _ = body[4:].decode().split("\0")
        connection = self._get_connection()
        if connection is not None:
            connection._process_notification(pid, channel, payload)

    def _authenticate(self, body: bytes) -> None:
        (method,) = _int32.unpack_from(body)
        password = self._parameters.password or ""
        match method:
            case 0:
                self._auth_received = True
            case 3:
                self._write(_message(b"p", _text(password)))
            case 5:
                user = self._parameters.user or ""
                inner = hashlib.md5((password + user).encode()).hexdigest()
                hashed = hashlib.md5(inner.encode() + body[4:8]).hexdigest()
                self._write(_message(b"p", _text("md5" + hashed)))
            case _:
                names = {10: "scram-sha-256", 7: "gss", 9: "sspi"}
                self._error = exceptions.InterfaceError(
                    "unsupported authentication method requested by the server: "
                    f"{names.get(method, method)!r} (this site's asyncpg leaves it out)"
                )
                self._push_result()


class _Timer:
    """What is left of a time limit that several steps share."""

    def __init__(self, budget: float | None) -> None:
        self._budget = budget

    def left(self) -> float | None:
        return self._budget

    async def limit(self, step: Awaitable[Any]) -> Any:
        began = time.monotonic()
        try:
            return await compat.wait_for(step, timeout=self._budget)
        finally:
            if self._budget is not None:
                self._budget -= time.monotonic() - began


def _parse(name: str, query: str) -> bytes:
    return _message(b"P", _text(name) + _text(query) + b"\0\0")


def _execute(portal: str, limit: int) -> bytes:
    return _message(b"E", _text(portal) + _int32.pack(limit))


def _fields(body: bytes) -> dict[str, str]:
    words = body.rstrip(b"\0").split(b"\0")
    return {chr(word[0]): word[1:].decode() for word in words if word}


async def _copied_records(records: Any, statement: PreparedStatementState) -> AsyncIterable[bytes]:
    """The chunks of a binary COPY."""
    encoders = list(statement.binary_encoders())
    buffer = bytearray(_COPY_SIGNATURE + b"\0" * 8)

    def add(row: Any) -> None:
        buffer.extend(len(encoders).to_bytes(2))
        for index, encode in enumerate(encoders):
            # By index, as asyncpg: a dictionary's keys are not its values.
            value = row[index]
            if value is None:
                buffer.extend(b"\xff\xff\xff\xff")
            else:
                data = encode(value)
                buffer.extend(len(data).to_bytes(4) + data)

    async def each() -> AsyncIterable[Any]:
        if isinstance(records, collections.abc.AsyncIterable):
            async for row in records:
                yield row
        else:
            for row in records:
                yield row

    async for row in each():
        add(row)
        if len(buffer) >= COPY_BYTES:
            yield bytes(buffer)
            buffer.clear()
    yield bytes(buffer) + b"\xff\xff"


def _create_record(mapping: Mapping[str, int] | None, values: tuple[Any, ...]) -> Record:
    """A record that no server has sent: asyncpg's introspection makes some."""
    names = mapping or {}
    return RecordDescriptor(names, tuple(names)).make_record(Record, values)

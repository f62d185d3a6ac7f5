"""The echo protocol (RFC 862): what comes is sent back."""

from asyncarium.kernel.clock import now
from asyncarium_internet.conditions import Conditions
from asyncarium_internet.wire import Line


class Echo:
    """A `Receiver` that sends everything back over its line."""

    def __init__(self, line: Line, conditions: Conditions) -> None:
        self._line = line
        self._conditions = conditions

    def received(self, data: bytes) -> None:
        at = now() + self._conditions.round_trip
        self._line.send(data, at + self._conditions.transfer(len(data)))

    def ended(self) -> None:
        self._line.close(now() + self._conditions.round_trip)

    def lost(self) -> None:
        pass

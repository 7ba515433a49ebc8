"""What a client sends or receives, in a form that all clients can be compared in."""

from typing import NamedTuple


class Message(NamedTuple):
    value: bytes | None
    key: bytes | None = None
    headers: tuple = ()
    timestamp: int | None = None
    partition: int = 0
    offset: int | None = None

    @property
    def content(self):
        """Without what the broker or the client fills in."""
        return (self.key, self.value, self.headers)


def lines(count, start=0, width=60):
    """Messages that compress and are all different."""
    return [Message(value=f"line {n:08} ".encode() + b"x" * width) for n in range(start, start + count)]

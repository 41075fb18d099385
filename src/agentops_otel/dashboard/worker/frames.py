"""Messages between two processes, each preceded by its length."""

from __future__ import annotations

from typing import IO, Final

# No pickle is this short.
FAILED: Final = b""
READY: Final = b"!"

_LENGTH_BYTES: Final = 8


def write_frame(pipe: IO[bytes], content: bytes) -> None:
    """Write a message.

    Raises:
        OSError: The other end of the pipe is closed.
    """
    pipe.write(len(content).to_bytes(_LENGTH_BYTES, "big"))
    pipe.write(content)
    pipe.flush()


def read_frame(pipe: IO[bytes]) -> bytes:
    """Read a message.

    Raises:
        EOFError: The other process is gone, perhaps in the middle of a message.
    """
    return _read(pipe, int.from_bytes(_read(pipe, _LENGTH_BYTES), "big"))


def _read(pipe: IO[bytes], length: int) -> bytes:
    content = pipe.read(length)
    if len(content) < length:
        raise EOFError
    return content

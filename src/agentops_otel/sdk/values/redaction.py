"""Which values must not leave the process, by the names that they have."""

from __future__ import annotations

import re
from typing import Final

REDACTED: Final = "[redacted]"

# Longer keys are cut.
MAX_KEY: Final = 256

_SECRET: Final = re.compile(
    "(password|passwd|passphrase|secret|secretkey|accesskey|privatekey|signingkey|encryptionkey"
    r"|apikey|bearer|authorization|cookie|credential|connectionstring)s?\Z|token\Z"
)


def is_secret(name: str) -> bool:
    """Return whether a parameter or key of this name holds what must not leave the process."""
    ending = name[-MAX_KEY:].lower().replace("-", "").replace("_", "")
    return _SECRET.search(ending) is not None


def names_a_secret(key: object) -> bool:
    """Return whether a key of any type does, of which texts and bytes have a name."""
    if isinstance(key, bytes):
        key = key[-MAX_KEY:].decode("latin-1")
    return is_secret(key) if isinstance(key, str) else False


def without_secret(element: object) -> object:
    """Return an element, without the value of a pair such as a header of a request."""
    if type(element) is tuple and len(element) == 2 and names_a_secret(element[0]):  # noqa: PLR2004
        return (element[0], REDACTED)
    return element

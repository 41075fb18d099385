"""Tell by their names which values must not leave the process."""

from __future__ import annotations

import re
from typing import Final

REDACTED: Final = "[redacted]"

# Characters. Longer keys are cut.
MAX_KEY: Final = 256

_SECRET: Final = re.compile(
    "(password|passwd|passphrase|secret|secretkey|accesskey|privatekey|signingkey|encryptionkey"
    r"|apikey|bearer|authorization|cookie|credential|connectionstring)s?\Z|token\Z"
)


def is_secret(name: str) -> bool:
    """Return whether the value of a parameter or key of this name must not leave the process."""
    ending = name[-MAX_KEY:].lower().replace("-", "").replace("_", "")
    return _SECRET.search(ending) is not None


def names_a_secret(key: object) -> bool:
    """Return whether a key of any type names a secret; only `str` and `bytes` can."""
    if isinstance(key, bytes):
        key = key[-MAX_KEY:].decode("latin-1")
    return is_secret(key) if isinstance(key, str) else False


def without_secret(element: object) -> object:
    """Return an element; of a pair that names a secret, such as a header, redact the value."""
    if type(element) is tuple and len(element) == 2 and names_a_secret(element[0]):  # noqa: PLR2004
        return (element[0], REDACTED)
    return element

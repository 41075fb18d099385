r"""Unpaired surrogates: JSON can escape them (`"\ud800"`), but UTF-8 cannot encode them.

A string that contains one can be neither stored nor sent on, so code that parses JSON repairs the
result.
"""

from __future__ import annotations

import re
from typing import Any, Final

_ESCAPED: Final = re.compile(r"\\[uU](?:0000)?[dD][89a-fA-F]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def may_hold_surrogates(source: str) -> bool:
    """Return whether values parsed from `source` may need repair."""
    return _ESCAPED.search(source) is not None


def mended(value: Any) -> Any:
    """Return a parsed value with U+FFFD for unpaired surrogates, in keys and nested strings too."""
    if isinstance(value, str):
        return _mended_text(value) if _SURROGATE.search(value) else value
    if isinstance(value, dict):
        return {mended(key): mended(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(map(mended, value))
    return value


def _mended_text(text: str) -> str:
    """Join surrogates that form a pair, and replace the others."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

r"""Half surrogate pairs: what JSON may escape (`"\ud800"`) and no UTF-8 can hold.

A text that has one could be neither kept nor sent on, so whoever parses JSON mends the result.
"""

from __future__ import annotations

import re
from typing import Any, Final

_ESCAPED: Final = re.compile(r"\\[uU](?:0000)?[dD][89a-fA-F]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def may_hold_surrogates(source: str) -> bool:
    """Tell whether what is parsed from `source` may have to be mended."""
    return _ESCAPED.search(source) is not None


def mended(value: Any) -> Any:
    """Give a parsed value with U+FFFD for every half pair, in keys and texts at any depth."""
    if isinstance(value, str):
        return _mended_text(value) if _SURROGATE.search(value) else value
    if isinstance(value, dict):
        return {mended(key): mended(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(map(mended, value))
    return value


def _mended_text(text: str) -> str:
    """Join halves that make a pair, and replace the others."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

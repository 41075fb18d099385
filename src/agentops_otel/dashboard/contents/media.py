"""Determine the medium of message parts other than text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.model import Medium

_MEDIA: Final[tuple[Medium, ...]] = ("image", "audio", "video")

# Types of parts whose medium is in another field, or not recorded.
_FILE_TYPES: Final = frozenset(
    ("binary", "blob", "document", "document_url", "file", "input_file", "media", "uri")
)

# Types of parts that name their medium.
_TYPES: Final[dict[str, Medium]] = {
    **{f"{prefix}{medium}": medium for medium in _MEDIA for prefix in ("", "input_", "output_")},
    **{f"{medium}_url": medium for medium in _MEDIA},
}

# Keys that name the medium of a file: OTel's modality, and others' MIME types.
_TELLING_KEYS: Final = ("modality", "mime_type", "mimeType", "media_type", "mediaType")

# Google and Bedrock mark the kind of a part by its only key instead of a type.
_KEYS: Final[dict[str, Medium]] = {
    "inline_data": "file",
    "inlineData": "file",
    "file_data": "file",
    "fileData": "file",
    "image": "image",
    "audio": "audio",
    "video": "video",
    "document": "file",
}


def medium_of(part: Mapping[str, Any], kind: str) -> Medium | None:
    """Return the medium of a part; None if it is not one to be seen or heard.

    Args:
        part: The part as recorded in the telemetry.
        kind: Its normalised type; empty if it has none.
    """
    if kind:
        return _TYPES.get(kind) or (_told_by(part) if kind in _FILE_TYPES else None)
    for key, medium in _KEYS.items():
        if isinstance(inner := part.get(key), Mapping):
            return _told_by(inner) if medium == "file" else medium
    return None


def _told_by(file: Mapping[str, Any]) -> Medium:
    source = file.get("source")
    for told in (file, source if isinstance(source, Mapping) else {}):
        for key in _TELLING_KEYS:
            word = str(told.get(key) or "").lower().partition("/")[0]
            if (medium := next((each for each in _MEDIA if each == word), None)) is not None:
                return medium
    return "file"

"""Converts an OTLP JSON request to protobuf part by part, so that a bad part costs only itself.

Ids are hex, unlike in protobuf's JSON mapping
(https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). Old exporters follow that
mapping and write base64; the lengths tell the two apart.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
from collections.abc import Iterator
from typing import Any, Final

from google.protobuf.json_format import ParseDict, ParseError
from google.protobuf.message import Message

from agentops_otel.dashboard.otlp.crowding import refuse_crowded_json
from agentops_otel.dashboard.otlp.errors import MalformedError, RejectedError
from agentops_otel.dashboard.otlp.losses import Losses
from agentops_otel.dashboard.otlp.nesting import without_depths
from agentops_otel.dashboard.otlp.signals import SHARED, Signal
from agentops_otel.dashboard.surrogates import may_hold_surrogates, mended

_ID_BYTES: Final = {
    "traceId": 16,
    "trace_id": 16,
    "spanId": 8,
    "span_id": 8,
    "parentSpanId": 8,
    "parent_span_id": 8,
}
_URL_ALPHABET: Final = str.maketrans("-_", "+/")


# ParseDict counts depth from the message it fills, the library's encoder from the request.
_MAX_DEPTH: Final = 96


def json_as_protobuf(signal: Signal, body: bytes, losses: Losses) -> bytes:
    """Return a request encoded as protobuf; record in `losses` what had to be left out.

    Raises:
        MalformedError: It is not a request of this signal, or has too many parts.
    """
    refuse_crowded_json(body)
    try:
        resources = _list(read_json(body), signal.resources, signal.resources_json)
    except (RejectedError, ValueError) as error:
        raise MalformedError(f"the body is not OTLP {signal.name} in JSON: {error}") from None
    message: Any = signal.request()
    for fields in resources:
        with _lost_whole(losses):
            scopes = _list(fields, signal.scopes, signal.scopes_json)
            resource = getattr(message, signal.resources).add()
            losses.parts.extend(_parse_shared(fields, resource))
            for scope_fields in scopes:
                with _lost_whole(losses):
                    records = _list(scope_fields, signal.records, signal.records_json)
                    scope = getattr(resource, signal.scopes).add()
                    losses.parts.extend(_parse_shared(scope_fields, scope))
                    losses.records.extend(_add_records(signal, scope, records))
    encoded: bytes = message.SerializeToString()
    return encoded


@contextlib.contextmanager
def _lost_whole(losses: Losses) -> Iterator[None]:
    """Record the loss of an element with everything in it."""
    try:
        yield
    except RejectedError as error:
        losses.parts.append(str(error))


def _parse_shared(fields: dict[str, Any], message: Any) -> Iterator[str]:
    """Read the fields that records share; yield a reason for each part that cannot be read."""
    try:
        message.MergeFrom(_parsed(fields, type(message)))
    except RejectedError:
        yield from _parse_parts(fields, message)


def _parse_parts(fields: dict[str, Any], message: Any) -> Iterator[str]:
    for key, value in fields.items():
        if key in SHARED and isinstance(value, dict):
            yield from _parse_parts(value, getattr(message, key))
            continue
        is_list = key == "attributes" and isinstance(value, list)
        for each in [[item] for item in value] if is_list else [value]:
            try:
                message.MergeFrom(_parsed({key: each}, type(message)))
            except RejectedError as error:
                yield f"{key} of a {message.DESCRIPTOR.name}: {error}"


def _add_records(signal: Signal, scope: Any, records: list[Any]) -> Iterator[str]:
    target = getattr(scope, signal.records)
    for fields in records:
        record = target.add()
        try:
            _parse(_with_binary_ids(fields, needs_ids=signal.needs_ids), record)
        except RejectedError as error:
            del target[-1]
            yield str(error)


def _parsed(fields: Any, kind: type[Message]) -> Message:
    message = kind()
    _parse(fields, message)
    return message


def _parse(fields: Any, message: Message) -> None:
    try:
        ParseDict(fields, message, ignore_unknown_fields=True, max_recursion_depth=_MAX_DEPTH)
    # OverflowError: an infinite number, such as 1e999, in place of an enum value.
    except (ParseError, OverflowError) as error:
        raise RejectedError(str(error).rstrip(".")) from None


def _list(fields: Any, name: str, json_name: str) -> list[Any]:
    """Remove a list from an object and return it; an absent one is empty."""
    if not isinstance(fields, dict):
        raise RejectedError(f"{json_name} is looked for in something that is not an object")
    value = fields.pop(json_name, None) or fields.pop(name, None) or []
    if not isinstance(value, list):
        raise RejectedError(f"{json_name} is not a list")
    return value


def _with_binary_ids(fields: Any, *, needs_ids: bool) -> Any:
    """Write the ids of a record and its links in base64, as protobuf's JSON mapping expects.

    An invalid id is an error if the record needs it, and is otherwise left out.
    """
    if not isinstance(fields, dict):
        raise RejectedError("it is not an object")
    read_id = _base64_id if needs_ids else _base64_id_if_valid
    binary = {
        key: read_id(key, value) if key in _ID_BYTES else value for key, value in fields.items()
    }
    links = fields.get("links")
    if isinstance(links, list):
        binary["links"] = [_with_binary_ids(link, needs_ids=False) for link in links]
    return binary


def _base64_id_if_valid(key: str, value: Any) -> str | None:
    try:
        return _base64_id(key, value)
    except RejectedError:
        return None


def _base64_id(key: str, value: Any) -> str | None:
    if value is None:
        return None
    length = _ID_BYTES[key]
    try:
        if len(value) == 2 * length:
            return base64.b64encode(bytes.fromhex(value)).decode()
        # Protobuf's mapping also accepts the URL-safe alphabet, and no padding.
        padded = value.translate(_URL_ALPHABET) + "=" * (-len(value) % 4)
        decoded = base64.b64decode(padded, validate=True)
    except (AttributeError, TypeError, ValueError, binascii.Error):
        raise RejectedError(f"{key} is neither hex nor base64") from None
    if len(decoded) not in (0, length):
        raise RejectedError(f"{key} is neither hex nor base64 of {length} bytes")
    return base64.b64encode(decoded).decode()


def read_json(body: bytes) -> Any:
    """Read JSON as producers write it; values nested too deep for any message become null.

    Raises:
        ValueError: It is not JSON.
    """
    text = body.decode("utf-8-sig", "replace")
    try:
        return _loads(text)
    except RecursionError:
        return _loads(without_depths(text))


def _loads(text: str) -> Any:
    try:
        # NaN and Infinity are not JSON as bare words, but some libraries write them, Python's too.
        value = json.loads(text, parse_constant=str)
    except json.JSONDecodeError:
        raise
    except ValueError:  # Python does not convert numbers of thousands of digits.
        value = json.loads(text, parse_constant=str, parse_int=str)
    return mended(value) if may_hold_surrogates(text) else value

"""The JSON form of domain values."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, PlainSerializer, PlainValidator, WithJsonSchema

from agentops_otel.dashboard.model import AttributeValue

UnixNano = Annotated[
    int,
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^[0-9]+$",
            "description": "Nanoseconds since the epoch, as a decimal string.",
        }
    ),
]


def to_json(value: AttributeValue) -> Any:
    """Turn an attribute value into JSON that preserves its type.

    Values without a JSON form are written as in OTLP's JSON: bytes as an object with `bytesValue`
    (base64), numbers that are not finite as strings.
    """
    if isinstance(value, Mapping):
        return {str(key): to_json(element) for key, element in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(element) for element in value]
    if isinstance(value, bytes):
        return {"bytesValue": base64.b64encode(value).decode("ascii")}
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else f"{'-' if value < 0 else ''}Infinity"
    return value


JsonValue = Annotated[Any, PlainValidator(to_json, json_schema_input_type=Any)]
JsonAttributes = Annotated[
    dict[str, Any], PlainValidator(to_json, json_schema_input_type=dict[str, Any])
]


class Body(BaseModel):
    """A JSON object in a response, read from a dataclass of the domain."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


Item = TypeVar("Item", bound=Body)


class ItemPage(Body, Generic[Item]):
    """Some items of a list; `next_cursor` is null at the end."""

    items: list[Item]
    next_cursor: str | None

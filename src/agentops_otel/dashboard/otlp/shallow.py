"""OTLP's messages with their attributes left encoded.

Most attributes in a request repeat byte for byte from span to span, and parsing messages field by
field is what costs time. Left as bytes, an attribute that was parsed before is recognised. Bytes
and messages look the same on the wire:
https://protobuf.dev/programming-guides/encoding/#submessages
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from google.protobuf.descriptor import Descriptor
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
)
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from opentelemetry.proto.common.v1.common_pb2 import KeyValue

_POOL: Final = DescriptorPool()
_KEY_VALUE: Final = f".{KeyValue.DESCRIPTOR.full_name}"


@cache
def shallow(descriptor: Descriptor) -> type[Any]:
    """Return a class that parses messages of a type but leaves every `KeyValue` as bytes."""
    _add(descriptor.file)
    return GetMessageClass(_POOL.FindMessageTypeByName(descriptor.full_name))


def _add(file: Any) -> None:
    """Add a file and its dependencies to the pool."""
    for needed in file.dependencies:
        _add(needed)
    described = FileDescriptorProto()
    file.CopyToProto(described)
    for message in described.message_type:
        _leave_encoded(message)
    # Adding a file again has no effect.
    _POOL.AddSerializedFile(described.SerializeToString())


def _leave_encoded(message: DescriptorProto) -> None:
    """Turn `KeyValue` fields into bytes, in a message and in messages declared inside it."""
    for field in message.field:
        if field.type_name == _KEY_VALUE:
            field.type = FieldDescriptorProto.TYPE_BYTES
            field.ClearField("type_name")
    for nested in message.nested_type:
        _leave_encoded(nested)

"""OTLP's messages with their attributes left encoded.

Most attributes of a request repeat byte for byte from span to span, and it is reading the fields of
messages that costs. Left as bytes, an attribute that was read before is known again. On the wire
bytes and a message are the same: https://protobuf.dev/programming-guides/encoding/#submessages.
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
    """Give the class that reads messages of a type, but every `KeyValue` in them as bytes."""
    _add(descriptor.file)
    return GetMessageClass(_POOL.FindMessageTypeByName(descriptor.full_name))


def _add(file: Any) -> None:
    """Add a file and those that it needs to the pool."""
    for needed in file.dependencies:
        _add(needed)
    described = FileDescriptorProto()
    file.CopyToProto(described)
    for message in described.message_type:
        _leave_encoded(message)
    # A file that is there already is added once.
    _POOL.AddSerializedFile(described.SerializeToString())


def _leave_encoded(message: DescriptorProto) -> None:
    """Make bytes of each `KeyValue` in a message, and in the messages declared inside it."""
    for field in message.field:
        if field.type_name == _KEY_VALUE:
            field.type = FieldDescriptorProto.TYPE_BYTES
            field.ClearField("type_name")
    for nested in message.nested_type:
        _leave_encoded(nested)

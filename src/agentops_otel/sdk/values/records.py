"""Read the fields of records: dataclasses, models, named tuples and namespaces.

The author of a class decides what of it is shown: what is hidden from its `repr`, or excluded from
what it is dumped as, is left out. A field may also be secret by the name that it has outside.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any, NamedTuple

from agentops_otel.sdk.values.redaction import REDACTED, is_secret


class _Field(NamedTuple):
    """A field that is shown."""

    name: str
    aliases: tuple[object, ...] = ()  # The names that it is read from or written as.
    shown: Any = None  # The class's own function that shows its value.


def record_entries(value: object) -> Iterable[tuple[str, object]] | None:
    """Return the fields of a record of a common kind, secrets redacted; None if it is no record."""
    fields = _fields(value)
    if fields is None:
        return None
    return _entries(value, fields)


def _entries(value: object, fields: Iterable[_Field]) -> Iterator[tuple[str, object]]:
    for field in fields:
        if any(map(_names_a_secret, field.aliases)):
            yield field.name, REDACTED
        elif field.shown is not None:
            yield field.name, field.shown(getattr(value, field.name))
        else:
            yield field.name, getattr(value, field.name, None)
    if isinstance(extra := getattr(value, "__pydantic_extra__", None), Mapping):
        yield from extra.items()


def _fields(value: object) -> Iterable[_Field] | None:
    kind = type(value)
    if dataclasses.is_dataclass(value):
        return _of_dataclass(value)
    for declared in ("model_fields", "__fields__"):  # pydantic 2 and 1
        if isinstance(fields := getattr(kind, declared, None), Mapping):
            return _of_model(fields)
    if (attributes := getattr(kind, "__attrs_attrs__", None)) is not None:
        return _of_attrs(attributes)
    if isinstance(names := getattr(kind, "__struct_fields__", None), tuple):  # msgspec
        return map(_Field, names, zip(getattr(kind, "__struct_encode_fields__", names)))
    if isinstance(value, tuple) and isinstance(names := getattr(kind, "_fields", None), tuple):
        return map(_Field, names)
    return map(_Field, vars(value)) if isinstance(value, _namespaces()) else None


def _of_dataclass(value: Any) -> Iterator[_Field]:
    # A dataclass of pydantic's; its fields have aliases.
    declared = getattr(type(value), "__pydantic_fields__", {})
    for field in dataclasses.fields(value):
        if field.repr and not getattr(declared.get(field.name), "exclude", False):
            yield _Field(field.name, _aliases(declared.get(field.name)))


def _of_model(fields: Mapping[str, Any]) -> Iterator[_Field]:
    for name, field in fields.items():
        about = getattr(field, "field_info", field)  # pydantic 1, which holds it apart
        if getattr(about, "repr", True) and not getattr(about, "exclude", False):
            yield _Field(name, (*_aliases(field), *_aliases(about)))


def _of_attrs(attributes: Iterable[Any]) -> Iterator[_Field]:
    for attribute in attributes:
        if attribute.repr:
            shown = attribute.repr if callable(attribute.repr) else None
            yield _Field(attribute.name, _aliases(attribute), shown)


def _aliases(field: object) -> tuple[object, ...]:
    names = ("alias", "validation_alias", "serialization_alias")
    return tuple(alias for name in names if (alias := getattr(field, name, None)) is not None)


def _names_a_secret(alias: object) -> bool:
    """Return whether an alias is, or is one of several or a path that contains, a secret's name."""
    if isinstance(alias, str):
        return is_secret(alias)
    parts: Iterable[object] = getattr(alias, "choices", getattr(alias, "path", ()))
    return any(map(_names_a_secret, parts))


def _namespaces() -> tuple[type, ...]:
    # That of `argparse` only if the program has loaded it, since loading it takes a while.
    argparse = sys.modules.get("argparse")
    return (SimpleNamespace,) if argparse is None else (SimpleNamespace, argparse.Namespace)

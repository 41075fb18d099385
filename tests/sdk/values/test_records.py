"""The fields of records: which are written, and which are secret by their names outside."""

from __future__ import annotations

import attrs
import msgspec
import pydantic
import pydantic.dataclasses
import pytest

from tests.sdk.values.capturing import result

SECRET = "hunter2"


def test_models_of_pydantic_and_attrs_are_objects_of_their_fields() -> None:
    class Order(pydantic.BaseModel):
        id: int
        password: str = "p"
        key: pydantic.SecretStr = pydantic.SecretStr("s")
        hidden: str = pydantic.Field(default="h", repr=False)

    assert result(Order(id=1)) == {
        "id": 1,
        "password": "[redacted]",
        "key": "SecretStr('**********')",
    }
    assert result(attrs.make_class("Made", ["a", "token"])(1, 2)) == {"a": 1, "token": "[redacted]"}


@pytest.mark.parametrize(
    "field",
    [
        pydantic.Field(SECRET, alias="api-key"),
        pydantic.Field(SECRET, serialization_alias="apiKey"),
        pydantic.Field(SECRET, validation_alias="API_KEY"),
        pydantic.Field(SECRET, validation_alias=pydantic.AliasChoices("k", "api_key")),
        pydantic.Field(SECRET, validation_alias=pydantic.AliasPath("credentials", 0)),
        pydantic.Field(
            SECRET,
            validation_alias=pydantic.AliasChoices("k", pydantic.AliasPath("secrets", "k")),
        ),
    ],
)
def test_a_field_that_pydantic_calls_a_secret_outside_is_redacted(field: str) -> None:
    class Settings(pydantic.BaseModel):
        k: str = field
        host: str = pydantic.Field("h", serialization_alias="server")

    @pydantic.dataclasses.dataclass
    class Record:
        k: str = field

    assert result(Settings.model_validate({})) == {"k": "[redacted]", "host": "h"}
    assert result(Record()) == {"k": "[redacted]"}


def test_an_alias_that_a_generator_made_counts() -> None:
    class Settings(pydantic.BaseModel):
        model_config = pydantic.ConfigDict(alias_generator=lambda name: f"{name}Key")

        api: str
        public: str

    settings = Settings.model_validate({"apiKey": SECRET, "publicKey": "p"})
    assert result(settings) == {"api": "[redacted]", "public": "p"}


def test_what_pydantic_excludes_is_left_out() -> None:
    class Settings(pydantic.BaseModel):
        host: str = "h"
        k: str = pydantic.Field(SECRET, exclude=True)

    assert result(Settings.model_validate({})) == {"host": "h"}


def test_what_a_model_holds_beside_its_fields_is_written() -> None:
    class Settings(pydantic.BaseModel):
        model_config = pydantic.ConfigDict(extra="allow")

        host: str = "h"

    settings = Settings.model_validate({"password": SECRET, "port": 1})
    assert result(settings) == {"host": "h", "password": "[redacted]", "port": 1}


def test_attrs_may_rename_and_mask_a_field() -> None:
    @attrs.define
    class Settings:
        host: str = "h"
        k: str = attrs.field(default=SECRET, alias="api_key")
        pin: str = attrs.field(default=SECRET, repr=lambda pin: "*" * len(pin))

    assert result(Settings()) == {"host": "h", "k": "[redacted]", "pin": "*******"}


def test_structs_of_msgspec_are_objects_of_their_fields() -> None:
    class Settings(msgspec.Struct):
        password: str
        host: str = "h"
        k: str = msgspec.field(default=SECRET, name="apiKey")

    assert result(Settings(SECRET)) == {"password": "[redacted]", "host": "h", "k": "[redacted]"}

from __future__ import annotations

import json
from typing import Any

import pytest

from agentops_otel.dashboard.contents.messages import read_messages
from agentops_otel.dashboard.model import Medium, Message


@pytest.mark.parametrize(
    ("part", "medium"),
    [
        # OTel, by modality or by MIME type.
        ({"type": "blob", "modality": "image", "mime_type": "image/png", "content": "AA"}, "image"),
        ({"type": "uri", "modality": "video", "uri": "gs://b/v.mp4"}, "video"),
        ({"type": "file", "mime_type": "application/pdf", "file_id": "f1"}, "file"),
        # OpenAI, in both of its APIs.
        ({"type": "image_url", "image_url": {"url": "https://example.com/1.png"}}, "image"),
        ({"type": "input_image", "image_url": "data:image/png;base64,AA"}, "image"),
        ({"type": "input_audio", "input_audio": {"data": "AA", "format": "wav"}}, "audio"),
        ({"type": "input_file", "filename": "a.pdf"}, "file"),
        # Anthropic.
        ({"type": "image", "source": {"type": "base64", "media_type": "image/png"}}, "image"),
        ({"type": "document", "source": {"media_type": "application/pdf"}}, "file"),
        # Bedrock and Google, whose parts have no type.
        ({"image": {"format": "png", "source": {"bytes": "AA"}}}, "image"),
        ({"inlineData": {"mimeType": "audio/wav", "data": "AA"}}, "audio"),
        ({"file_data": {"mime_type": "application/pdf", "file_uri": "gs://b/a.pdf"}}, "file"),
        # pydantic-ai, Vercel and OpenInference.
        ({"kind": "image-url", "url": "https://example.com/1.png"}, "image"),
        ({"kind": "binary", "media_type": "image/png", "data": "AA"}, "image"),
        ({"type": "file", "mediaType": "image/png", "data": "AA"}, "image"),
        ({"message_content": {"type": "image", "image": {"image": {"url": "1.png"}}}}, "image"),
    ],
)
def test_a_medium_is_noted_without_its_contents(part: Any, medium: Medium) -> None:
    said = [{"role": "user", "content": [{"type": "text", "text": "What is it?"}, part]}]
    assert read_messages(json.dumps(said), "user") == (
        Message("user", text="What is it?", media=(medium,)),
    )
    alone = [{"role": "user", "parts": [part, part]}]
    assert read_messages(alone, "user") == (Message("user", media=(medium, medium)),)


def test_a_medium_recorded_twice_counts_once() -> None:
    part = {"type": "image", "image": {"image": {"url": "1.png"}}}
    said = {
        "role": "user",
        "contents": [{"message_content": part}],
        "content": [{"type": "image_url", "image_url": {"url": "1.png"}}],
    }
    assert read_messages([said], "user") == (Message("user", media=("image",)),)


@pytest.mark.parametrize(
    "value",
    [
        {"type": "web_search_call", "status": "completed"},
        {"image": "a picture of a cat"},
        {"type": "item_reference", "id": "1"},
    ],
)
def test_a_value_that_is_not_a_medium_gives_none(value: Any) -> None:
    assert all(
        not each.media for each in read_messages([{"role": "user", "parts": [value]}], "user")
    )

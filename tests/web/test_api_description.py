from __future__ import annotations

from tests.web.api_description import DESCRIPTION, FIELDS, describe_api, describe_fields

ADVICE = (
    "run `python -m tests.web.api_description`, "
    "then `npm run schema` and `npm run check` in the page's folder"
)


def test_the_pages_types_are_those_of_the_api() -> None:
    assert DESCRIPTION.read_text(encoding="utf-8") == describe_api(), ADVICE


def test_the_page_suggests_the_fields_that_the_filter_has() -> None:
    assert FIELDS.read_text(encoding="utf-8") == describe_fields(), ADVICE

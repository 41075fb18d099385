from __future__ import annotations

from tests.web.api_description import DESCRIPTION, describe_api


def test_the_pages_types_are_those_of_the_api() -> None:
    wrote = DESCRIPTION.read_text(encoding="utf-8")

    assert wrote == describe_api(), (
        "the API has changed: run `python -m tests.web.api_description`, "
        "then `npm run schema` and `npm run check` in the page's folder"
    )

"""Write what the page knows about the server: the API's description and the filter's fields.

Run `python -m tests.web.api_description`, then `npm run schema` in the page's folder.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from starlette.testclient import TestClient

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.database import open_for_writing
from agentops_otel.dashboard.query.fields import SESSION_FIELDS, SPAN_FIELDS

WEB = Path(__file__).parents[2] / "src/agentops_otel/dashboard/web/src"
DESCRIPTION = WEB / "api/openapi.json"
FIELDS = WEB / "model/fields.json"


def describe_api() -> str:
    """Return the API's description as JSON, without the version, which changes every release."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_for_writing(Path(folder) / "sessions.db")
        try:
            app = create_app(store)
            description = (
                TestClient(app, base_url="http://127.0.0.1").get("/api/openapi.json").json()
            )
        finally:
            store.close()
    description["info"]["version"] = ""
    return json.dumps(description, indent=1, ensure_ascii=False) + "\n"


def describe_fields() -> str:
    """Return the fields of the filter language as JSON."""
    grains = {"session": SESSION_FIELDS, "span": SPAN_FIELDS}
    fields = {
        grain: [
            {
                "name": "attr." if field.name == "attr" else field.name,
                "type": field.type.value,
                "description": field.description,
                "choices": list(field.choices),
            }
            for field in known.values()
        ]
        for grain, known in grains.items()
    }
    return json.dumps(fields, indent=1) + "\n"


if __name__ == "__main__":
    DESCRIPTION.write_text(describe_api(), encoding="utf-8")
    FIELDS.write_text(describe_fields(), encoding="utf-8")

"""Writes the API's description, which the page's types are made of.

Run `python -m tests.web.api_description`, then `npm run schema` in the page's folder.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from starlette.testclient import TestClient

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.database import open_for_writing

DESCRIPTION = Path(__file__).parents[2] / "src/agentops_otel/dashboard/web/src/api/openapi.json"


def describe_api() -> str:
    """The description as JSON text; without the version, which changes with every release."""
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


if __name__ == "__main__":
    DESCRIPTION.write_text(describe_api(), encoding="utf-8")

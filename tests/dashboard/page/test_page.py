from __future__ import annotations

import gzip
import re

import pytest

from tests.served import Dashboard

DOCUMENT = "<!doctype html><html><head><title>x</title></head><body></body></html>"


@pytest.fixture
def built(dashboard: Dashboard) -> Dashboard:
    """Return a dashboard whose install has a page."""
    assets = dashboard.bundle / "assets"
    assets.mkdir(parents=True)
    (dashboard.bundle / "index.html").write_text(DOCUMENT)
    (assets / "index-abc123.js").write_text("export {};")
    return dashboard


@pytest.mark.parametrize(
    "path",
    ["/", "/sessions", "/sessions/user%2F42", "/sessions/a?view=tree", "/analytics/", "/compare"],
)
def test_every_view_is_served_by_the_same_document(built: Dashboard, path: str) -> None:
    answer = built.http.get(path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "<title>x</title>" in answer.text
    nonce = re.findall(r'<meta property="csp-nonce" nonce="([^"]+)">', answer.text)[0]
    assert f"'nonce-{nonce}'" in answer.headers["content-security-policy"]


def test_assets_may_be_cached_forever(built: Dashboard) -> None:
    answer = built.http.get("/assets/index-abc123.js")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")


def test_large_assets_are_sent_compressed(built: Dashboard) -> None:
    (built.bundle / "assets" / "large-abc123.js").write_text("export {};" * 1000)
    answer = built.http.get("/assets/large-abc123.js")
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.text == "export {};" * 1000


def test_assets_that_the_build_compressed_are_sent_as_they_are(built: Dashboard) -> None:
    assets = built.bundle / "assets"
    (assets / "large-abc123.js").write_text("export {};")
    (assets / "large-abc123.js.gz").write_bytes(gzip.compress(b"packed"))

    answer = built.http.get("/assets/large-abc123.js")
    assert answer.text == "packed"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]

    etag = answer.headers["etag"]
    again = built.http.get("/assets/large-abc123.js", headers={"If-None-Match": etag})
    assert again.status_code == 304
    plain = built.http.get("/assets/large-abc123.js", headers={"Accept-Encoding": "identity"})
    assert plain.text == "export {};"


@pytest.mark.parametrize(
    "path", ["/assets/gone.js", "/assets/..%2findex.html", "/assets/%2e%2e/index.html", "/assets/"]
)
def test_a_missing_asset_is_not_answered_with_the_document(built: Dashboard, path: str) -> None:
    assert built.http.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/api", "application/problem+json"),
        ("/api/v2/sessions", "application/problem+json"),
        ("/v1/nothing", "application/json"),
    ],
)
def test_a_path_that_is_not_a_view_is_not_answered_with_the_document(
    built: Dashboard, path: str, content_type: str
) -> None:
    answer = built.http.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, content_type)


@pytest.mark.parametrize("path", ["/x", "/x/api/v1", "/sessions/a/b", "/sessions//", "/analytics2"])
def test_a_path_that_no_view_has_is_not_found(built: Dashboard, path: str) -> None:
    browsers = built.http.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    programs = built.http.get(path)

    assert (browsers.status_code, programs.status_code) == (404, 404)
    # The page says so in its own words, and leads back to the list.
    assert "<title>x</title>" in browsers.text
    assert browsers.headers["vary"] == "Accept"
    assert programs.headers["content-type"] == "application/problem+json"


def test_an_install_without_the_page_explains_how_to_get_it(dashboard: Dashboard) -> None:
    answer = dashboard.http.get("/sessions/x")
    assert answer.status_code == 200
    assert "Node 20.19" in answer.text
    assert "Run the install again" in answer.text
    assert dashboard.http.get("/assets/x.js").status_code == 404


def test_the_api_has_a_reference_that_loads_nothing_from_elsewhere(dashboard: Dashboard) -> None:
    page = dashboard.http.get("/api/docs").text
    for address in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert address.startswith(("/api/docs/", "data:"))
        if address.startswith("/"):
            assert dashboard.http.get(address).status_code == 200
    assert "/api/v1/sessions" in dashboard.http.get("/api/openapi.json").json()["paths"]


def test_the_server_reports_liveness_and_readiness(dashboard: Dashboard) -> None:
    well = {"name": "agentops-otel", "status": "ok"}
    assert dashboard.http.get("/healthz").json() == well
    assert dashboard.http.get("/readyz").json() == well

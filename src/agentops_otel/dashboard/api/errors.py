"""Turns errors that occur while the API answers into problems."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match

from agentops_otel.dashboard.http.problem import ProblemResponse, problem
from agentops_otel.dashboard.query.error import FilterError
from agentops_otel.dashboard.store.errors import StoreDamagedError, StoreError

_RETRY_AFTER_SECONDS: Final = "5"
_JSON: Final = "application/json"
_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "DELETE")


def answer_errors_with_problems(app: FastAPI) -> None:
    """Make the app answer every error with a problem."""
    app.add_exception_handler(FilterError, _bad_filter)
    app.add_exception_handler(RequestValidationError, _bad_request)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(StoreError, _store_error)
    app.add_exception_handler(ClientDisconnect, _client_left)
    app.add_exception_handler(Exception, _fault)


async def _bad_filter(_request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, FilterError)  # noqa: S101 - Starlette passes what was registered.
    return problem(400, error.reason, position=error.position, near=list(error.near))


async def _bad_request(_request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    if isinstance(error.body, bytes) and error.body:
        # The framework parses a body only if its type is right.
        return problem(415, f"a body is {_JSON} here", headers={"Accept": _JSON})
    return problem(400, "; ".join(map(_sentence, error.errors())))


def _sentence(error: dict[str, Any]) -> str:
    where, *names = error["loc"]
    name, is_body = ".".join(map(str, names)), where == "body"
    if error["type"] == "json_invalid":
        return f"the body is not JSON: {error['ctx']['error']} at character {names[0]}"
    if is_body and not names:
        is_missing = error["type"] == "missing"
        return "the body is missing" if is_missing else f"the body: {error['msg']}"
    if error["type"] == "extra_forbidden":
        kind, place = ("member", "in the body") if is_body else ("parameter", "here")
        return f"there is no {kind} {name!r} {place}"
    return f"{where} {name!r}: {error['msg'].removeprefix('Value error, ')}"


async def _http_error(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_methods_of(request)) or headers["Allow"]
        return problem(405, f"possible here: {headers['Allow']}", headers=headers)
    return problem(error.status_code, error.detail, headers=headers)


def _methods_of(request: Request) -> list[str]:
    """Return the methods that a path supports; Starlette knows only those of its first route."""
    return [
        method
        for method in _METHODS
        for scope in [{**request.scope, "method": "GET" if method == "HEAD" else method}]
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes)
    ]


async def _store_error(_request: Request, error: Exception) -> ProblemResponse:
    if isinstance(error, StoreDamagedError):
        return problem(500, str(error))
    return problem(503, str(error), headers={"Retry-After": _RETRY_AFTER_SECONDS})


async def _client_left(_request: Request, _error: Exception) -> ProblemResponse:
    return problem(400, "the body ends too early")  # Nobody is left to read it.


async def _fault(_request: Request, _error: Exception) -> ProblemResponse:
    return problem(500, "the server failed to answer; its log tells why")

"""A page where people enter their key once, and the cookie that it gives them."""

from __future__ import annotations

import hashlib
import hmac
import html
import re
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs, quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from agentops_otel.dashboard.http.document import document, styled
from agentops_otel.dashboard.safety.headers import nonce_of
from agentops_otel.dashboard.safety.keys import find_key, list_keys, may
from agentops_otel.dashboard.store.interface import Store

COOKIE: Final = "agentops_otel_login"
PATH: Final = "/login"

_SIGNING_DOCUMENT: Final = "login-signing"
_SECONDS: Final = 30 * 86_400
_MAX_FORM_BYTES: Final = 4096

_STYLE: Final = """\
html { color-scheme: light dark; background: light-dark(#f6f7f9, #0e1015);
       color: light-dark(#171a21, #e8eaf0); }
body { font: 14px/1.5 Inter, -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, Cantarell,
       Ubuntu, "Noto Sans", "Liberation Sans", sans-serif;
       max-width: 24rem; margin: 18vh auto 0; padding: 0 1rem; }
svg { display: block; width: 32px; height: 32px; margin-bottom: 1rem; }
main { padding: 1.5rem; border: 1px solid light-dark(#e3e6ec, #262b36); border-radius: 8px;
       background: light-dark(#ffffff, #15181f); }
h1 { margin: 0; font-size: 20px; line-height: 1.3; }
h1 + p { margin: .25rem 0 1.25rem; }
label { display: block; font-weight: 500; }
input, button { font: inherit; padding: .5rem .75rem; width: 100%; min-height: 38px;
                box-sizing: border-box; margin-top: .5rem; border-radius: 6px; }
input { border: 1px solid light-dark(#8a91a1, #6b7385); background: light-dark(#fff, #1c2029); }
button { margin-top: 1rem; border: 0; background: light-dark(#4348d6, #5a60e6); color: #fff;
         font-weight: 500; cursor: pointer; }
:focus-visible { outline: 2px solid light-dark(#4348d6, #9aa0ff); outline-offset: 2px; }
p { color: light-dark(#5c6372, #949bab); }
code { display: block; color: light-dark(#171a21, #e8eaf0); }
[role=alert] { margin: .75rem 0 0; color: light-dark(#b3261e, #ff8a80); }
[role=alert]:empty { display: none; }
small { display: block; margin-top: 1.25rem; color: light-dark(#5c6372, #949bab);
        font-size: 12px; }
"""

_FORM: Final = """\
<main>
<svg viewBox="0 0 32 32" aria-hidden="true">
<rect width="32" height="32" rx="8" fill="#4348d6"/>
<path d="M8 10.5h10M12 16h12M8 21.5h7" stroke="#fff" stroke-width="3" stroke-linecap="round"/>
</svg>
<h1>Log in</h1>
<p>to the sessions of this dashboard</p>
<form method="post" action="/login?next={next}">
<label for="key">API key with the role read or admin</label>
<input id="key" name="key" type="password" autocomplete="current-password" required autofocus
 aria-describedby="trouble">
<button>Log in</button>
<p id="trouble" role="alert">{trouble}</p>
</form>
<small>Whoever runs this server makes keys: <code>agentops-otel keys add</code></small>
</main>"""


@dataclass(frozen=True)
class Login:
    """Issues cookies for keys, and verifies them.

    A cookie contains the id of its key and when it expires, signed with a secret of the store: it
    survives a restart, but not its key.
    """

    store: Store
    _secret_lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def routes(self) -> list[BaseRoute]:
        """Return the routes that show the page, accept the form, and log out."""
        return [
            Route(PATH, self._show, methods=["GET"]),
            Route(PATH, self._log_in, methods=["POST"]),
            Route("/logout", self._log_out, methods=["POST"]),
        ]

    def key_id(self, cookie: str) -> str | None:
        """Return the id of a cookie's key; None if the cookie is forged or expired."""
        id_, _, rest = cookie.partition(".")
        ends, _, signature = rest.partition(".")
        expected = self._sign(f"{id_}.{ends}")
        is_ours = hmac.compare_digest(signature.encode(), expected.encode())
        return id_ if is_ours and int(ends) > time.time() else None

    async def _show(self, request: Request) -> Response:
        return self._page(request)

    def _cookie_for(self, text: str) -> str | None:
        key = find_key(list_keys(self.store), text)
        if key is None or not may(key, "read"):
            return None
        contents = f"{key.id}.{int(time.time()) + _SECONDS}"
        return f"{contents}.{self._sign(contents)}"

    async def _log_in(self, request: Request) -> Response:
        cookie = await run_in_threadpool(self._cookie_for, await _form_field(request, "key"))
        if cookie is None:
            return self._page(request, "This is no key that may read.", status=403)
        response = RedirectResponse(_own_path(request.query_params.get("next")), status_code=303)
        response.set_cookie(
            COOKIE,
            cookie,
            max_age=_SECONDS,
            httponly=True,
            samesite="lax",
            secure=request.headers.get("origin", "").startswith("https:"),
        )
        return response

    async def _log_out(self, _request: Request) -> Response:
        response = RedirectResponse(PATH, status_code=303)
        response.delete_cookie(COOKIE)
        return response

    def _page(self, request: Request, trouble: str = "", *, status: int = 200) -> Response:
        form = _FORM.format(
            next=html.escape(quote(_own_path(request.query_params.get("next")), safe="")),
            trouble=html.escape(trouble),
        )
        # With `no-referrer` a browser would submit the form with the origin `null`.
        headers = {"Referrer-Policy": "same-origin"}
        page = document("Log in", form, head=styled(_STYLE, nonce_of(request)))
        return HTMLResponse(page, status_code=status, headers=headers)

    def _sign(self, contents: str) -> str:
        secret = bytes.fromhex(self._secret())
        return hmac.new(secret, contents.encode(), hashlib.sha256).hexdigest()

    def _secret(self) -> str:
        # Of two concurrent first logins, the second would invalidate the first one's cookie.
        with self._secret_lock:
            secret = self.store.document(_SIGNING_DOCUMENT)
            if secret is None:
                secret = secrets.token_hex(32)
                self.store.put_document(_SIGNING_DOCUMENT, secret)
            return secret


async def _form_field(request: Request, name: str) -> str:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_FORM_BYTES:
            raise HTTPException(413, f"the form has more than {_MAX_FORM_BYTES} bytes")
    return parse_qs(body.decode("utf-8", "replace")).get(name, [""])[0].strip()


def _own_path(path: str | None) -> str:
    """Return the path to go to after the login, which never leads to another server."""
    is_own = path is not None and re.match(r"/(?![/\\])", path) and path.isprintable()
    return path if path and is_own else "/"

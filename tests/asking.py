"""Single HTTP requests of tests, with time for a busy machine to answer."""

from __future__ import annotations

from functools import partial
from typing import Final

import httpx

# httpx waits for 5 s, in which a machine that runs many tests may not get to answering.
PATIENCE_SECONDS: Final = 60

get: Final = partial(httpx.get, timeout=PATIENCE_SECONDS)
post: Final = partial(httpx.post, timeout=PATIENCE_SECONDS)
put: Final = partial(httpx.put, timeout=PATIENCE_SECONDS)
delete: Final = partial(httpx.delete, timeout=PATIENCE_SECONDS)
request: Final = partial(httpx.request, timeout=PATIENCE_SECONDS)

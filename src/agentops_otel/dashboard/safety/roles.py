"""What a key is good for."""

from __future__ import annotations

from typing import Literal

Role = Literal["ingest", "read", "admin"]

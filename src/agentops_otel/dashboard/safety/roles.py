"""What a key allows."""

from __future__ import annotations

from typing import Literal

Role = Literal["ingest", "read", "admin"]

from __future__ import annotations

from tests.served import dashboard

__all__ = ["dashboard"]

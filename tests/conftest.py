"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# No test is timed: a machine under load is no defect.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

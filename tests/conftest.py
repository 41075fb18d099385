"""Settings and fixtures of every test."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.receiver import Receiver

# No deadlines: a slow test on a loaded machine is not a defect.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

# A shell ignores SIGINT for background jobs, and programs under test would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Run an OTLP receiver that accepts everything until told to fail."""
    with Receiver() as receiver:
        yield receiver

"""What holds for every test."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.receiver import Receiver

# No test is timed: a machine under load is no defect.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

# A shell ignores Ctrl-C for what it starts in the background, and programs under test inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Run an OTLP receiver that accepts everything until it is told to fail."""
    with Receiver() as receiver:
        yield receiver

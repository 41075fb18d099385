from __future__ import annotations

import subprocess
import sys

SAID = """
import logging
from agentops_otel.dashboard.internal_telemetry.logs import set_up_logs
set_up_logs("info", "text")
log = logging.getLogger("uvicorn.error")
log.warning("Unsupported upgrade request.")
log.warning('No supported WebSocket library detected. Please use "pip install x"')
log.warning("Invalid HTTP request received.")
"""


def test_an_http2_upgrade_offer_is_not_logged() -> None:
    ran = subprocess.run([sys.executable, "-c", SAID], capture_output=True, text=True, check=True)
    (line,) = ran.stderr.splitlines()
    assert line.endswith("Invalid HTTP request received.")

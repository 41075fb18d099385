"""TensorZero's gateway: OTel's conventions or OpenInference's, plus the cost of a request.

https://github.com/tensorzero/tensorzero/blob/main/crates/tensorzero-core/src/config/mod.rs
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Dialect

DIALECT: Final = Dialect(name="TensorZero", keys={"cost_usd": ("tensorzero.cost_usd",)})

"""n8n, under the community's instrumentations: spans of nodes, in OpenInference's or others' terms.

https://github.com/luke-moehlenbrock/n8n-openinference-tracing: all nodes of a kind have one span
name, and the node's name is an attribute.
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Dialect

DIALECT: Final = Dialect(
    name="n8n",
    keys={
        "entity": ("n8n.node.name",),
        "workflow": ("n8n.workflow.name",),
        "response_id": ("llm.response.id",),
    },
)

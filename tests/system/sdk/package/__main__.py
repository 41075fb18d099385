"""A program that is run with `-m`."""

import agentops_otel as agentops

agentops.init()

"""A program that is run by `-m`."""

import agentops_otel as agentops

agentops.init()

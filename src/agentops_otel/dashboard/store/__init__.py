"""Storage for telemetry: one interface in the domain's terms, one package per engine."""

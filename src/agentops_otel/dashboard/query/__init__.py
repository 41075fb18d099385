"""The filter language: grammar, typed AST and field registry, independent of any engine."""

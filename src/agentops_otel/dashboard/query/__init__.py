"""The filter language: grammar, typed AST, field registry; knows no engine."""

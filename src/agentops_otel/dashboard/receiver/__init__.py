"""Receives OTLP: decode, hand over, answer after commit. It is given a function, not a store."""

"""JSON over the store: one module a view."""

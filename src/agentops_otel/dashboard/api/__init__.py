"""The JSON API over the store: one module per view."""

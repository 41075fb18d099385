"""Keeps other people's pages and programs out of the dashboard."""

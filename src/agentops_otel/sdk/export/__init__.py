"""Ended spans on their way to a receiver: queued, batched, sent, and accounted for."""

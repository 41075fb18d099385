"""Exports ended spans to a receiver: queues, batches, sends and counts them."""

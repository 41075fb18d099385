"""The program around us and its interpreter: how it forks, ends, and is kept from our faults."""

"""The buckets of duration histograms, evenly spaced on a logarithmic scale."""

from __future__ import annotations

from typing import Final

# Preferred numbers of ISO 3, series R10, which are short to write and read.
_OF_A_DECADE: Final = (100, 125, 160, 200, 250, 315, 400, 500, 630, 800)

# Lower bounds in nanoseconds: 0, then from 1 µs on. The last bucket has no upper bound.
DURATION_STEPS: Final[tuple[int, ...]] = (
    0,
    *(factor * 10**power for power in range(1, 16) for factor in _OF_A_DECADE),
)

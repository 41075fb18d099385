"""The parts of a request that cannot be kept, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

_MOST_REASONS: Final = 5


@dataclass(frozen=True, slots=True)
class Losses:
    """What was left out of a request so that the rest of it could be kept.

    Attributes:
        records: The reason for each rejected record.
        parts: The reason for each rejected part that is not a record, such as an attribute of a
            resource.
    """

    records: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    def why(self) -> str:
        """Return the reasons in one line, most frequent first; empty if nothing is lost."""
        reasons = Counter(self.records + self.parts).most_common(_MOST_REASONS)
        return "; ".join(f"{count} x {reason}" for reason, count in reasons)

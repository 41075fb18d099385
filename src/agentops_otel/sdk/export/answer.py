"""What a receiver answered to a request, which the stock exporters do not tell."""

from __future__ import annotations

import time
from typing import Final, Literal, NamedTuple

TroubleKind = Literal[
    "unreachable",
    "timeout",
    "unavailable",
    "redirect",
    "unauthorised",
    "not taken",
    "too large",
    "refused",
    "rejected",
    "failed",
]

CHECK_KEY: Final = "; check the API key (AGENTOPS_API_KEY)"

_MAX_REMARK: Final = 200


class Trouble(NamedTuple):
    """Why a request was not accepted in full: a kind to group by and a text to read."""

    kind: TroubleKind
    text: str


class Receipt(NamedTuple):
    """The outcome of one batch: how many records were accepted, and why not all."""

    accepted: int
    trouble: Trouble | None = None


class Answer:
    """The receiver's answer to the latest request of one exporter.

    Args:
        address: The receiver's address, without secrets.
        advice: What to do if it cannot be reached, as "; do this".

    Attributes:
        address: The receiver's address, without secrets.
        trouble: Why the latest request was not accepted in full; None if it was.
        rejected: How many records of an accepted request the receiver did not keep.
        is_closing: Whether further requests must fail at once, so that retries end.
    """

    def __init__(self, address: str, advice: str = "") -> None:
        self.address = address
        self._advice = advice
        self.trouble: Trouble | None = None
        self.rejected = 0
        self.is_closing = False
        self._earlier: Trouble | None = None
        self._unreachable_since: float | None = None

    @property
    def seconds_unreachable(self) -> float:
        """Seconds for which no connection to the receiver could be made; 0 if one can."""
        since = self._unreachable_since
        return 0.0 if since is None else time.monotonic() - since

    def begin(self) -> None:
        """Reset for a new request; the last trouble is kept in case this one gets no answer."""
        self._earlier = self.trouble
        self.trouble = None
        self.rejected = 0

    def reached(self) -> None:
        """Note that the receiver has answered, whatever the answer."""
        self._unreachable_since = None

    def unreachable(self, why: str) -> str:
        """Note that no connection could be made; return that as a sentence."""
        if self._unreachable_since is None:
            self._unreachable_since = time.monotonic()
        return self.failed("unreachable", f"cannot be reached ({why}){self._advice}")

    def failed(self, kind: TroubleKind, what: str) -> str:
        """Note why the request failed; return it as a sentence that begins with the address."""
        self.trouble = Trouble(kind, f"{self.address} {what}")
        return self.trouble.text

    def cut_short(self, kind: TroubleKind, what: str) -> str:
        """Note that the request ran out of time, unless an earlier try got a clearer answer.

        A retry has only the time left until its batch's deadline, which may be none.
        """
        if self._earlier is None:
            return self.failed(kind, what)
        self.trouble = self._earlier
        return self.trouble.text

    def accepted_partly(self, rejected: int, remark: str) -> None:
        """Note how many records of an accepted request were rejected."""
        self.rejected = rejected
        reason = "".join(filter(str.isprintable, remark[:_MAX_REMARK])) or "no reason given"
        self.failed("rejected", f"rejected part of what it was sent: {reason}")

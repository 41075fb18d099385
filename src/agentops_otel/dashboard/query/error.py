"""The error for invalid filters, with its position in the text."""

from __future__ import annotations


class FilterError(ValueError):
    """The filter is invalid.

    Attributes:
        reason: One sentence for the author of the filter.
        text: The whole filter.
        position: Index of the offending character in `text`; `len(text)` means the end.
        near: Names that may have been meant, nearest first.
    """

    def __init__(
        self, reason: str, text: str, position: int, *, near: tuple[str, ...] = ()
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.text = text
        self.position = position
        self.near = near

    def pointed(self) -> str:
        """Return the line of the filter, with a caret under the character and the reason."""
        before, line_start = self.text[: self.position], 0
        if "\n" in before:
            line_start = before.rindex("\n") + 1
        line = self.text[line_start:].partition("\n")[0]
        return f"{line}\n{' ' * (self.position - line_start)}^ {self.reason}"

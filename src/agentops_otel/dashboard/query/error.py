"""What is wrong with a filter, and where."""

from __future__ import annotations


class FilterError(ValueError):
    """A filter that has no meaning.

    Attributes:
        reason: One sentence for the person who wrote it.
        text: The whole filter.
        position: Index of the character in `text` that it is about; `len(text)` means the end.
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
        """Show the filter's line, a caret under the character, and the reason."""
        before, line_start = self.text[: self.position], 0
        if "\n" in before:
            line_start = before.rindex("\n") + 1
        line = self.text[line_start:].partition("\n")[0]
        return f"{line}\n{' ' * (self.position - line_start)}^ {self.reason}"

"""A mutant: a file with one small fault in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """A fault.

    Attributes:
        file: below the project, as in `queries/works/releases.rq`.
        place: what it lies in: a function, a shape, or the line.
        what: the change, in words.
        text: the whole file with the fault in it.
    """

    file: str
    place: str
    what: str
    text: str

    @property
    def name(self) -> str:
        """The name by which it is listed: it survives changes elsewhere in the file."""
        return f"{self.file}: {self.place}: {self.what}"


def shown(text: str, length: int = 70) -> str:
    """Return a piece of a file in one line, shortened."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"

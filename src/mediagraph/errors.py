"""Every error that mediagraph raises on purpose, with the exit code that the command line gives it.

    MediagraphError
    ├── DataError          1  faults in records or data files, each with its place
    ├── FindingsError      1  the graph was read, and judged: it has violations, so it was not published
    ├── UsageError         2  a call that cannot be carried out as it stands
    │   ├── UnknownNameError   a stored query, parameter, network, format … that does not exist
    │   ├── ParameterError     a value that the parameter cannot take
    │   └── QueryError         SPARQL that does not parse or cannot be evaluated
    ├── HeaderError        2  a stored query file whose header or text breaks the form
    ├── StoreError         3  no graph, a graph that another process is writing, a broken one
    ├── EndpointError      3  a remote endpoint, of SPARQL or of a model, that fails or refuses
    └── FileError          3  a file or folder that cannot be read or written

The text of each says what is wrong, where, and what to do next.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class MediagraphError(Exception):
    """The root of all errors raised on purpose."""

    exit_code = 2


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong in a file of records: its place, the value, the reason and the mend.

    Attributes:
        file: the file, relative to the project where it lies inside.
        line: line (row of a table, its header being row 1), counted from 1; 0 for the file as a whole.
        column: character column of a text file or name of a table's column; empty when unknown.
        value: the value as written, shortened.
        reason: what is wrong with it, as a sentence without its full stop.
        accepted: what would be accepted; may be empty.
        ends: whether reading ended here, so that what stands behind it is not known.
    """

    file: str
    line: int
    column: str
    value: str
    reason: str
    accepted: str = ""
    ends: bool = field(default=False, kw_only=True)

    @property
    def place(self) -> str:
        """Where the fault is, as `file:row:column`."""
        return ":".join(part for part in (self.file, str(self.line) if self.line else "", self.column) if part)

    def __str__(self) -> str:
        value = f" ({self.value})" if self.value else ""
        accepted = f"; {self.accepted}" if self.accepted else ""
        return f"{self.place}: {self.reason}{value}{accepted}"


class DataError(MediagraphError):
    """Records or data files have faults; `faults` holds every one that was found."""

    exit_code = 1

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: Sequence[Fault] = sorted(faults)
        super().__init__("\n".join(map(str, self.faults)))


class FindingsError(MediagraphError):
    """The graph has violations and was not published; `findings` lists them."""

    exit_code = 1

    def __init__(self, findings: Sequence[object], message: str) -> None:
        self.findings = findings
        super().__init__(message)


class UsageError(MediagraphError):
    """A call that cannot be carried out as it stands."""


class UnknownNameError(UsageError):
    """A name that does not exist, with the nearest ones that do."""

    def __init__(self, kind: str, name: str, known: Iterable[str], *, hint: str = "") -> None:
        self.kind, self.name = kind, name
        self.nearest = nearest(name, known)
        super().__init__(f"unknown {kind} {name!r}{did_you_mean(self.nearest)}{'; ' + hint if hint else ''}")


class ParameterError(UsageError):
    """A value that a parameter of a stored query cannot take."""


class QueryError(UsageError):
    """SPARQL that does not parse or cannot be evaluated.

    Attributes:
        line: where in the query, counted from 1; 0 where that is not known.
        column: the character of the line, counted from 1; 0 where that is not known.
    """

    def __init__(self, message: str, *, line: int = 0, column: int = 0) -> None:
        self.message, self.line, self.column = message, line, column
        place = f" (line {line}{f', column {column}' if column else ''})" if line else ""
        super().__init__(message + place)


class HeaderError(MediagraphError):
    """A stored query file whose header or text breaks the form."""


class StoreError(MediagraphError):
    """There is no graph, another process is writing it, or it is broken."""

    exit_code = 3


class EndpointError(MediagraphError):
    """A remote endpoint, of SPARQL or of a model, failed or refused."""

    exit_code = 3


class FileError(MediagraphError):
    """A file or folder cannot be read or written."""

    exit_code = 3


def nearest(name: str, known: Iterable[str], *, most: int = 3) -> list[str]:
    """Return the names in `known` that look most like `name`, best first.

    >>> nearest("contry", ["country", "works", "county"])
    ['country', 'county']
    """
    by_fold = {candidate.casefold(): candidate for candidate in sorted(known)}
    return [by_fold[fold] for fold in difflib.get_close_matches(name.casefold(), by_fold, n=most, cutoff=0.6)]


def did_you_mean(names: Sequence[str]) -> str:
    """Return the clause that proposes `names`, or nothing.

    >>> did_you_mean(["country", "county"])
    ', did you mean country or county?'
    """
    if not names:
        return ""
    return f", did you mean {' or '.join(names)}?"


def shorten(value: object, *, most: int = 80) -> str:
    """Return `value` as one line of at most `most` characters, for an error's text."""
    text = repr(value) if not isinstance(value, str) else value.replace("\n", "\\n")
    return text if len(text) <= most else text[: most - 1] + "…"

"""Problems: what the server refuses, in the form of RFC 9457, each with a name of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mediagraph.errors import MediagraphError


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its HTTP status and its title."""

    status: int
    title: str


# The names are the last parts of the problems' types, and anchors of the page that explains them.
KINDS: Mapping[str, Kind] = {
    "bad-request": Kind(400, "The request cannot be read"),
    "query-refused": Kind(400, "The query cannot be evaluated"),
    "parameter": Kind(400, "A value does not suit its parameter"),
    "read-only": Kind(403, "This server only reads"),
    "not-found": Kind(404, "There is nothing here"),
    "method": Kind(405, "The method does not suit this address"),
    "not-acceptable": Kind(406, "None of the accepted formats can be given"),
    "too-long": Kind(413, "The request is longer than allowed"),
    "media-type": Kind(415, "The body is in a form that is not read here"),
    "answer-too-large": Kind(422, "The answer is larger than allowed"),
    "too-many": Kind(429, "Too many queries at once from one address"),
    "fault": Kind(500, "The server failed"),
    "time": Kind(503, "The query took longer than allowed"),
    "memory": Kind(503, "The query needed more memory than allowed"),
    "busy": Kind(503, "All workers are busy"),
}


@dataclass(slots=True)
class Problem(Exception):  # noqa: N818 - the name that RFC 9457 has for it
    """A refusal.

    Attributes:
        name: of the kind.
        detail: what is wrong and what to do, in a sentence.
        more: further members of the document, such as `line`, `limit` or `nearest`.
        headers: of the response.
    """

    name: str
    detail: str
    more: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return KINDS[self.name].status

    def document(self) -> dict[str, Any]:
        """Return the problem as RFC 9457, section 3, has it."""
        kind = KINDS[self.name]
        members = {"type": f"/about/problems#{self.name}", "title": kind.title, "status": kind.status}
        return {**members, "detail": self.detail, **self.more}


def of_error(error: MediagraphError) -> Problem:
    """Return the problem that an error is to a visitor."""
    from mediagraph import errors

    if isinstance(error, errors.QueryError):
        place = {"line": error.line, "column": error.column} if error.line else {}
        return Problem("query-refused", str(error), place)
    if isinstance(error, errors.UnknownNameError):
        name = "parameter" if error.kind == "parameter" else "not-found"
        return Problem(name, str(error), {"nearest": error.nearest} if error.nearest else {})
    if isinstance(error, errors.ParameterError):
        return Problem("parameter", str(error))
    if isinstance(error, errors.UsageError):
        return Problem("bad-request", str(error))
    return Problem("fault", str(error))

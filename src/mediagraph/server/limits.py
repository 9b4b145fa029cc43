"""The limits of the server: what a visitor may take, so that the others are served as well."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields


def _cores() -> int:
    return max(2, os.cpu_count() or 2)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take; over a limit there is a refusal that names it, and nothing else happens.

    Attributes:
        seconds: that a query of a visitor may run; then its process is ended.
        page_seconds: that a page, a stored query or a report may take.
        megabytes: of memory that the process of a query may use.
        rows: of an answer.
        answer_megabytes: of an answer.
        query_kilobytes: of the text of a query.
        depth: brackets of a query that may be open at once.
        body_kilobytes: of the body of a request.
        queries: processes that answer visitors' own queries.
        pages: processes that answer stored queries and make pages.
        waiting: requests that may wait for a process.
        waiting_seconds: that they wait at most.
        per_client: queries of its own that one address may have running and waiting.
        cache_megabytes: of answers that are kept to be sent again.
    """

    seconds: float = field(default=10.0, metadata={"doc": "Seconds that a visitor's query may run."})
    page_seconds: float = field(default=120.0, metadata={"doc": "Seconds that a page or report may take."})
    megabytes: int = field(default=2048, metadata={"doc": "Memory of a query's process."})
    rows: int = field(default=200_000, metadata={"doc": "Rows of an answer."})
    answer_megabytes: int = field(default=100, metadata={"doc": "Size of an answer."})
    query_kilobytes: int = field(default=64, metadata={"doc": "Length of a query."})
    depth: int = field(default=200, metadata={"doc": "Brackets of a query that may be open at once."})
    body_kilobytes: int = field(default=256, metadata={"doc": "Size of a request's body."})
    queries: int = field(default_factory=_cores, metadata={"doc": "Processes for visitors' queries."})
    pages: int = field(default_factory=_cores, metadata={"doc": "Processes for pages."})
    waiting: int = field(default=100, metadata={"doc": "Requests that may wait for a process."})
    waiting_seconds: float = field(default=10.0, metadata={"doc": "Seconds that they wait."})
    per_client: int = field(default=8, metadata={"doc": "Queries of one address, running and waiting."})
    cache_megabytes: int = field(default=64, metadata={"doc": "Answers kept to be sent again."})

    @classmethod
    def described(cls) -> dict[str, tuple[type, float, str]]:
        """Return type, default and meaning of each limit, by name."""
        own = cls()
        return {
            limit.name: (type(getattr(own, limit.name)), getattr(own, limit.name), limit.metadata["doc"])
            for limit in fields(cls)
        }

"""What workers do: the desk that they work at, and the jobs by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from mediagraph.graph import Graph
from mediagraph.project import Project
from mediagraph.store import EmbeddedStore, Generation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mediagraph.server.limits import Limits


@dataclass(slots=True)
class Reply:
    """An answer: what its first lines say, and what writes its body.

    Attributes:
        media: media type.
        write: writes the body.
        headers: of the response, beside its type.
        status: of the response.
    """

    media: str
    write: Callable[[IO[bytes]], Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200

    @property
    def head(self) -> dict[str, Any]:
        """What goes before the body."""
        return {"media": self.media, "headers": dict(self.headers), "status": self.status}


def whole(media: str, content: str | bytes, **more: Any) -> Reply:
    """Return an answer that is there already."""
    body = content.encode() if isinstance(content, str) else content
    return Reply(media, lambda stream: stream.write(body), **more)


@dataclass(slots=True)
class Desk:
    """What a worker has at hand.

    Attributes:
        graph: the generation that it answers from.
        limits: of the server.
        kept: what jobs keep from one to the next, such as the index of names.
    """

    graph: Graph
    limits: Limits
    kept: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def open(cls, config: Mapping[str, Any], limits: Limits) -> Desk:
        """Open the generation that `config` names, read-only.

        Raises:
            StoreError: it cannot be opened.
        """
        store = Path(config["store"])
        generation = Generation(store, store / "generations" / config["generation"])
        return cls(Graph(Project.find(config["project"]), EmbeddedStore(generation)), limits)


def run(desk: Desk, job: Mapping[str, Any]) -> Reply:
    """Do a job: `job` is its name, the rest are its arguments.

    Raises:
        Problem: it is refused.
        MediagraphError: it cannot be done.
    """
    given = dict(job)
    return _jobs()[given.pop("job")](desk, **given)


def warm_up(desk: Desk) -> None:
    """Import and read all that jobs need, so that the first visitor does not wait for it."""
    from mediagraph.server import asking

    for job in _jobs().values():
        assert callable(job)  # noqa: S101 - importing them is what matters
    asking.warm_up(desk)


def _jobs() -> dict[str, Callable[..., Reply]]:
    from mediagraph.server import asking, reporting, showing

    return {**asking.JOBS, **reporting.JOBS, **showing.JOBS}

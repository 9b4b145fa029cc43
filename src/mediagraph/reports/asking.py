"""Questions that are answered while the report is computed: Oxigraph lets go of Python's lock as long as it works."""

from __future__ import annotations

import traceback
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Self

import pyoxigraph as ox

from mediagraph.store import EmbeddedStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mediagraph.questions import Questions
    from mediagraph.store import Solutions

    Question = Callable[[], Solutions]
    Answer = Callable[[], list[Any]]

# Entities that one question is asked of, and letters of their IRIs: Oxigraph takes less time for longer questions, up
# to a length. Other engines refuse such ones.
_AT_ONCE, _LONGEST = 2000, 200_000


class Beside:
    """Asks questions one after the other, beside the thread that wants their answers; none outlives the `with` block.

    A store that is not embedded waits for another machine, and is asked when the rows are wanted.
    """

    def __init__(self, graph: Questions) -> None:
        self._graph = graph
        self._is_embedded = isinstance(graph.store, EmbeddedStore)
        self._asked: list[_Asked] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for asked in self._asked:
            asked.end()
        for asked in self._asked:
            if asked.is_alive():
                asked.join()

    def ask(self, name: str, /, **parameters: Any) -> Answer:
        """Ask a stored query; what this returns waits for the answer, and gives its rows."""
        if not self._is_embedded:
            return lambda: list(self._graph.rows(name, **parameters))
        return self._answer([lambda: self._graph.rows(name, **parameters)])

    def ask_of(self, name: str, parameter: str, entities: Iterable[str], /) -> Answer:
        """Ask a stored query of many entities, by their IRIs, in portions; as `ask`."""
        if not self._is_embedded:
            asked = list(entities)
            return lambda: list(self._graph.rows_of(name, parameter, asked))
        nodes = [ox.NamedNode(entity) for entity in entities]
        at_once = max(1, min(_AT_ONCE, _LONGEST // max((len(node.value) for node in nodes), default=1)))
        portions = [nodes[at : at + at_once] for at in range(0, len(nodes), at_once)]
        return self._answer([lambda own=own: self._graph.rows(name, **{parameter: own}) for own in portions])  # type: ignore[misc]

    def _answer(self, questions: Sequence[Question]) -> Answer:
        asked = _Asked(questions, self._asked[-1].answered if self._asked else None)
        self._asked.append(asked)
        asked.start()
        return asked.rows


class _Asked(Thread):
    """A question in one portion or several.

    Only the thread that asked may touch an answer. It reads the rows when they are wanted, and not before: for each of
    them it lets go of Python's lock, and would have to wait for it while another thread computes.
    """

    def __init__(self, questions: Sequence[Question], before: Event | None) -> None:
        super().__init__()
        self.answered = Event()
        self._questions, self._before = questions, before
        self._wanted = Event()
        self._ended = False
        self._rows: list[Any] = []
        self._failure: BaseException | None = None

    def rows(self) -> list[Any]:
        """Wait for the rows, and return them.

        Raises:
            QueryError: the question cannot be answered.
        """
        self._wanted.set()
        self.join()
        if self._failure is not None:
            raise self._failure
        return self._rows

    def end(self) -> None:
        """Ask and read nothing more."""
        self._ended = True
        self._wanted.set()

    def run(self) -> None:
        answers: list[Solutions] = []
        try:
            if self._before is not None:
                self._before.wait()
            answers.extend(question() for question in self._questions if not self._ended)
            self.answered.set()
            self._wanted.wait()
            if not self._ended:
                self._rows = [row for answer in answers for row in answer]
        except BaseException as error:  # noqa: BLE001 - it is raised where the rows are wanted
            self._failure = error
            for each in (error, error.__cause__):
                traceback.clear_frames(each.__traceback__ if each else None)
        finally:
            answers.clear()
            self.answered.set()

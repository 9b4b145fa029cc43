"""Questions asked beside: in their order, by threads of their own, none of which outlives what wanted the answers."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from mediagraph.errors import QueryError
from mediagraph.reports.asking import Beside
from mediagraph.store import EmbeddedStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mediagraph.graph import Graph
    from mediagraph.questions import Questions

EMBEDDED = EmbeddedStore.__new__(EmbeddedStore)


def asking(rows: Callable[..., Iterable[Any]], store: object = EMBEDDED) -> Questions:
    """What answers every question by a function."""
    return cast("Questions", SimpleNamespace(store=store, rows=rows))


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) == before


def test_answers_are_those_of_the_graph(graph: Graph) -> None:
    works = sorted({row.work for row in graph.rows("networks/people")})
    with Beside(graph) as beside:
        people = beside.ask("networks/people", since=1990)
        evidence = beside.ask_of("evidence/of-works", "work", works)
        nothing = beside.ask_of("evidence/of-works", "work", [])

        assert people() == list(graph.rows("networks/people", since=1990)) != []
        assert evidence() == list(graph.rows_of("evidence/of-works", "work", works)) != []
        assert nothing() == []


def test_an_answer_can_be_had_twice(graph: Graph) -> None:
    with Beside(graph) as beside:
        coverage = beside.ask("sources/coverage")

        assert coverage() == coverage() != []


def test_many_entities_are_asked_of_in_portions_that_are_not_too_long() -> None:
    sizes: list[int] = []

    def rows(_name: str, *, work: list[Any]) -> list[str]:
        sizes.append(len(work))
        return [node.value for node in work]

    for length, expected in ((50, [2000, 2000, 500]), (1000, [200] * 22 + [100])):
        sizes.clear()
        iris = [f"http://example.org/{number:0{length - 19}d}" for number in range(4500)]
        with Beside(asking(rows)) as beside:
            assert beside.ask_of("q", "work", iris)() == iris
        assert sizes == expected


def test_another_store_is_asked_of_many_entities_in_the_portions_that_all_engines_take() -> None:
    def rows_of(name: str, parameter: str, entities: list[str]) -> Iterator[tuple[str, str, str]]:
        return ((name, parameter, entity) for entity in entities)

    graph = cast("Questions", SimpleNamespace(store=object(), rows_of=rows_of))
    with Beside(graph) as beside:
        answer = beside.ask_of("q", "work", iter(["a:1", "a:2"]))

        assert answer() == answer() == [("q", "work", "a:1"), ("q", "work", "a:2")]


def test_questions_are_asked_one_at_a_time_in_their_order() -> None:
    asked: list[str] = []
    at_work = threading.Lock()

    def rows(name: str) -> list[str]:
        assert at_work.acquire(blocking=False)
        asked.append(name)
        at_work.release()
        return [name]

    names = [str(number) for number in range(30)]
    with Beside(asking(rows)) as beside:
        answers = [beside.ask(name) for name in names]

        assert [answer() for answer in reversed(answers)] == [[name] for name in reversed(names)]
    assert asked == names


def test_rows_are_read_by_the_thread_that_asked_and_only_when_they_are_wanted() -> None:
    threads: dict[str, int] = {}
    asked = threading.Event()

    def rows(_name: str) -> Iterator[str]:
        threads["asked"] = threading.get_ident()
        asked.set()

        def read() -> Iterator[str]:
            threads["read"] = threading.get_ident()
            yield "row"

        return read()

    with Beside(asking(rows)) as beside:
        answer = beside.ask("q")
        assert asked.wait(10)
        assert "read" not in threads
        assert answer() == ["row"]
    assert threads["asked"] == threads["read"] != threading.get_ident()


def test_an_error_is_raised_where_the_rows_are_wanted_and_others_are_answered() -> None:
    def rows(name: str) -> Iterator[str]:
        if name == "asked":
            raise QueryError("not to be asked")

        def read() -> Iterator[str]:
            yield name
            if name == "read":
                raise QueryError("not to be read")

        return read()

    with Beside(asking(rows)) as beside:
        first, second, third = beside.ask("asked"), beside.ask("read"), beside.ask("fine")
        with pytest.raises(QueryError, match="not to be asked"):
            first()
        with pytest.raises(QueryError, match="not to be read"):
            second()
        assert third() == ["fine"]


@pytest.mark.parametrize("fails", [False, True])
def test_what_an_answer_holds_is_given_up_by_the_thread_that_asked(fails: bool) -> None:  # noqa: FBT001 - a case
    given_up: list[int] = []

    class Held:
        def __del__(self) -> None:
            given_up.append(threading.get_ident())

    def evaluated(held: Held) -> Iterator[str]:
        yield "row"
        if fails:
            raise RuntimeError(str(type(held)))

    def rows(_name: str) -> Iterator[str]:
        held = Held()
        try:
            yield from evaluated(held)
        except RuntimeError as error:
            raise QueryError("not to be read") from error

    with Beside(asking(rows)) as beside:
        answer = beside.ask("q")
        if fails:
            with pytest.raises(QueryError):
                answer()
        else:
            assert answer() == ["row"]

        assert len(given_up) == 1
        assert threading.get_ident() not in given_up


def test_whoever_leaves_early_has_nothing_more_asked_and_nothing_read() -> None:
    going, go_on = threading.Event(), threading.Event()
    asked: list[str] = []
    read: list[str] = []

    def rows(name: str, **_: object) -> Iterator[str]:
        asked.append(name)
        going.set()
        assert go_on.wait(10)
        return (read.append(name) or name for _ in "1")  # type: ignore[func-returns-value]

    def leave() -> None:
        with Beside(asking(rows)) as beside:
            beside.ask_of("first", "work", [f"http://example.org/{number}" for number in range(5000)])
            beside.ask("second")
            assert going.wait(10)
            threading.Timer(0.05, go_on.set).start()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        leave()
    assert (asked, read) == (["first"], [])


def test_another_store_is_asked_by_whoever_wants_the_rows_and_not_before() -> None:
    threads: list[int] = []

    def rows(name: str) -> list[str]:
        threads.append(threading.get_ident())
        return [name]

    with Beside(asking(rows, store=object())) as beside:
        answer = beside.ask("q")
        assert threads == []
        assert answer() == ["q"]
    assert threads == [threading.get_ident()]

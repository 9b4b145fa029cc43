"""Queries that are asked side by side: what waits when one fails is never asked, and a pool that is shared stays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING

import pytest

from mediagraph.errors import QueryError
from mediagraph.store.embedded import side_by_side

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

LONG = 60


def test_two_are_asked_at_a_time() -> None:
    met = Event()

    with side_by_side() as pool:
        first = pool.submit(met.wait, LONG)
        pool.submit(met.set)

        assert first.result()  # it waited for the other, which one thread would never have come to


def test_after_a_failure_those_that_wait_are_never_asked() -> None:
    go, asked = Event(), list[int]()
    waiting: list[Future[None]] = []

    def ask() -> None:
        with side_by_side() as pool:
            for _ in range(2):
                pool.submit(go.wait, LONG)
            waiting.extend(pool.submit(asked.append, number) for number in range(9))
            waiting[0].add_done_callback(lambda _: go.set())
            raise QueryError("out of memory")

    with pytest.raises(QueryError, match="out of memory"):
        ask()

    assert all(each.cancelled() for each in waiting)
    assert not asked


def test_a_pool_that_is_given_is_left_to_its_owner() -> None:
    def ask(owned: Executor) -> None:
        with side_by_side(owned):
            raise QueryError("out of memory")

    with ThreadPoolExecutor(1) as owned:
        with pytest.raises(QueryError):
            ask(owned)

        assert owned.submit(str, 1).result() == "1"

"""How the engine room follows the builds."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from mediagraph.server import engine, pool
from mediagraph.server.limits import Limits

if TYPE_CHECKING:
    import pytest


def test_a_lane_whose_workers_did_not_start_is_moved_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise questions would be answered from the former graph for good, and pages from the new one."""
    moves: list[tuple[str, str]] = []

    async def move_to(lane: Any, generation: str) -> None:
        moves.append((lane.name, generation))
        if lane.name == "queries" and moves.count((lane.name, generation)) == 1:
            raise RuntimeError("a worker did not start")
        await asyncio.sleep(0.02)
        lane.generation = generation

    published = SimpleNamespace(path=Path("000002"), manifest=SimpleNamespace(digest="of the second"))
    monkeypatch.setattr(engine, "Generations", lambda _: SimpleNamespace(current=lambda: published))
    monkeypatch.setattr(engine, "_WATCH_SECONDS", 0.01)
    monkeypatch.setattr(pool.Lane, "move_to", move_to)

    async def followed() -> engine.Engine:
        room = engine.Engine(Path("store"), cast("Any", SimpleNamespace(root=Path())), Limits())
        watching = asyncio.create_task(room._watch())
        while not room.version:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)
        watching.cancel()
        return room

    room = asyncio.run(asyncio.wait_for(followed(), 30))

    assert [lane.generation for lane in room.lanes] == ["000002", "000002"]
    assert (room.version, room.builds) == ("of the second", 1)
    assert moves == [("queries", "000002"), ("pages", "000002"), ("queries", "000002")]

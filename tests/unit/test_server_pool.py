"""How a worker's process ends: by itself if it is dying, else by force; and with its own status."""

from __future__ import annotations

import asyncio
import signal
import sys

from mediagraph.server.pool import _Worker

ABORTS = "import os; os.abort()"
STAYS = "import os, time; os.close(1); time.sleep(600)"


async def _ended(code: str, grace: float) -> int:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-S", "-c", code,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    worker = _Worker(process, "")
    assert await worker.stdout.read() == b""
    return await worker.end(grace)


def test_a_worker_that_dies_has_the_status_that_it_died_with() -> None:
    """A kill at that moment would leave 255 of one in twenty."""

    async def all_() -> set[int]:
        return {await _ended(ABORTS, 60.0) for _ in range(40)}

    assert asyncio.run(all_()) == {-signal.SIGABRT}


def test_a_worker_that_only_falls_silent_is_killed() -> None:
    assert asyncio.run(_ended(STAYS, 0.2)) == -signal.SIGKILL
    assert asyncio.run(_ended(STAYS, 0.0)) == -signal.SIGKILL

"""One work, in this process: `python -m benchmarks.work ROW WORK DATA FOLDER [--check]`, as the runner begins it.

What it took and its answer are written to FOLDER.json.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.measuring import Clock
from benchmarks.prepared import Prepared
from benchmarks.row import AbsentError, Place
from benchmarks.rows import ROWS


def main() -> int:
    """Do the work, or look at what it left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("row", choices=ROWS)
    parser.add_argument("work")
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--patience", type=float, default=60.0)
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    place = Place(Prepared(given.data.resolve()), given.folder.resolve(), given.patience)
    work, clock = ROWS[given.row].by_name[given.work], Clock()
    said: dict[str, object] = {}
    try:
        if given.check:
            said["answer"] = work.check(place) if work.check else {}
        elif work.function:
            said["answer"] = work.function(place, clock)
    except AbsentError as reason:
        said["absent"] = str(reason)
    said |= clock.said()
    said["beside"] = {name: {"answer": one.answer, **one.said()} for name, one in clock.beside.items()}
    given.folder.with_suffix(".json").write_text(json.dumps(said), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Start-up: what `import mediagraph` and `mediagraph --help` take above an empty Python process."""

from __future__ import annotations

import sys

from benchmarks.row import Place, Row, Target, Work

_TIMES = 11


def _empty(_place: Place) -> list[str]:
    return [sys.executable, "-c", "pass"]


def _import(_place: Place) -> list[str]:
    return [sys.executable, "-c", "import mediagraph"]


def _help(_place: Place) -> list[str]:
    return [sys.executable, "-m", "mediagraph", "--help"]


ROW = Row(
    "start",
    "start-up",
    [
        Work("mediagraph --help", command=_help, repeats=_TIMES),
        Work("import mediagraph", command=_import, repeats=_TIMES),
        Work("empty Python process", command=_empty, repeats=_TIMES),
    ],
    [
        Target("mediagraph --help", "empty Python process", "above", 0.2),
        Target("import mediagraph", "empty Python process", "above", 0.1),
    ],
    sized=False,
)

"""Copies of the project for tests to build and to spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Golden answers, the second engine and spoilt copies do without these, so as to stay small and quick.
LARGE = ("cannes-competition", "judgements", "relations-prc", "relations-us", "relations-ussr")


def copied(root: Path) -> Path:
    """Copy the project's three folders to `root`, without the large tables."""
    large = shutil.ignore_patterns(*(f"{name}.*" for name in LARGE))
    for name in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / name, root / name, ignore=large)
    return root

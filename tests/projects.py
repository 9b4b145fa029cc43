"""Copies of the project for tests to build and to spoil."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Golden answers, the second engine and spoilt copies do without these, so as to stay small and quick.
LARGE = (
    "cannes-competition",
    "channels",
    "judgements",
    "organisations",
    "relations-prc",
    "relations-us",
    "relations-ussr",
)
# Of the articles they keep the first three, which have about everything that an article can have.
ARTICLES = ("china-belgium-2021", "cmg-vgtrk-2025", "kazakhstan-2024")
# Of this one they keep a few rows: a day with an event, the same event elsewhere, and two days without any.
FEW = {"national-days": {"BL", "FR", "IE", "NL"}}


def without_the_corpus(root: Path) -> Path:
    """Copy the project's three folders to `root` with all tables, and of the articles the first three alone."""
    for name in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / name, root / name)
    path = root / "data" / "judgements.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    missing = _left_out(root)
    kept = [row for row in rows if not missing & {row[header.index(f"judged{end}")] for end in ("Subject", "Object")}]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *kept])
    return root


def _left_out(root: Path) -> set[str]:
    """Take most articles out of a copy; return the ids of the nodes that are nowhere else."""
    ids: dict[bool, set[str]] = {True: set(), False: set()}
    for path in (root / "data" / "articles").iterdir():
        stays = path.stem in ARTICLES
        ids[stays].update(re.findall(r"\bid: (\S+)", path.read_text(encoding="utf-8")))
        if not stays:
            path.unlink()
    return ids[False] - ids[True]


def copied(root: Path) -> Path:
    """Copy the project's three folders to `root`, without the large tables, most articles, and most rows of others."""
    large = shutil.ignore_patterns(*(f"{name}.*" for name in LARGE))
    for name in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / name, root / name, ignore=large if name == "data" else None)
    _left_out(root)
    for name, kept in FEW.items():
        path = root / "data" / "tables" / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows[:1] + [row for row in rows[1:] if row[0] in kept])
    return root

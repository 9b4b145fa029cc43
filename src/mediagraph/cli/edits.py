"""What `compare --edits` prints: the acts of a review that drafts leave to do, by article."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from mediagraph.cli.common import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediagraph.records import RecordFile
    from mediagraph.reviewing.acts import Act, Work

_COLUMNS = (
    "article", "language", "proposals", "accepted", "edited", "merged", "rejected", "added", "acts", "from_nothing",
    "ratio",
)  # fmt: skip
_WORDS = 2  # columns that hold no numbers
_ALL = "all"


def written(files: Sequence[tuple[str, RecordFile, RecordFile]], format_: str, *, details: bool) -> str:
    """Return the counts of acts as table, CSV or JSON.

    Args:
        files: name of each article, its draft and its reviewed file.
        format_: table, csv or json.
        details: whether each act but acceptance is told as well.
    """
    from mediagraph.reviewing.acts import work

    works = [work(*one) for one in files]
    rows = [*map(_row, works), _total(works)]
    if format_ == "csv":
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows(rows)
        return stream.getvalue()
    if format_ == "json":
        made = [
            {
                key: value if at < _WORDS else json.loads(value)
                for at, (key, value) in enumerate(zip(_COLUMNS, row, strict=True))
            }
            for row in rows
        ]
        return json.dumps({"articles": made[:-1], "all": made[-1]}, ensure_ascii=False, indent=1) + "\n"
    return table(_COLUMNS, rows) + ("".join(map(_told, works)) if details else "")


def _row(one: Work) -> tuple[str, ...]:
    counts = tuple(one.counts.values())
    return _shown(one.slug, one.language, (one.proposals, *counts, sum(counts), one.written))


def _total(works: Sequence[Work]) -> tuple[str, ...]:
    rows = [(one.proposals, *one.counts.values(), sum(one.counts.values()), one.written) for one in works]
    return _shown(_ALL, _ALL, tuple(map(sum, zip(*rows, strict=True))))


def _shown(slug: str, language: str, numbers: Sequence[int]) -> tuple[str, ...]:
    *_, acts, nothing = numbers
    return (slug, language, *map(str, numbers), f"{acts / nothing:.3f}" if nothing else "0")


def _told(one: Work) -> str:
    from mediagraph.reviewing import ACCEPT

    lines = ["", one.slug, *(_line(act) for act in one.acts if act.verb != ACCEPT)]
    return "\n".join(lines) + "\n"


def _line(act: Act) -> str:
    from mediagraph.reviewing.layout import flow

    line = f"  {act.verb} {act.key}"
    if act.node is not None:
        return f"{line}: {act.count} acts"
    if act.into:
        return f"{line}: one with {act.into}"
    if act.change is None:
        return line
    if act.change.field:
        value = flow(act.change.value) if act.change.value is not None else "to be taken away"
        return f"{line}: {act.change.field}: {value}"
    if act.change.value is None:
        return f"{line}: {act.change.party} to be taken away"
    shown = {key: value for key, value in act.change.value.items() if key not in {"id", "type", "editorialNote"}}
    return f"{line}: {'instead of ' + act.change.party if act.change.party else 'a further party'}: {flow(shown)}"

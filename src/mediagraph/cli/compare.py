"""The verb that says how good drafts are: compare."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mediagraph.cli.common import emit, output_options, table
from mediagraph.cli.draft import needed
from mediagraph.errors import FileError, UsageError
from mediagraph.loaders.files import DRAFT_SUFFIX

if TYPE_CHECKING:
    from mediagraph.drafting.comparing import Comparison
    from mediagraph.records import RecordFile

_COLUMNS = ("kind", "language", "articles", "right", "drafted", "reviewed", "precision", "recall", "f1")
_ALL = "all"


@click.command()
@click.argument("drafts", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DRAFT...")
@click.option(
    "--reviewed",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder of the reviewed files NAME.yaml [default: data/articles of the project].",
)
@click.option("--details", is_flag=True, help="Also list what was missed (-) and what was drafted wrongly (+).")
@click.option("--edits", is_flag=True, help="Count, by article, the acts of a review that the draft leaves to do.")
@click.option("--project", metavar="DIR", help="Project [default: as elsewhere].")
@output_options(("table", "csv", "json"))
def compare(
    drafts: tuple[Path, ...],
    reviewed: Path | None,
    details: bool,  # noqa: FBT001 - click passes flags so
    edits: bool,  # noqa: FBT001 - click passes flags so
    project: str | None,
    format_: str,
    output: str | None,
) -> None:
    """Compare drafts, or folders of them, with reviewed files: precision, recall and F1 by kind and language.

    Things are matched by their names and not by their ids, statements by their kind and who takes part. Traps are
    claims that the reviewed file denies: co-productions that are none, and plans told as if they had happened.

    With --edits: how many acts of a review turn each draft into its reviewed file, beside writing that from nothing.

    \b
    mediagraph draft texts/*.txt -o drafts --without 'data/articles/*'
    mediagraph compare drafts
    """
    needed()
    if details and format_ != "table":
        raise UsageError("--details is for --format table")
    from mediagraph.loaders import read_yaml
    from mediagraph.project import Project

    folder = reviewed or Project.find(project).data / "articles"
    files = []
    for path in _found(drafts):
        slug = path.name.removesuffix(DRAFT_SUFFIX)
        other = folder / f"{slug}.yaml"
        if not other.is_file():
            raise FileError(f"{other}: no such file; compare needs the reviewed file of {path}")
        files.append((slug, read_yaml(path, str(path)), read_yaml(other, str(other))))
    if edits:
        from mediagraph.cli.edits import written

        emit(written(files, format_, details=details).encode(), output)
        return
    comparison = _compared(files)
    write = {"table": _table, "csv": _csv, "json": _json}[format_]
    emit((write(comparison) + (_details(comparison) if details else "")).encode(), output)


def _compared(files: list[tuple[str, RecordFile, RecordFile]]) -> Comparison:
    from mediagraph.drafting.comparing import Comparison
    from mediagraph.drafting.facts import Facts

    comparison = Comparison()
    for slug, draft, reviewed in files:
        facts = Facts.of(reviewed)
        comparison.add(slug, facts.language, Facts.of(draft), facts)
    return comparison


def _found(drafts: tuple[Path, ...]) -> list[Path]:
    found: list[Path] = []
    for path in drafts:
        if path.is_dir():
            inside = sorted(path.glob(f"*{DRAFT_SUFFIX}"))
            if not inside:
                raise FileError(f"{path}: holds no drafts, NAME{DRAFT_SUFFIX}")
            found += inside
        elif path.name.endswith(DRAFT_SUFFIX):
            found.append(path)
        else:
            raise UsageError(f"{path}: not a draft; drafts are called NAME{DRAFT_SUFFIX}")
    return list(dict.fromkeys(found))


def _rows(comparison: Comparison) -> list[tuple[str, ...]]:
    from mediagraph.drafting.comparing import KINDS

    rows: list[tuple[str, ...]] = []
    for kind in (*KINDS, _ALL):
        for language in (_ALL, *sorted(comparison.scores)):
            chosen = "" if language == _ALL else language
            score = comparison.overall(chosen) if kind == _ALL else comparison.total(kind, [chosen] if chosen else ())
            if not score.drafted + score.reviewed or (len(comparison.scores) == 1 and chosen):
                continue
            articles = comparison.articles[chosen] if chosen else sum(comparison.articles.values())
            counts = (articles, score.right, score.drafted, score.reviewed)
            shares = (score.precision, score.recall, score.f1)
            rows.append((kind, language, *map(str, counts), *(f"{share:.3f}" for share in shares)))
    return rows


def _table(comparison: Comparison) -> str:
    lines = [f"{trap.kind}: {trap.slug}, {trap.claim}" for trap in comparison.traps]
    head = f"{len(comparison.traps)} trap{'s' if len(comparison.traps) != 1 else ''}"
    return table(_COLUMNS, _rows(comparison)) + "\n".join([head, *lines]) + "\n"


def _csv(comparison: Comparison) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(_rows(comparison))
    return stream.getvalue()


def _json(comparison: Comparison) -> str:
    rows = [
        {
            key: value if key in {"kind", "language"} else json.loads(value)
            for key, value in zip(_COLUMNS, row, strict=True)
        }
        for row in _rows(comparison)
    ]
    traps = [{"article": trap.slug, "kind": trap.kind, "claim": trap.claim} for trap in comparison.traps]
    return json.dumps({"scores": rows, "traps": traps}, ensure_ascii=False, indent=1) + "\n"


def _details(comparison: Comparison) -> str:
    lines: list[str] = []
    for slug, missed in sorted(comparison.missed.items()):
        lines += ["", slug, *(f"  {sign} {kind}: {shown}" for kind, sign, shown in missed)]
    return "\n".join(lines) + "\n"

"""The loader `table`: any table, by a mapping that says how its rows become records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mediagraph.errors import DataError, Fault, UsageError, did_you_mean, nearest
from mediagraph.loaders.job import Job, Loader
from mediagraph.loaders.mapping import map_rows, read_mapping
from mediagraph.loaders.quickrows import write_rows
from mediagraph.loaders.rows import read_rows
from mediagraph.loaders.table import MAPPING_SUFFIX, check_lookups
from mediagraph.loaders.yamlld import read_yaml
from mediagraph.records import Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mediagraph.loaders.job import Gazetteer
    from mediagraph.loaders.mapping import TableMapping
    from mediagraph.loaders.rows import NumberedRow
    from mediagraph.records import WrittenRow

_BLANK = "https://creativecommons.org/publicdomain/zero/1.0/"


def records(job: Job) -> Iterator[Node]:
    """Yield the description of the table and the records of its rows.

    Raises:
        UsageError: there is no mapping, or nothing that describes the source.
        FileError: a file cannot be read.
        DataError: the mapping or the header is at fault.
    """
    place, mapping = _mapping(job)
    yield from _description(job, mapping, place)
    gazetteers, rows = _rows(job, mapping, place)
    yield from map_rows(rows, mapping, gazetteers, job.shown, job.faults, source=job.source, refused=job.refused)


def written(job: Job) -> Iterator[Node | WrittenRow]:
    """Yield the same as `records`, with regular rows as text.

    Raises:
        UsageError: there is no mapping, or nothing that describes the source.
        FileError: a file cannot be read.
        DataError: the mapping or the header is at fault.
    """
    place, mapping = _mapping(job)
    yield from _description(job, mapping, place)
    gazetteers, rows = _rows(job, mapping, place)
    yield from write_rows(
        rows,
        mapping,
        gazetteers,
        job.shown,
        job.faults,
        source=job.source,
        context=job.context,
        graph=f"graph:{job.source}",
        refused=job.refused,
    )


def _mapping(job: Job) -> tuple[str, TableMapping]:
    """The mapping of the table, and the file that it stands in."""
    if job.path is None:
        raise UsageError("name the table to load")
    given = job.option("mapping")
    beside = job.path.with_name(job.path.name.partition(".")[0] + MAPPING_SUFFIX)
    place = Path(given) if given else beside
    if not given and not beside.exists():
        raise UsageError(f"{job.shown}: say how its rows become records: --mapping FILE, or {beside.name} beside it")
    return str(place), read_mapping(place, str(place))


def _rows(job: Job, mapping: TableMapping, place: str) -> tuple[Mapping[str, Gazetteer], Iterator[NumberedRow]]:
    """What values are looked up in, and the rows."""
    assert job.path is not None  # noqa: S101 - the caller made sure
    gazetteers = {"country": job.countries}
    check_lookups(mapping, gazetteers, place)
    header, rows = read_rows(job.path, job.shown, job.faults, sheet=job.option("sheet") or mapping.sheet)
    _check_columns(job, mapping, header)
    return gazetteers, rows


def _description(job: Job, mapping: TableMapping, shown: str) -> Iterator[Node]:
    """What the table is: by the mapping, else by the YAML-LD file beside the table."""
    if mapping.source:
        base = {"id": f"source:{job.source}", "type": "Dataset", "namedGraph": f"graph:{job.source}"}
        yield _unplaced({**base, **mapping.source, "id": base["id"], "namedGraph": base["namedGraph"]})
        return
    assert job.path is not None  # noqa: S101 - the caller made sure
    beside = job.path.with_name(job.path.name.partition(".")[0] + ".yaml")
    if not beside.exists():
        example = f'source: {{name: {{en: "..."}}, licence: {_BLANK}}}'
        raise UsageError(f"{shown}: say what the table is and under which licence: add {example}")
    file = read_yaml(beside, str(beside))
    if file.faults:
        raise DataError(file.faults)
    nodes = list(file.records)
    own = f"source:{job.source}"
    nodes.sort(key=lambda node: node.get("id") != own)
    if not nodes or nodes[0].get("id") != own:
        known = ", ".join(str(node.get("id")) for node in nodes) or "nothing"
        raise UsageError(f"{beside}: it describes {known}, not {own}; use --source with the name that it has")
    yield from map(_unplaced, nodes)


def _unplaced(value: Any) -> Any:
    """A value without its lines: those of another file would be taken for rows of the table."""
    if isinstance(value, list):
        return [_unplaced(item) for item in value]
    return Node({key: _unplaced(item) for key, item in value.items()}) if isinstance(value, dict) else value


def _check_columns(job: Job, mapping: TableMapping, header: Sequence[str]) -> None:
    used = mapping.used()
    absent = sorted(used - set(header))
    if absent:
        raise DataError(
            Fault(
                job.shown,
                1,
                name,
                name,
                f"no such column, though the mapping speaks of it{did_you_mean(nearest(name, header))}",
                f"the table has {', '.join(header)}",
            )
            for name in absent
        )
    loose = [name for name in header if name not in used | mapping.ignored]
    if loose:
        note = f"columns not read: {', '.join(loose)} (use them in the mapping, or list them under ignore)"
        if note not in job.notes:
            job.notes.append(note)


TABLE = Loader(
    records,
    "Any table (CSV, TSV, JSON lines, Excel), by a mapping that says how its rows become records.",
    options={
        "mapping": "The mapping file [default: NAME.mapping.yaml beside the table].",
        "sheet": "Sheet of a workbook [default: that of the mapping, else the first].",
    },
    note="\b\nmediagraph load table films.csv --mapping films.mapping.yaml",
    written=written,
)

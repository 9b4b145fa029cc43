"""Rows as a Parquet file, batch by batch, typed as the data frame would be."""

from __future__ import annotations

import json
import pickle
import tempfile
from typing import IO, TYPE_CHECKING, Any

from mediagraph.errors import UsageError
from mediagraph.store.frames import pandas, typed_frame
from mediagraph.store.kinds import MIXED, TEXTUAL, dtype, kind
from mediagraph.store.terms import TermLike, python_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Row = Sequence[TermLike | None]

_BATCH = 10_000


def write_parquet(
    columns: Sequence[str], rows: Iterable[Row], attributes: Mapping[str, Any], stream: IO[bytes]
) -> None:
    """Write `rows` as Parquet; see that `pyarrow` is there first.

    What type a column has is known when its last value was seen. The rows therefore wait in a temporary file, and
    memory holds one batch of them. Columns that a data frame keeps as objects are text here.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with tempfile.TemporaryFile() as spool:
        kinds: list[set[int]] = [set() for _ in columns]
        for batch in _batches(rows):
            for row in batch:
                for found, term in zip(kinds, row, strict=True):
                    if term is not None:
                        found.add(kind(python_value(term)))
            pickle.dump(batch, spool)
        dtypes = [TEXTUAL if name == MIXED else name for name in map(dtype, kinds)]
        empty = typed_frame(columns, [], dtypes)
        # the file keeps them as JSON, which knows no days
        empty.attrs.update(json.loads(json.dumps(dict(attributes), default=str)))
        schema = pa.Schema.from_pandas(empty, preserve_index=False)
        spool.seek(0)
        with pq.ParquetWriter(stream, schema) as writer:
            for batch in _unpickled(spool):
                frame = typed_frame(columns, batch, dtypes)
                writer.write_table(pa.Table.from_pandas(frame, schema=schema, preserve_index=False))


def pyarrow() -> None:
    """See that what writes Parquet is installed.

    Raises:
        UsageError: it is not.
    """
    try:
        import pyarrow.parquet  # noqa: F401 - whether it can be
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow: pip install 'mediagraph[notebook]'") from error
    pandas()


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _unpickled(spool: IO[bytes]) -> Iterator[list[Row]]:
    """Yield what this process has just put into its own unnamed file."""
    while True:
        try:
            yield pickle.load(spool)  # noqa: S301 - see above
        except EOFError:
            return

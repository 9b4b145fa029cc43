"""Records: plain mappings whose keys are terms of the context, and the one writer that turns them into RDF."""

from mediagraph.records.context import CONTEXT_IRI, RDF_TYPE, XSD, Context, Kind, Term
from mediagraph.records.dates import EDTF, bounds
from mediagraph.records.record import Node, RecordFile
from mediagraph.records.writer import RefusedError, Writer, complete, quote
from mediagraph.records.written import WrittenRow

__all__ = [
    "CONTEXT_IRI",
    "EDTF",
    "RDF_TYPE",
    "XSD",
    "Context",
    "Kind",
    "Node",
    "RecordFile",
    "RefusedError",
    "Term",
    "Writer",
    "WrittenRow",
    "bounds",
    "complete",
    "quote",
]

"""SHACL shapes as SPARQL queries, so that whatever holds the graph can judge it where it lies."""

from mediagraph.shacl.change import Change
from mediagraph.shacl.compiler import only
from mediagraph.shacl.partial import Partial, Touched, run_change
from mediagraph.shacl.report import add_results, finding, findings_of
from mediagraph.shacl.runner import Result, run

__all__ = [
    "Change",
    "Partial",
    "Result",
    "Touched",
    "add_results",
    "finding",
    "findings_of",
    "only",
    "run",
    "run_change",
]

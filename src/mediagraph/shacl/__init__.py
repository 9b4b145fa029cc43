"""SHACL shapes as SPARQL queries, so that whatever holds the graph can judge it where it lies."""

from mediagraph.shacl.compiler import only
from mediagraph.shacl.report import add_results, finding, findings_of
from mediagraph.shacl.runner import Result, run

__all__ = ["Result", "add_results", "finding", "findings_of", "only", "run"]

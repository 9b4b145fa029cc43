"""The documentation of the ontology: a page that opens offline, the ontology as files, and its redirects."""

from mediagraph.ontologydocs.files import write_ontology

__all__ = ["write_ontology"]

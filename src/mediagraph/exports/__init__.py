"""Exports: the published graph as files that others can take, byte-identical for equal graphs."""

from mediagraph.exports.files import FORMATS, export

__all__ = ["FORMATS", "export"]

"""Loaders: each knows one file format, and yields records with their places; none knows RDF."""

from mediagraph.loaders.files import ProjectCountries, discover, open_file
from mediagraph.loaders.table import read_table
from mediagraph.loaders.yamlld import parse_yaml, read_yaml

__all__ = ["ProjectCountries", "discover", "open_file", "parse_yaml", "read_table", "read_yaml"]

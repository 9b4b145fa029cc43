"""Records from the terms of schema.org, which web pages speak (https://schema.org)."""

from mediagraph.loaders.schemaorg.reader import SchemaOrg
from mediagraph.loaders.schemaorg.rows import Surroundings

__all__ = ["SchemaOrg", "Surroundings"]

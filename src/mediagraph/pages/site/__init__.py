"""The static site of a graph: pages that work from a folder and from any host."""

from mediagraph.pages.site.writer import write_site

__all__ = ["write_site"]

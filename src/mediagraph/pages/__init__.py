"""Pages of entities: one by queries or all in bulk, as HTML, Turtle and JSON-LD, for a site or a server."""

from mediagraph.pages.links import Links
from mediagraph.pages.model import Anniversary, Citation, Claim, Claims, Group, Kind, Page, Passage, Value
from mediagraph.pages.reading import read_page, read_pages
from mediagraph.pages.rendering import Notes, environment, render_html, render_jsonld, render_turtle

__all__ = [
    "Anniversary",
    "Citation",
    "Claim",
    "Claims",
    "Group",
    "Kind",
    "Links",
    "Notes",
    "Page",
    "Passage",
    "Value",
    "environment",
    "read_page",
    "read_pages",
    "render_html",
    "render_jsonld",
    "render_turtle",
]

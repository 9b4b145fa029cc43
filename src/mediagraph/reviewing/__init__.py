"""Reviewing: a reader decides on the proposals of a draft, and the record file follows from the decisions."""

from mediagraph.reviewing.adding import CLASSES, find_words
from mediagraph.reviewing.combining import UNDECIDED, is_entity
from mediagraph.reviewing.decisions import ACCEPT, EDIT, MERGE, REJECT
from mediagraph.reviewing.entities import Entities, Entity
from mediagraph.reviewing.layout import write_node
from mediagraph.reviewing.opening import open_review
from mediagraph.reviewing.proposals import Item, Mark, Proposals, read_proposals
from mediagraph.reviewing.review import Review, heading_of
from mediagraph.reviewing.saving import Saved
from mediagraph.reviewing.standing import Standing

__all__ = [
    "ACCEPT",
    "CLASSES",
    "EDIT",
    "MERGE",
    "REJECT",
    "UNDECIDED",
    "Entities",
    "Entity",
    "Item",
    "Mark",
    "Proposals",
    "Review",
    "Saved",
    "Standing",
    "find_words",
    "heading_of",
    "is_entity",
    "open_review",
    "read_proposals",
    "write_node",
]

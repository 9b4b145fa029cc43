"""A model as a further reader of articles: off unless named, believed only where the text bears it out."""

from mediagraph.drafting.modelling.endpoint import KEY_VARIABLE, ModelEndpoint
from mediagraph.drafting.modelling.reader import Heard, ModelReader

__all__ = ["KEY_VARIABLE", "Heard", "ModelEndpoint", "ModelReader"]

"""Drafting: proposals for a record of an article, found by rules that are data, one file a language."""

from mediagraph.drafting.article import Article, Span
from mediagraph.drafting.drafter import Drafted, Drafter
from mediagraph.drafting.languages import Language, Languages
from mediagraph.drafting.names import Gazetteer
from mediagraph.drafting.reading import Given, read_article
from mediagraph.drafting.writing import SUFFIX, write_json, write_yaml

__all__ = [
    "SUFFIX",
    "Article",
    "Drafted",
    "Drafter",
    "Gazetteer",
    "Given",
    "Language",
    "Languages",
    "Span",
    "read_article",
    "write_json",
    "write_yaml",
]

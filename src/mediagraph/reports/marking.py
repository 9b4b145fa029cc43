"""Marks of the report's page that stand in it ten thousand times: numbers, and links to places within the page."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@lru_cache(1 << 16)
def anchor(iri: str) -> str:
    """Return an IRI as the name of a place within the page."""
    return re.sub(r"[^A-Za-z0-9]+", "-", iri.partition("/id/")[2] or iri).strip("-")


def link(place: str, text: object) -> Markup:
    """Return a link to a place within the page."""
    return Markup(f'<a href="#{escape(place)}">{escape(text)}</a>')  # noqa: S704 - both are escaped


@lru_cache(1 << 14, typed=True)
def hub(text: object, section: str, entity: str) -> Markup:
    """Return a link to a hub in a section."""
    return link(f"{section}-{anchor(entity)}", text)


def hubs(parties: Iterable[tuple[str, str, str]]) -> Markup:
    """Return links to hubs, each by its section, IRI and name, with commas between."""
    return Markup(", ".join([hub(text, section, entity) for section, entity, text in parties]))  # noqa: S704 - as above


@lru_cache(1 << 14, typed=True)
def strong(text: str) -> Markup:
    """Return text in bold type."""
    return Markup(f"<strong>{escape(text)}</strong>")  # noqa: S704 - it is escaped


def listed(names: Iterable[str], marked: Mapping[str, Markup]) -> Markup:
    """Return items of a list: what is marked under each name."""
    return Markup("".join([f"<li>{marked[name]}</li>" for name in names]))  # noqa: S704 - they are marked up already


def number(value: float) -> str:
    """Return a number as tables show it: nothing for nan, whole ones without a point.

    >>> number(3.0), number(1 / 3), number(float("nan"))
    ('3', '0.3333', '')
    """
    if math.isnan(value):
        return ""
    return str(int(value)) if value == int(value) else f"{value:.4f}"


def count(number: int, noun: str) -> str:
    """Return a number of things.

    >>> count(1, "work"), count(2, "work")
    ('1 work', '2 works')
    """
    return f"{number} {noun}{'s' if number != 1 else ''}"

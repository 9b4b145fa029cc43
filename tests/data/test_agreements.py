"""What is stored of agreements in three articles, read by hand, is what the question on agreements answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import mediagraph as mg
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagraph.building import Build
    from mediagraph.graph import Graph

CNC = "centre-national-du-cinema-et-de-l-image-animee"


@pytest.fixture(scope="module")
def opened(everything: Build) -> Iterator[Graph]:
    with mg.open(everything.store, project=ROOT) as graph:
        yield graph


def rows(graph: Graph, **values: str) -> list[tuple[str, ...]]:
    """Agreement, kind, status, date, signatory, whom it represents, source and paragraph."""
    found = list(graph.rows("agreements/between", **values))
    return [
        tuple(
            str(value or "").rpartition("/")[2]
            for value in (
                *(row.agreement, row.kind, row.status, row.date, row.signatory, row.represents),
                *(row.source, row.paragraph),
            )
        )
        for row in found
    ]


def test_two_news_agencies_signed_a_memorandum(opened: Graph) -> None:
    same = ("app-azertac-memorandum-2024", "content-agreement", "happened", "2024-07-22")
    source = "app-azertac-memorandum-2024"

    assert rows(opened, organisation="organisation:azertac", partner="organisation:associated-press-of-pakistan") == [
        (*same, "mudassar-iqbal", "", source, "2"),
        (*same, "vugar-aliyev", "", source, "2"),
        (*same, "azertac", "AZ", source, "1"),
        (*same, "associated-press-of-pakistan", "PK", source, "1"),
    ]


def test_two_countries_signed_an_agreement_by_their_ministers(opened: Graph) -> None:
    same = ("russia-serbia-co-production-agreement-2025", "co-production-agreement", "happened", "2025-09-09")
    source = "alpine-ballad-russia-serbia-2025"

    assert rows(opened, country="Serbia", other="RU") == [
        (*same, "", "RS", source, "1"),
        (*same, f"{source}#minister-serbia", "RS", source, "2"),
        (*same, "", "RU", source, "1"),
        (*same, "olga-lyubimova", "RU", source, "2"),
    ]


def test_two_bodies_agreed_and_the_treaty_of_their_countries_is_hoped_for(opened: Graph) -> None:
    source = "cnc-unijapan-2019"
    agreement = ("cnc-unijapan-film-cooperation-agreement", "cooperation-agreement", "happened", "")
    treaty = ("france-japan-film-co-production-treaty", "co-production-agreement", "planned", "")
    memorandum = ("cnc-unijapan-film-cooperation-memorandum-2005", "cooperation-agreement", "happened", "2005-05-14")

    assert rows(opened, country="Франция", other="Japan") == [
        (*agreement, "christophe-tardieu", "", source, "2"),
        (*agreement, "tamotsu-shiina", "", source, "2"),
        (*agreement, CNC, "FR", source, "2"),
        (*agreement, "unijapan", "JP", source, "2"),
        (*treaty, "", "FR", source, "1"),
        (*treaty, "", "JP", source, "1"),
        (*memorandum, CNC, "FR", source, "11"),
        (*memorandum, "unijapan", "JP", source, "11"),
    ]

"""How works came or were to come before the public, and stages of their making."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediagraph.drafting.focus import Focus
from mediagraph.drafting.found import Entity, Mark, Reading, Statement
from mediagraph.drafting.places import countries_in
from mediagraph.drafting.standing import HAPPENED, Standing

if TYPE_CHECKING:
    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.languages import Language


class ShowingFinder:
    """Reads releases and stages from the phrases of a language."""

    def __init__(self, language: Language) -> None:
        self._focus = Focus(language)
        self._standing = Standing(language)
        self._kinds = {kind: language.compile(phrases) for kind, phrases in language.table("releases").items()}
        self._stages = {stage: language.compile(phrases) for stage, phrases in language.table("stages").items()}
        self._spaced = language.spaced
        self._several = language.cue("works", "lists")

    def find(self, reading: Reading) -> None:
        """Propose releases and stages of production."""
        for sentence in reading.article.sentences:
            for kind, pattern in self._kinds.items():
                for match in pattern.finditer(sentence.text):
                    self._release(reading, sentence, kind, match)
            for stage, pattern in self._stages.items():
                match = pattern.search(sentence.text)
                if match and not reading.hidden(sentence.at(*match.span())):
                    self._stage(reading, sentence, stage, match)
        self._joined(reading)

    @staticmethod
    def _joined(reading: Reading) -> None:
        """Join what only the headline says of a release to what the text says of it."""
        if not reading.article.headed:
            return
        found = [one for one in reading.statements if one.type == "Release"]
        for one in found:
            if any(mark.span.paragraph > 1 for mark in one.marks) or "date" in one.values:
                continue
            for other in found:
                same = other is not one and other.values["ofWork"] is one.values["ofWork"]
                if same and other.values["releaseKind"] == one.values["releaseKind"]:
                    other.values = {**one.values, **other.values}
                    other.marks += one.marks
                    reading.statements.remove(one)
                    break

    def _release(self, reading: Reading, sentence: Sentence, kind: str, match: Any) -> None:
        span = sentence.at(*match.span())
        if reading.hidden(span) or self._standing.negated(sentence, *match.span()):
            return
        works = self._focus.all_named(reading, sentence)
        if len(works) > 2 and self._several.search(sentence.text):
            chosen, sure = works, 0.6
        else:
            work, sure = self._focus.work(reading, sentence, match.start())
            chosen = [work] if work else []
        status = self._standing.of_release(reading, sentence, *match.span())
        if not chosen and not self._spaced and status != HAPPENED:
            # such languages leave out what a sentence goes on about; that something was shown asks for more
            work, sure = self._focus.work(reading, sentence, match.start(), loose=True)
            chosen = [work] if work else []
        left, right = self._standing.clause(sentence.text, *match.span())
        clause = sentence.at(left, right)
        for work in chosen:
            values: dict[str, Any] = {"ofWork": work, "releaseKind": kind}
            outlets = list(dict.fromkeys(m.entity for m in reading.mentions(clause, ("outlet",))))
            if outlets:
                values["viaOutlet"] = outlets
            # a country in the name of an event or a body is none in which the work is shown
            places = countries_in(reading, sentence.at(match.end(), right))
            if places and len(places) <= 3:
                values["territory"] = places
            events = [m.entity for m in reading.mentions(clause, ("event",)) if m.entity.type == "Festival"]
            if events:
                values["atEvent"] = events[0]
            cities = [m.entity for m in reading.mentions(clause, ("place",))]
            if len(cities) == 1 and kind in {"premiere", "screening", "launch"}:
                values["inPlace"] = cities[0]
            values["status"] = status
            dates = reading.dated(clause) or (
                reading.dated(sentence.span) if len(reading.dated(sentence.span)) == 1 else []
            )
            mark = Mark(span, f"{kind}/phrase", min(0.7, sure))
            if len(dates) == 1 and (status != HAPPENED or not self._standing.future(dates[0], reading.date)):
                values["date"] = dates[0].value
                mark = Mark(span, mark.rule, mark.confidence, dates[0].derived)
            self._merge(reading, values, mark)

    @staticmethod
    def _merge(reading: Reading, values: dict[str, Any], mark: Mark) -> None:
        for one in reading.statements:
            if one.type != "Release" or one.values["ofWork"] is not values["ofWork"]:
                continue
            if one.values["releaseKind"] != values["releaseKind"] or one.values["status"] != values["status"]:
                continue
            keys = ("territory", "date", "atEvent")
            if all(key not in one.values or key not in values or one.values[key] == values[key] for key in keys):
                one.values |= {key: value for key, value in values.items() if key not in one.values}
                one.marks.append(mark)
                return
        reading.statements.append(Statement("Release", values, [mark]))

    def _stage(self, reading: Reading, sentence: Sentence, stage: str, match: Any) -> None:
        work, sure = self._focus.work(reading, sentence, match.start())
        if work is None or self._standing.negated(sentence, *match.span()):
            return
        if any(
            s.type == "ProductionStage" and s.values["ofWork"] is work and s.values["stage"] == stage
            for s in reading.statements
        ):
            return
        status = self._standing.of_release(reading, sentence, *match.span())
        values: dict[str, Any] = {"ofWork": work, "stage": stage, "status": status}
        left, right = self._standing.clause(sentence.text, *match.span())
        dates = reading.dated(sentence.at(left, right))
        mark = Mark(sentence.at(*match.span()), f"stage/{stage}", min(0.6, sure))
        if len(dates) == 1 and (status == HAPPENED or self._standing.future(dates[0], reading.date)):
            values["date"] = dates[0].value
            mark = Mark(mark.span, mark.rule, mark.confidence, dates[0].derived)
        reading.statements.append(Statement("ProductionStage", values, [mark]))


def works_of(reading: Reading) -> list[Entity]:
    """Return the works of an article, the most often mentioned first."""
    works = [one for one in reading.entities if one.kind == "work"]
    return sorted(works, key=lambda one: -len(one.marks))

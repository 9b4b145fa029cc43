"""Agreements: what they are about, who signs them, and whether they were signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediagraph.drafting.found import Entity, Mark, Reading, Statement
from mediagraph.drafting.knownbodies import BODIES
from mediagraph.drafting.places import countries_in
from mediagraph.drafting.slots import Slots
from mediagraph.drafting.standing import HAPPENED, PLANNED, Standing

if TYPE_CHECKING:
    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.languages import Language

_LABELS = {
    "co-production-agreement": "Co-production agreement",
    "content-agreement": "Content agreement",
    "cooperation-agreement": "Cooperation agreement",
    "cultural-agreement": "Cultural agreement",
    "funding-agreement": "Funding agreement",
}
_MOST_PARTIES = 4
SIGNATORY = "signatory"


class AgreementFinder:
    """Reads agreements from the phrases of a language; an agreement to produce is no co-production."""

    def __init__(self, language: Language) -> None:
        self._standing = Standing(language)
        self._kinds = {
            kind: language.compile(phrases) for kind, phrases in language.table("agreements").items() if kind in _LABELS
        }
        self._slots = Slots(language)
        self._signed = language.cue("agreements", "signed")
        self._planned = language.cue("agreements", "planned")

    def _parties(self, reading: Reading, sentence: Sentence, match: Any) -> list[Entity]:
        """Return who signs: those between whom it is said to be, else the bodies or the countries of the sentence."""
        cues = [cue for cue in self._slots.cues(reading, sentence) if cue.role == SIGNATORY]
        for cue in sorted(cues, key=lambda one: (not one.forward, abs(one.start - match.end()))):
            found = [agent for agent, _ in self._slots.parties(reading, sentence, cue, cues) if agent.kind != "person"]
            if len(found) > 1:
                return found
        parties: list[Entity] = list(dict.fromkeys(m.entity for m in reading.mentions(sentence.span, BODIES)))
        countries = countries_in(reading, sentence.span)
        return parties if len(parties) > 1 else countries if len(countries) > 1 else []

    def find(self, reading: Reading) -> None:
        """Propose agreements."""
        for sentence in reading.article.sentences:
            best: tuple[int, int, str, Any] | None = None
            for kind, pattern in self._kinds.items():
                for match in pattern.finditer(sentence.text):
                    # the most particular phrase tells: a co-production treaty is no mere treaty
                    better = (len(match[0]), -match.start())
                    if not reading.hidden(sentence.at(*match.span())) and (best is None or better > best[:2]):
                        best = (*better, kind, match)
            if best is not None:
                self._agreement(reading, sentence, best[2], best[3])

    def _agreement(self, reading: Reading, sentence: Sentence, kind: str, match: Any) -> None:
        text = sentence.text
        if self._standing.negated(sentence, *match.span()):
            return
        planned, signed = self._planned.search(text), self._signed.search(text)
        if not planned and not signed:
            return
        status = PLANNED if planned else self._standing.of(reading, sentence, *(signed or match).span())
        chosen = self._parties(reading, sentence, match)
        if not 2 <= len(chosen) <= _MOST_PARTIES:
            return
        mark = Mark(sentence.at(*match.span()), f"agreement/{'planned' if planned else 'signed'}", 0.6)
        ids = {one.id or one.name for one in chosen}
        for one in reading.statements:
            if one.type == "Agreement" and one.values["agreementKind"] == kind and ids & one.values["parties"]:
                one.marks.append(mark)
                return
        values: dict[str, Any] = {"agreementKind": kind, "status": status, "parties": ids, "named": _LABELS[kind]}
        dates = reading.dated(sentence.span)
        if len(dates) == 1 and status == HAPPENED and not self._standing.future(dates[0], reading.date):
            values["date"] = dates[0].value
            mark = Mark(mark.span, mark.rule, mark.confidence, dates[0].derived)
        statement = Statement("Agreement", values, [mark])
        for who in chosen:
            if who.kind == "country":
                statement.party(None, "signatory", mark, who)
            else:
                statement.party(who, "signatory", mark)
        reading.statements.append(statement)

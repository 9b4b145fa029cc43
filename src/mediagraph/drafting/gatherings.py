"""Occasions without a name of their own: a first night, the start of filming, a press conference, a signing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediagraph.drafting.focus import Focus
from mediagraph.drafting.found import Entity, Mark, Reading
from mediagraph.drafting.standing import HAPPENED, PLANNED, Standing

if TYPE_CHECKING:
    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.languages import Language

_LABELS = {
    "premiere-event": "Premiere",
    "launch-ceremony": "Launch ceremony",
    "press-conference": "Press conference",
    "signing-ceremony": "Signing ceremony",
    "opening-ceremony": "Opening ceremony",
    "award-ceremony": "Award ceremony",
}
_OF_WORK = {"premiere-event", "launch-ceremony", "press-conference"}


class GatheringFinder:
    """Proposes such occasions where the sentence says in which town they were held: `gatherings` in `events`."""

    def __init__(self, language: Language) -> None:
        self._kinds = {
            kind: language.compile(words)
            for kind, words in language.table("events", "gatherings").items()
            if kind in _LABELS
        }
        self._focus = Focus(language)
        self._standing = Standing(language)

    def find(self, reading: Reading) -> None:
        """Propose one occasion of each kind, with the town, the day and the work."""
        if not self._kinds:
            return
        for sentence in reading.article.sentences:
            for kind, pattern in self._kinds.items():
                for match in pattern.finditer(sentence.text):
                    if not reading.hidden(sentence.at(*match.span())):
                        self._gathering(reading, sentence, kind, match)

    def _gathering(self, reading: Reading, sentence: Sentence, kind: str, match: Any) -> None:
        if self._standing.negated(sentence, *match.span()):
            return
        places = list(dict.fromkeys(m.entity for m in reading.mentions(sentence.span, ("place",))))
        dates = reading.dated(sentence.span)
        mark = Mark(sentence.at(*match.span()), f"event/{kind}", 0.55)
        same = next((one for one in self._of(reading, kind)), None)
        if same is not None:
            same.marks.append(mark)
            if len(places) == 1:
                same.more.setdefault("inPlace", places[0])
            if len(dates) == 1:
                same.more.setdefault("date", dates[0].value)
            return
        if len(places) != 1:
            return
        work = self._focus.work(reading, sentence, match.start())[0] if kind in _OF_WORK else None
        status = self._standing.of(reading, sentence, *match.span())
        label = f"{_LABELS[kind]} of {work.name}" if work is not None and kind != "signing-ceremony" else _LABELS[kind]
        name = f"{label} in {places[0].name}"
        event = Entity("event", "Event", name, marks=[mark])
        event.more |= {"described": True, "eventKind": kind, "inPlace": places[0]}
        if work is not None:
            event.more["about"] = work
        if len(dates) == 1 and (status != HAPPENED or not self._standing.future(dates[0], reading.date)):
            event.more["date"] = dates[0].value
            event.marks.append(Mark(dates[0].span, "event/date", 0.6, dates[0].derived))
        if status == PLANNED and "date" in event.more:
            event.more["status"] = PLANNED
        reading.entities.append(event)
        reading.call(event, name)

    @staticmethod
    def _of(reading: Reading, kind: str) -> list[Entity]:
        return [one for one in reading.entities if one.kind == "event" and one.more.get("eventKind") == kind]

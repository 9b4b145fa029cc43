"""Anniversaries, what they recall, and what marks them; relations between countries and when they began."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from mediagraph.drafting.focus import Focus
from mediagraph.drafting.found import Entity, Mark, Reading, Statement
from mediagraph.drafting.numbers import number_pattern, read_number
from mediagraph.drafting.places import countries_in

if TYPE_CHECKING:
    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.languages import Language

_ORDINALS = range(2, 1001)


class OccasionFinder:
    """Reads anniversaries from the patterns of a language."""

    def __init__(self, language: Language) -> None:
        number = rf"(?P<n>{number_pattern(language)})"
        self._language = language
        self._patterns = [
            regex.compile(text.replace("{n}", number), regex.IGNORECASE)
            for text in language.words("occasions", "patterns")
        ]
        self._relations = language.cue("occasions", "relations")
        self._established = language.cue("occasions", "established")
        self._days = language.cue("occasions", "day")
        self._marking = language.cue("occasions", "marking")
        self._focus = Focus(language)

    def find(self, reading: Reading) -> None:
        """Propose relations, their beginnings, occasions and commemorations."""
        for sentence in reading.article.sentences:
            if self._established.search(sentence.text):
                self._began(reading, sentence)
        for sentence in reading.article.sentences:
            for pattern in self._patterns:
                match = pattern.search(sentence.text)
                if match and not reading.hidden(sentence.at(*match.span()), "work"):
                    self._occasion(reading, sentence, match)
                    break

    def _pair(self, reading: Reading, sentence: Sentence) -> list[Entity]:
        """Return the two countries that relations are between: those of the sentence, else of the article."""
        named = countries_in(reading, sentence.span)
        if len(named) == 2:
            return named
        if len(named) < 2:
            most: dict[Entity, int] = {}
            for entity in reading.entities:
                if entity.kind == "country":
                    most[entity] = len(entity.marks)
            chosen = sorted(most, key=lambda one: -most[one])[:2]
            if len(chosen) == 2 and set(named) <= set(chosen) and (len(most) == 2 or most[chosen[1]] > 1):
                return chosen
        return []

    def _relation(self, reading: Reading, pair: list[Entity], mark: Mark) -> Entity:
        codes = sorted(one.id.partition(":")[2] for one in pair)
        id_ = f"relation:{codes[0]}-{codes[1]}"
        found = reading.entity("relation", id_)
        if found is None:
            found = Entity("relation", "DiplomaticRelation", id_, id=id_, marks=[])
            found.more["party"] = [f"country:{code}" for code in codes]
            reading.entities.append(found)
            reading.call(found, id_)
        found.marks.append(mark)
        return found

    def _began(self, reading: Reading, sentence: Sentence) -> None:
        pair = self._pair(reading, sentence)
        cue = self._established.search(sentence.text)
        dates = [one for one in reading.dated(sentence.span) if not one.derived]
        if len(pair) != 2 or cue is None or not dates:
            return
        nearest = min(dates, key=lambda one: abs(one.span.start - sentence.span.start - cue.start()))
        if reading.date and nearest.value[:4] == reading.date[:4]:
            return  # the day of the anniversary, most likely
        if self._too_late(sentence, nearest.value[:4], reading.date[:4]):
            return
        mark = Mark(sentence.at(*cue.span()), "relation/established", 0.8)
        self._change(reading, self._relation(reading, pair, mark), nearest.value, mark)

    def _too_late(self, sentence: Sentence, year: str, written: str) -> bool:
        """Whether relations cannot have begun in `year`, as the anniversary in the sentence would be years away."""
        match = next((found for one in self._patterns if (found := one.search(sentence.text))), None)
        number = read_number(match["n"], self._language) if match else None
        return bool(number and year.isdecimal() and written.isdecimal() and int(year) + number > int(written) + 1)

    @staticmethod
    def _change(reading: Reading, relation: Entity, value: str, mark: Mark) -> Statement:
        for one in reading.statements:
            if one.type == "RelationChange" and one.values["changeOf"] is relation:
                if value.startswith(one.values.get("date", "")) and len(value) > len(one.values.get("date", "")):
                    one.values["date"] = value
                one.marks.append(mark)
                return one
        values: dict[str, Any] = {"changeOf": relation, "changeKind": "established"}
        if value:
            values["date"] = value
        made = Statement("RelationChange", values, [mark])
        reading.statements.append(made)
        return made

    def _occasion(self, reading: Reading, sentence: Sentence, match: Any) -> None:
        number = read_number(match["n"], self._language)
        if number is None or int(number) != number or int(number) not in _ORDINALS:
            return
        ordinal = int(number)
        mark = Mark(sentence.at(*match.span()), "occasion/pattern", 0.8)
        start, end = max(0, match.start() - 60), min(len(sentence.text), match.end() + 90)
        if self._relations.search(sentence.text[start:end]):
            pair = self._pair(reading, sentence)
            if len(pair) == 2:
                self._of_relation(reading, sentence, ordinal, pair, mark)
                return
        what = regex.sub(r"^[\s,'’]+|[\s,]+$", "", match.groupdict().get("what") or "")
        what = (
            self._language.cue("organisations", "leading").sub("", what, count=1).strip()
            if self._language.spaced
            else what
        )
        if len(what) < 3:
            return
        event = reading.entity("recalled", what)
        if event is None:
            event = Entity("recalled", "HistoricalEvent", what, marks=[])
            reading.entities.append(event)
            reading.call(event, what)
        event.marks.append(mark)
        self._anniversary(reading, sentence, ordinal, event, mark, {})

    def _of_relation(self, reading: Reading, sentence: Sentence, ordinal: int, pair: list[Entity], mark: Mark) -> None:
        relation = self._relation(reading, pair, mark)
        change = next(
            (s for s in reading.statements if s.type == "RelationChange" and s.values["changeOf"] is relation), None
        )
        dates = [one.value for one in reading.dated(sentence.span) if not one.derived]
        year = next((one[:4] for one in dates if len(one) >= 4), reading.date[:4])
        day = self._day(reading, sentence, mark)
        if day and change is None:
            reckoned = Mark(mark.span, "relation/reckoned", 0.6, derived=True)
            change = self._change(reading, relation, f"{int(day[:4]) - ordinal}{day[4:]}", reckoned)
        if change is None:
            derived = str(int(year) - ordinal) if year else ""
            change = self._change(reading, relation, derived, Mark(mark.span, "relation/reckoned", 0.6, derived=True))
        begun = str(change.values.get("date", ""))
        values: dict[str, Any] = {}
        if begun[:4].isdecimal():
            values["date"] = f"{int(begun[:4]) + ordinal}{begun[4:]}"
        self._anniversary(reading, sentence, ordinal, change, mark, values)

    def _day(self, reading: Reading, sentence: Sentence, mark: Mark) -> str:
        """Return the day that is said to be the anniversary: 10月6日是…建交70周年纪念日."""
        end = mark.span.end - sentence.span.start
        if not self._days.match(sentence.text, end):
            return ""
        before = [one for one in reading.dated(sentence.at(0, end)) if regex.fullmatch(r"\d{4}-\d\d-\d\d", one.value)]
        return before[-1].value if before else ""

    def _anniversary(
        self,
        reading: Reading,
        sentence: Sentence,
        ordinal: int,
        what: Any,
        mark: Mark,
        values: dict[str, Any],
    ) -> None:
        found = next(
            (
                s
                for s in reading.statements
                if s.type == "Anniversary" and s.values["ordinal"] == ordinal and s.values["commemorates"] is what
            ),
            None,
        )
        if found is None:
            found = Statement("Anniversary", {"ordinal": ordinal, "commemorates": what, **values}, [mark])
            reading.statements.append(found)
        else:
            found.marks.append(mark)
        if not self._marking.search(sentence.text):
            return
        marks = self._focus.all_named(reading, sentence) or [
            m.entity for m in reading.mentions(sentence.span, ("event",))
        ]
        if not marks:
            work, _ = self._focus.work(reading, sentence, 0)
            marks = [work] if work else []
        for one in marks[:1]:
            if not any(
                s.type == "Commemoration" and s.values["markedBy"] is one and s.values["ofOccasion"] is found
                for s in reading.statements
            ):
                mark = Mark(mark.span, "occasion/marked", 0.6)
                reading.statements.append(Statement("Commemoration", {"markedBy": one, "ofOccasion": found}, [mark]))

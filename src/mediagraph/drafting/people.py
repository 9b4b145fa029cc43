"""People: names beside an office, a calling, a form of address or a word of speech; and the offices they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from mediagraph.drafting.article import Sentence, Span
from mediagraph.drafting.found import Entity, Mark, Reading, Statement
from mediagraph.drafting.knownbodies import BODIES
from mediagraph.drafting.morphology import Morphology
from mediagraph.drafting.places import countries_in
from mediagraph.drafting.runs import Run, Runs, is_capital

if TYPE_CHECKING:
    from mediagraph.drafting.languages import Language

_MOST_WORDS = 5
_BLANK = r"[\s\u00a0]*"


class PersonFinder:
    """Finds people, once places, works and organisations are known."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._runs = Runs(language)
        self._morphology = Morphology(language)
        self._offices = language.cue("people", "offices")
        self._callings = language.cue("people", "occupations")
        self._address = language.cue("people", "address")
        self._verbs = language.cue("remarks", "verbs")
        self._stops = language.compile(language.words("organisations", "stops"))
        self._next = regex.compile(
            r"[、，和与及]\s?(?P<name>[\p{Han}々]{2,4}|[\p{Katakana}ー]+(?:[·・＝][\p{Katakana}ー]+)+)(?=[、，和与及等。らが]|主演|担任|出演|参演|など)"
        )
        self._owner = regex.compile(r"['’]s\s+(?:[\p{L}\d-]+\s+){0,4}(?:[\p{L}-]+(?=\W)|[“«\"])")
        self._works = language.compile([w for words in language.table("works", "types").values() for w in words])
        self._after = language.cue("people", "after")
        self._by = language.cue("people", "by")
        self._behind = language.cue("people", "behind")
        self._of = language.cue("people", "of")
        self._joins = language.cue("works", "joins")
        self._never = {word.casefold() for word in language.words("people", "never")}
        surnames = language.words("people", "surnames")
        one = "|".join(map(regex.escape, sorted(surnames, key=len, reverse=True)))
        han = r"[\p{Han}々]"
        self._own = regex.compile(rf"(?:{one}){han}{{1,2}}" if one else r"(?!)")
        self._foreign = regex.compile(r"[\p{Han}\p{Katakana}ー]{1,10}(?:[·・•＝=][\p{Han}\p{Katakana}ーA-Z.]{1,12})+")
        self._name = regex.compile("|".join(language.words("people", "names")) or r"(?!)")
        self._heads = language.compile(
            [w for words in language.table("organisations", "heads").values() for w in words]
        )

    def find(self, reading: Reading) -> None:
        """Note the people of the article, and the positions that it gives them."""
        for sentence in reading.article.sentences:
            if self._language.spaced:
                self._spaced(reading, sentence)
            else:
                self._unspaced(reading, sentence)
        self._again(reading)

    def _spaced(self, reading: Reading, sentence: Sentence) -> None:
        text = sentence.text
        last: tuple[Entity, int] | None = None
        for run in self._runs.find(text):
            for span, name in self._cut(reading, sentence, run):
                start, end = span.start - sentence.span.start, span.end - sentence.span.start
                rule = self._reason(text, start, end)
                gap = text[last[1] : start] if last else ""
                if not rule and last and len(gap) < 8 and self._joins.fullmatch(gap.strip()):
                    rule = "person/list"
                if not rule or not self._may_be(name):
                    continue
                self.take(reading, sentence, span, name, rule)
                person = reading.entity("person", self._nominative(name))
                last = (person, end) if person else None

    def _cut(self, reading: Reading, sentence: Sentence, run: Run) -> list[tuple[Span, str]]:
        """Return what of a run may be a name: what is no organisation, country, title or office."""
        span = sentence.at(run.start, run.end)
        text = sentence.text
        start = run.start
        for match in self._offices.finditer(text, run.start, run.end):
            start = max(start, match.end())
        for match in self._callings.finditer(text, run.start, run.end):
            start = max(start, match.end())
        if said := self._verbs.match(text, run.start, run.end):
            start = said.end()
        for match in self._address.finditer(text, run.start, run.end):
            start = max(start, match.end())
        for mention in reading.mentions(sentence.span):
            if mention.span.meets(span) and mention.entity.kind != "person":
                at = mention.span.end - sentence.span.start
                if mention.span.start - sentence.span.start <= start < at:
                    start = at
                elif mention.span.start - sentence.span.start > start:
                    return self._pieces(sentence, start, mention.span.start - sentence.span.start)
        return self._pieces(sentence, start, run.end)

    def _pieces(self, sentence: Sentence, start: int, end: int) -> list[tuple[Span, str]]:
        text = sentence.text
        cut = [*self._language.words("separators", "and"), *self._language.words("people", "cut")]
        parts: list[tuple[Span, str]] = []
        pattern = regex.compile(rf"\s(?:{'|'.join(map(regex.escape, cut))})\s" if cut else r"(?!)")
        at = start
        for match in [*pattern.finditer(text, start, end), None]:
            stop = match.start() if match else end
            piece = text[at:stop]
            lead = len(regex.match(r"(?:['’]s\b)?[\s,]*", piece)[0])
            name = regex.sub(r"['’]s$", "", piece[lead:].rstrip(" ,."))
            if name:
                parts.append((sentence.at(at + lead, at + lead + len(name)), name))
            at = match.end() if match else end
        return parts

    def _reason(self, text: str, start: int, end: int) -> str:
        before, after = text[max(0, start - 60) : start], text[end : end + 60]
        for pattern, rule in (
            (self._address, "person/address"), (self._offices, "person/office"), (self._callings, "person/calling"),
        ):  # fmt: skip
            if any(regex.fullmatch(r"[\s,:\u00a0]{0,3}", before[m.end() :]) for m in pattern.finditer(before)):
                return rule
        office = self._offices.search(after)
        calling = self._callings.search(after)
        for match in (office, calling):
            if match and regex.fullmatch(rf"{_BLANK}[,(–—-]{_BLANK}(?:[\p{{L}}'’]+\s){{0,4}}", after[: match.start()]):
                return "person/office-behind"
        verb = self._verbs.search(after)
        if verb and regex.fullmatch(r"[\s,]*(?:\p{Ll}+\s)?", after[: verb.start()]):
            return "person/speech"
        if any(regex.fullmatch(r"[\s,]*", before[m.end() :]) for m in self._verbs.finditer(before)):
            return "person/speech"
        words = text[start:end].split()
        if self._morphology.known and 2 <= len(words) <= 3 and any(map(self._morphology.is_name, words)):
            return "person/name"
        owned = self._owner.match(after)
        if owned and (self._works.search(owned[0]) or owned[0].rstrip().endswith(("“", "«", '"'))):
            return "person/owner"
        if self._after.match(after) or any(not before[m.end() :].strip() for m in self._by.finditer(before)):
            return "person/beside"
        return ""

    def _may_be(self, name: str) -> bool:
        words = name.split()
        if not 2 <= len(words) <= _MOST_WORDS or regex.search(r"\d", name) or name.isupper():
            return False
        if words[0].casefold() in self._never or words[-1].casefold() in self._never or name.casefold() in self._never:
            return False
        return not self._heads.search(name) and sum(map(is_capital, words)) >= 2

    def _nominative(self, name: str) -> str:
        return self._morphology.nominative(name)

    def _unspaced(self, reading: Reading, sentence: Sentence) -> None:
        text = sentence.text
        for match in self._foreign.finditer(text):
            span = sentence.at(*match.span())
            start, end = self._bounded(text, *match.span())
            span = sentence.at(start, end)
            name = text[start:end]
            if not reading.taken(span) and not reading.hidden(span) and not self._heads.search(name) and len(name) > 3:
                rule = self._beside(text, start, end)
                if rule or "·" in name:
                    self.take(reading, sentence, span, name, rule or "person/foreign")
                    self._row(reading, sentence, end)
        for match in self._name.finditer(text):
            group = match.groupdict().get("name")
            if group:
                self._native(reading, sentence, match.span("name"), "person/pattern")
        for match in self._own.finditer(text, overlapped=True):
            for length in (3, 2):
                end = match.start() + length
                if end > len(text):
                    continue
                rule = self._beside(text, match.start(), end)
                if rule and not self._heads.search(text[match.start() : end]):
                    self._native(reading, sentence, (match.start(), end), rule)
                    break

    def _native(self, reading: Reading, sentence: Sentence, place: tuple[int, int], rule: str) -> None:
        span = sentence.at(*place)
        name = sentence.text[place[0] : place[1]]
        if name in self._never or reading.taken(span) or reading.hidden(span) or len(name) < 2:
            return
        if self._works.search(name) or self._callings.search(name):
            return
        self.take(reading, sentence, span, name, rule)
        self._row(reading, sentence, place[1])

    def _bounded(self, text: str, start: int, end: int) -> tuple[int, int]:
        """Leave out what stands around a foreign name: the office before it, the verb behind it."""
        inner = regex.search(r"[·・•＝=]", text[start:end]).start() + start
        for pattern in (self._offices, self._callings, self._stops):
            for match in pattern.finditer(text, start, inner):
                start = max(start, match.end())
        last = max(text.rfind(sign, start, end) for sign in "·・•＝=") + 1
        for pattern in (self._verbs, self._behind, self._offices, self._callings, self._stops):
            match = pattern.search(text, last + 1, end)
            if match:
                end = min(end, match.start())
        return start, end

    def _row(self, reading: Reading, sentence: Sentence, at: int) -> None:
        """Take the names that follow a name in a row: 胡军、袁泉、剧雪和."""
        text = sentence.text
        while match := self._next.match(text, at):
            span = sentence.at(*match.span("name"))
            name = match["name"]
            if reading.taken(span) or reading.hidden(span) or self._heads.search(name) or self._works.search(name):
                break
            self.take(reading, sentence, span, name, "person/list")
            at = match.end("name")

    def _beside(self, text: str, start: int, end: int) -> str:
        before, after = text[max(0, start - 12) : start], text[end : end + 8]
        for pattern, rule in ((self._offices, "person/office"), (self._callings, "person/calling")):
            if any(m.end() == len(before) for m in pattern.finditer(before)):
                return rule
        if self._behind.match(after) or self._offices.match(after):
            return "person/address"
        return "person/speech" if self._verbs.match(after) and (not before or before[-1] in "，。,、：:　 ") else ""

    def take(self, reading: Reading, sentence: Sentence, span: Span, name: str, rule: str) -> Entity:
        """Note a person called `name` at `span`, with the office that stands beside the name."""
        name = self._nominative(name)
        confidence = {
            "person/list": 0.6,
            "person/speech": 0.7,
            "person/foreign": 0.6,
            "person/owner": 0.6,
            "person/beside": 0.5,
        }.get(rule, 0.8)
        known = [
            one
            for one in reading.gazetteer.find(name, ("person",), but=reading.article.slug)
            if one.id.startswith("person:") and one.source != "channels"
        ]
        mark = Mark(span, rule, confidence)
        person = reading.add("person", "Person", name, mark, known=known[0] if len(known) == 1 else None)
        self._position(reading, sentence, span, person)
        return person

    def _position(self, reading: Reading, sentence: Sentence, span: Span, person: Entity) -> None:
        """Propose the office before a name ("CMG president X") or behind it ("X, president of CMG")."""
        text, start, end = sentence.text, span.start - sentence.span.start, span.end - sentence.span.start
        found = self._near(self._offices, text, start, end)
        if found is None:
            calling = self._near(self._callings, text, start, end)
            if calling and calling[2] and self._body(reading, sentence, *calling[:2], start, end, behind=True):
                found = calling  # "director of the studio" is an office, where "director" alone is a calling
            elif calling and "occupation" not in person.more:
                person.more["occupation"] = text[calling[0] : calling[1]]
                place = Span(
                    span.paragraph, sentence.span.start + max(0, calling[0] - 20), sentence.span.start + calling[0]
                )
                near = [m for m in reading.mentions(place, ("country",)) if place.end - m.span.end <= 2]
                if near:
                    person.belongs("nationality", near[-1].entity.id)
        if found is None:
            return
        left, right, behind = found
        body = self._body(reading, sentence, left, right, start, end, behind=behind)
        countries = countries_in(reading, sentence.at(max(0, left - 15), min(len(text), right + 25)))
        title = self._morphology.nominative(text[left:right])
        values: dict[str, Any] = {"holder": person, "positionTitle": title if title.isupper() else _lower(title)}
        if body or countries:
            values["atOrganisation" if body else "representing"] = body or countries[0]
        if any(
            s.type == "Position"
            and s.values["holder"] is person
            and s.values["positionTitle"] == values["positionTitle"]
            for s in reading.statements
        ):
            return
        reading.statements.append(
            Statement(
                "Position", values, [Mark(sentence.at(min(left, start), max(right, end)), "position/office", 0.7)]
            )
        )

    def _near(self, pattern: Any, text: str, start: int, end: int) -> tuple[int, int, bool] | None:
        gap = r"[\s\u00a0,:]{0,3}" if self._language.spaced else ""
        for match in pattern.finditer(text, max(0, start - 70), start):
            if regex.fullmatch(gap, text[match.end() : start]):
                return match.start(), match.end(), False
        if self._morphology.known:
            for match in pattern.finditer(text, max(0, start - 90), start):
                if regex.fullmatch(r"(?:\s[\p{L}«»\"-]+){0,6}\s", text[match.end() : start]):
                    return match.start(), match.end(), False
        if not self._language.spaced:
            match = pattern.match(text, end)
            return (match.start(), match.end(), False) if match else None
        match = pattern.search(text, end, min(len(text), end + 70))
        if match and regex.fullmatch(rf"{_BLANK}[,(–—-]{_BLANK}[^,.;:]{{0,45}}", text[end : match.start()]):
            return match.start(), match.end(), True
        return None

    def _body(
        self, reading: Reading, sentence: Sentence, left: int, right: int, start: int, end: int, *, behind: bool
    ) -> Entity | None:
        """Return the organisation that an office is held at."""
        before = sentence.at(end if behind else max(0, left - 60), left)
        near = [m for m in reading.mentions(before, BODIES) if before.end - m.span.end <= 4]
        if near:
            return near[-1].entity
        after = sentence.at(right, min(len(sentence.text), right + 90) if behind else start)
        found = reading.mentions(after, BODIES)
        if found and self._of.match(sentence.text, right) and found[0].span.start - after.start <= 50:
            return found[0].entity
        return None

    def _again(self, reading: Reading) -> None:
        """Note where a person is called by the family name alone."""
        for person in [one for one in reading.entities if one.kind == "person"]:
            words = person.name.split() if self._language.spaced else regex.split("[·・＝]", person.name)
            for name in {person.name, words[-1], words[0]} if len(words) > 1 else {person.name}:
                if len(name) < (3 if self._language.spaced else 2):
                    continue
                pattern = regex.compile(
                    rf"(?<!\w){regex.escape(name)}(?!\w)" if self._language.spaced else regex.escape(name)
                )
                for number, text in enumerate(reading.article.paragraphs, start=1):
                    for match in pattern.finditer(text):
                        span = Span(number, *match.span())
                        if not reading.taken(span) and not reading.hidden(span):
                            reading.mention(person, span, "person/again")


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:] if not title[:2].isupper() else title

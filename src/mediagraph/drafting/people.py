"""People: names beside an office, a calling, a form of address or a word of speech; and the offices they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from mediagraph.drafting.article import Sentence, Span
from mediagraph.drafting.easternnames import EasternNames
from mediagraph.drafting.found import Entity, Mark, Reading, Statement
from mediagraph.drafting.knownbodies import BODIES
from mediagraph.drafting.morphology import Morphology
from mediagraph.drafting.places import countries_in
from mediagraph.drafting.runs import Run, Runs, is_capital

if TYPE_CHECKING:
    from mediagraph.drafting.languages import Language

_MOST_WORDS = 5
_MOST_BETWEEN = 7  # words between an office and the name of who holds it
_SCRIPTS = r"(?<=\p{Latin}[\p{Latin}\d]*)\s(?=\p{Cyrillic})"  # Baku TV Рамин Джафаров
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
        self._owner = regex.compile(r"['’]s\s+(?:[\p{L}\d-]+\s+){0,4}(?:[\p{L}-]+(?=\W)|[“«\"])")
        self._works = language.compile([w for words in language.table("works", "types").values() for w in words])
        self._after = language.cue("people", "after")
        self._by = language.cue("people", "by")
        self._of = language.cue("people", "of")
        self._joins = language.cue("works", "joins")
        self._never = {word.casefold() for word in language.words("people", "never")}
        self._heads = language.compile(
            [w for words in language.table("organisations", "heads").values() for w in words]
        )
        self._leading = language.cue("organisations", "leading")
        self._eastern = EasternNames(language, self.take)

    def find(self, reading: Reading) -> None:
        """Note the people of the article, and the positions that it gives them."""
        for sentence in reading.article.sentences:
            if self._language.spaced:
                self._spaced(reading, sentence)
            else:
                self._eastern.find(reading, sentence)
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
                rule = rule or self._far(reading, sentence, start)
                if not rule or not self._may_be(name):
                    continue
                self.take(reading, sentence, span, name, rule)
                person = reading.entity("person", self._nominative(name))
                last = (person, end) if person else None

    def _cut(self, reading: Reading, sentence: Sentence, run: Run) -> list[tuple[Span, str]]:
        """Return what of a run may be a name: what is no organisation, country, title or office."""
        text = sentence.text
        if self._morphology.known:
            # «посол Иван Петров и министр Анна Белова» is one run of capitals, and more than one person
            for match in self._offices.finditer(text, run.start + 1, run.end):
                head = text[run.start : match.start()].rstrip()
                if len(head.split()) > 1 and text[match.end() : run.end].strip():
                    first = Run(run.start, run.start + len(head), tuple(head.split()))
                    rest = Run(match.start(), run.end, tuple(text[match.start() : run.end].split()))
                    return [*self._cut(reading, sentence, first), *self._cut(reading, sentence, rest)]
        span = sentence.at(run.start, run.end)
        start = self._name_start(text, run)
        for mention in reading.mentions(sentence.span):
            if mention.span.meets(span) and mention.entity.kind != "person":
                at = mention.span.end - sentence.span.start
                if mention.span.start - sentence.span.start <= start < at:
                    start = at
                elif mention.span.start - sentence.span.start > start:
                    before = self._pieces(sentence, start, mention.span.start - sentence.span.start)
                    if not self._morphology.known or at >= run.end:
                        return before
                    rest = Run(at, run.end, tuple(text[at : run.end].split()))
                    return [*before, *self._cut(reading, sentence, rest)]
        return self._pieces(sentence, start, run.end)

    def _name_start(self, text: str, run: Run) -> int:
        """Return where in a run a name may begin: behind offices, callings and forms of address."""
        start = run.start
        if run.start <= 1 and self._language.capitals and (lead := self._leading.match(text, run.start, run.end)):
            start = lead.end()  # a sentence begins: "Pour Anna Berg, ministre"
        for match in self._offices.finditer(text, run.start, run.end):
            start = max(start, match.end())
        for match in self._callings.finditer(text, run.start, run.end):
            start = max(start, match.end())
        if said := self._verbs.match(text, run.start, run.end):
            start = said.end()
        for match in self._address.finditer(text, run.start, run.end):
            start = max(start, match.end())
        return start

    def _pieces(self, sentence: Sentence, start: int, end: int) -> list[tuple[Span, str]]:
        text = sentence.text
        cut = [*self._language.words("separators", "and"), *self._language.words("people", "cut")]
        parts: list[tuple[Span, str]] = []
        words = rf"\s(?:{'|'.join(map(regex.escape, cut))})\s" if cut else r"(?!)"
        pattern = regex.compile(rf"{words}|{_SCRIPTS}" if self._morphology.known else words)
        at = start
        for match in [*pattern.finditer(text, start, end), None]:
            stop = match.start() if match else end
            piece = text[at:stop]
            lead = len(regex.match(r"(?:['’]s\b)?[\s,]*", piece)[0])
            name = regex.sub(r"['’]s$", "", piece[lead:].rstrip(" ,."))
            first, _, rest = name.partition(" ")
            if self._morphology.known and len(rest.split()) > 1 and not self._morphology.is_name(first) and all(
                map(self._morphology.is_name, rest.split()[:2])
            ):  # fmt: skip
                lead += len(first) + 1  # of the body that the person heads: Союза Никита Михалков
                name = rest
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
        if regex.match(r"\s\([“\"«‘]\p{Lu}", after):
            return "person/credited"  # what they made stands behind them in brackets
        if self._after.match(after) or any(not before[m.end() :].strip() for m in self._by.finditer(before)):
            return "person/beside"
        return ""

    def _far(self, reading: Reading, sentence: Sentence, start: int) -> str:
        """Whether an office stands before a name with only what it is of between: посол Ирана Казем Джалали."""
        if not self._morphology.known:
            return ""
        known = reading.mentions(sentence.span, ("country", "place", *BODIES))
        for match in self._offices.finditer(sentence.text, max(0, start - 80), start):
            gap = sentence.text[match.end() : start]
            if regex.search(r"[.,;:()—–]", gap) or not 1 < len(gap.split()) <= _MOST_BETWEEN:
                continue
            capitals = regex.finditer(r"\p{Lu}[\p{L}-]*", gap)
            places = [sentence.at(match.end() + one.start(), match.end() + one.end()) for one in capitals]
            if places and all(any(one.span.meets(place) for one in known) for place in places):
                return "person/office-of"
        return ""

    def _may_be(self, name: str) -> bool:
        words = name.split()
        if (
            name[:1].islower()
            or not name[:1].isalpha()
            or not 2 <= len(words) <= _MOST_WORDS
            or regex.search(r"\d", name)
            or name.isupper()
        ):
            return False
        if words[0].casefold() in self._never or words[-1].casefold() in self._never or name.casefold() in self._never:
            return False
        if self._morphology.known and any(regex.fullmatch(r"\p{Lu}{2,}", word) for word in words):
            return False  # Baku TV, ИА Report
        return not self._heads.search(name) and sum(map(is_capital, words)) >= 2

    def _nominative(self, name: str) -> str:
        return self._morphology.nominative(name)

    def take(self, reading: Reading, sentence: Sentence, span: Span, name: str, rule: str) -> Entity:
        """Note a person called `name` at `span`, with the office that stands beside the name."""
        name = self._nominative(name).strip("・·•＝=")
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
            if regex.fullmatch(gap or r"\s?", text[match.end() : start]):
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
            for name in dict.fromkeys((person.name, words[-1], words[0])):  # the whole name first
                if len(name) < (3 if self._language.spaced else 2):
                    continue
                # a first name before another family name is that of somebody else
                first = r"|\s\p{Lu}\p{Ll}" if name == words[0] and name != person.name else ""
                pattern = regex.compile(
                    rf"(?<!\w){regex.escape(name)}(?!\w{first})" if self._language.spaced else regex.escape(name)
                )
                for number, text in enumerate(reading.article.paragraphs, start=1):
                    for match in pattern.finditer(text):
                        span = Span(number, *match.span())
                        if not reading.taken(span) and not reading.hidden(span):
                            reading.mention(person, span, "person/again")


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:] if not title[:2].isupper() else title

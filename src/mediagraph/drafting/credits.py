"""Lists of credits: "Director: Anna Berg", "Produced by Nordlys", a title above them or at the head of the line.

Such lists have no sentences. Each credit is a label and names; what they are of is the title that heads the list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from mediagraph.drafting.article import Span
from mediagraph.drafting.found import Entity, Mark, Reading, Statement
from mediagraph.drafting.places import countries_in
from mediagraph.drafting.runs import is_capital
from mediagraph.drafting.standing import PLANNED, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mediagraph.drafting.bodies import BodyFinder
    from mediagraph.drafting.languages import Language

_MOST_WORDS, _MOST_SIGNS = 10, 30  # of a title that heads a list
_LINE = 26  # words of a line that may still be a list's
_BREAKS = r"\s[-–—|•]\s?|[;；|]\s?|(?<=\p{L}{3}\.)\s(?=\p{Lu})"
_TITLE_END = regex.compile(r"\s?[(（\[]|\s[-–—|]\s|[:：]\s?$|,\s(?=\d|\p{Lu}\p{Ll}+,)")
_LABELLED = regex.compile(r"[^:：]{2,40}[:：]\s?\S")
_MOST_ABOVE = 4  # lines between a title and the first credit that is read
_MARKS = ' \t•*-–—“”"«»《》『』「」‘’'
_PEOPLE = {"director", "screenwriter", "cast-member", "composer", "cinematographer", "creator"}


class CreditFinder:
    """Reads lists of credits, by the labels that the language file gives for each role."""

    def __init__(self, language: Language, take: Callable[[Reading, Span, str, Mark], Entity]) -> None:
        """Make ready; `take` notes a work."""
        self._language = language
        self._take = take
        self._standing = Standing(language)
        self._labels = {role: language.compile(labels) for role, labels in language.table("credits").items()}
        label = "|".join(pattern.pattern for pattern in self._labels.values()) or "(?!)"
        both = "|".join(map(regex.escape, (*language.words("separators", "and"), "&", "/", "・", "、")))
        said = rf"(?P<label>(?:[\p{{L}}-]+\s){{0,2}}?(?:{label})(?:\s?(?:{both})\s?(?:{label}))*)"
        ended = "|".join(map(regex.escape, language.words("works", "credit_ends"))) or "(?!)"
        self._credit = regex.compile(
            rf"(?:^|{_BREAKS})[•*\s]*{said}(?:\s?[:：]\s?|(?<=\b(?:{ended}))\s)(?P<names>.+?)(?=$|{_BREAKS})",
            regex.IGNORECASE,
        )
        words = "|".join(map(regex.escape, language.words("separators", "and"))) or "&"
        self._and = regex.compile(rf"\s*(?:[,，、;/／]|\s(?:{words}|&)\s)\s*")
        self._heads = language.compile([w for ws in language.table("organisations", "heads").values() for w in ws])
        self._leading = language.cue("organisations", "leading")

    def titles(self, reading: Reading) -> None:
        """Note the works that head lists of credits, and which paragraphs are of which work."""
        work: Entity | None = None
        for number, text in enumerate(reading.article.paragraphs, start=1):
            first = next(self._credits(text), None)
            if first is None:
                if len(text.split()) > _LINE or not reading.listed.get(number - 1):
                    work = None
                elif work is not None and _LABELLED.match(text):
                    reading.listed[number] = work  # another line of the list, of no role
                continue
            if first.start("label") > 3:
                colon = regex.search(r"[:：]", text[first.end("label") : first.start("names")])
                work = self._head(reading, number, text[: first.start()]) if colon else None
            elif number > 1 and number - 1 not in reading.listed and self._is_list(text, first):
                work = self._above(reading, number)
            if work is not None:
                reading.listed[number] = work

    def _credits(self, text: str) -> Iterator[Any]:
        if len(text) > 1_500:
            return
        yield from self._credit.finditer(text)

    @staticmethod
    def _is_list(text: str, first: Any) -> bool:
        """Whether a line is of credits: a label with a colon, or one that is too short for a sentence or two."""
        colon = regex.search(r"[:：]", text[first.end("label") : first.start("names")])
        return colon is not None or len(text.split()) <= _LINE

    def _above(self, reading: Reading, number: int) -> Entity | None:
        """Return the work of the line above a list, over lines of it that tell of no role."""
        top = number - 1
        while top > 1 and number - top < _MOST_ABOVE and _LABELLED.match(reading.article.paragraphs[top - 1]):
            top -= 1
        text = reading.article.paragraphs[top - 1]
        work = None if _LABELLED.match(text) else self._head(reading, top, text)
        if work is not None:
            reading.listed |= dict.fromkeys(range(top + 1, number), work)
        return work

    def _roles(self, label: str) -> list[str]:
        """Return the roles that a label names, such as "writer & director"; a longer word hides those in it."""
        found = [(m.start(), m.end(), role) for role, pattern in self._labels.items() for m in pattern.finditer(label)]
        return [
            role
            for start, end, role in sorted(found)
            if not any(a <= start and end <= b and (a, b) != (start, end) for a, b, _ in found)
        ]

    def _head(self, reading: Reading, number: int, text: str) -> Entity | None:
        """Return the work that a line names which heads a list."""
        end = _TITLE_END.search(text)
        title = (text[: end.start()] if end else text).strip(_MARKS)
        start = text.find(title)
        size = len(title.split()) if self._language.spaced else len(title)
        most = _MOST_WORDS if self._language.spaced else _MOST_SIGNS
        if not len(title) >= 2 or size > most or title[-1:] in ".,:;!。：" or (number == 1 and end is None):
            return None
        if self._language.capitals and not (is_capital(title) or title[:1].isdigit()):
            return None
        words = [word for word in title.split() if len(word) > 3]
        if self._language.get("works", "title_case") and sum(map(is_capital, words)) * 2 < len(words):
            return None
        span = Span(number, start, start + len(title))
        inner = next((m.entity for m in reading.mentions(span, ("work",))), None)
        if inner is not None:
            return inner
        work = self._take(reading, span, title, Mark(span, "work/credits", 0.75))
        reading.masked[number].append(span)
        return work

    def names(self, reading: Reading, bodies: BodyFinder) -> None:
        """Propose who stands behind the labels, and what they did in the work."""
        for number, work in sorted(reading.listed.items()):
            text = reading.article.paragraphs[number - 1]
            together: list[tuple[Entity, str, Mark, Entity | None]] = []
            for match in self._credits(text):
                roles = self._roles(match["label"])
                for span, name, country in self._people(reading, number, match):
                    mark = Mark(span, "credits/label", 0.75)
                    agent = self._agent(reading, bodies, span, name, roles, mark)
                    if agent is None:
                        continue
                    for role in roles:
                        if role == "co-producer" and agent.kind != "person":
                            together.append((agent, role, mark, country))
                        else:
                            reading.role(work, agent, "producer" if role == "co-producer" else role, mark, country)
            self._together(reading, work, together)

    def _people(self, reading: Reading, number: int, match: Any) -> Iterator[tuple[Span, str, Entity | None]]:
        """Yield the names behind a label, each with the country in brackets behind it."""
        names = match["names"]
        bare = regex.sub(r"[(（][^()（）]*[)）]", lambda one: "\0" * len(one[0]), names)
        at = 0
        for cut in [*self._and.finditer(bare), None]:
            stop = cut.start() if cut else len(bare)
            piece = bare[at:stop]
            left = at + len(piece) - len(piece.lstrip(" \0"))
            name = piece.strip(" \0").split("\0")[0].strip(" .…")
            start = match.start("names") + left
            at = cut.end() if cut else stop
            lead = self._leading.match(name) if self._language.spaced else None
            if lead and lead.end() < len(name) and name[:1].islower():  # a capital is part of the name
                rest = name[lead.end() :].lstrip()
                start, name = start + len(name) - len(rest), rest
            if not name:
                continue
            span = Span(number, start, start + len(name))
            behind = countries_in(reading, Span(number, span.end, match.start("names") + stop))
            yield span, name, behind[0] if len(behind) == 1 else None

    def _agent(
        self, reading: Reading, bodies: BodyFinder, span: Span, name: str, roles: list[str], mark: Mark
    ) -> Entity | None:
        held = next((m.entity for m in reading.mentions(span) if m.span == span), None)
        if held is not None and held.kind != "country":
            return held
        words = name.split()
        if held is not None or len(name) < 2 or len(words) > 8 or (self._language.capitals and not is_capital(name)):
            return None
        named = all(is_capital(word) or len(word) < 4 for word in words)
        spaced = self._language.spaced
        human = 2 <= len(words) <= 4 and named and not regex.search(r"\d|\p{Lu}{2}", name) if spaced else len(name) < 17
        if self._heads.search(name):
            human = False
        if _PEOPLE.intersection(roles):
            return reading.add("person", "Person", name, mark) if human else None
        if human and spaced and "producer" in roles and not bodies.is_known(reading, name):
            return reading.add("person", "Person", name, mark)
        return bodies.take(reading, span, name, "organisation", "", mark) if len(name) < 70 else None

    def _together(self, reading: Reading, work: Entity, parties: list[tuple[Entity, str, Mark, Entity | None]]) -> None:
        """Propose a co-production of those who are credited as co-producers with another body at least."""
        if not parties:
            return
        roles = next((s for s in reading.statements if s.type == "roles" and s.values["of"] is work), None)
        main = (
            [p for p in roles.parties if p[1] == "producer" and p[0] is not None and p[0].kind != "person"]
            if roles
            else []
        )
        if len({id(one[0]) for one in parties} | {id(one[0]) for one in main}) < 2:
            return
        made = Statement(
            "Cooperation",
            {"cooperationOn": work, "cooperationKind": "co-production", "status": PLANNED},
            [mark for _, _, mark, _ in parties],
        )
        sentence = reading.sentence_of(parties[0][2].span)
        if sentence is not None:
            made.values["status"] = self._standing.careful(reading, sentence, work)
        for agent, _, country, mark in main:
            made.party(agent, "producing-party", mark, country)
        for agent, role, mark, country in parties:
            made.party(agent, role, mark, country)
        if roles:
            roles.parties = [p for p in roles.parties if p not in main]
        reading.statements.append(made)

"""Who stands in the place that a phrase opens: "co-produced by A, B and C", "A and B signed", 由A、B联合摄制."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import regex

from mediagraph.drafting.found import Entity, Mark, Reading
from mediagraph.drafting.knownbodies import BODIES
from mediagraph.drafting.pairing import before_title, paired
from mediagraph.drafting.runs import Runs

if TYPE_CHECKING:
    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.languages import Language

PARTIES = (*BODIES, "person", "country")
_BRACKETS = regex.compile(r"[(（][^()（）]*[)）]")
_NEXT_CREDIT = regex.compile(r"\s[-–—|]\s[^:：–—|]{2,40}[:：]")
_OPENING = 4  # signs before the first name of a sentence
_FIRST_GAP, _GAP = 60, 55  # characters between a phrase and a name, and between two names


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase that opens a place for parties.

    Attributes:
        role: what the parties are.
        start: first character in the sentence.
        end: character after the last.
        forward: whether the parties stand behind it.
    """

    role: str
    start: int
    end: int
    forward: bool


class Slots:
    """Reads the parties of phrases."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._runs = Runs(language)
        self.spaced = language.spaced
        self._after = {
            role: language.compile(language.words("roles", role, "after")) for role in language.get("roles") or {}
        }
        self._before = {
            role: language.compile(language.words("roles", role, "before")) for role in language.get("roles") or {}
        }
        self._leading = language.cue("organisations", "leading")
        self._within = language.cue("organisations", "cut")
        self._clauses = language.cue("clauses")
        self._fillers = language.cue("fillers")
        signs = language.words("separators", "signs")
        words = language.words("separators", "and")
        self._joins = language.compile([*signs, *words])
        self._dateline = language.cue("sentences", "dateline")
        self._together = language.cue("separators", "together")
        self._subject = language.cue("separators", "subject")
        self._topic = language.cue("separators", "topic")
        self._barriers = language.cue("separators", "barriers")
        self._with = language.cue("separators", "with")
        self._start = language.cue("separators", "start")
        self._heads = language.compile([w for ws in language.table("organisations", "heads").values() for w in ws])
        by = "|".join(language.words("works", "by"))
        self._by = regex.compile(rf"(?:{by})$") if by else regex.compile("(?!)")
        self._never = set(language.words("people", "never"))
        self._people = {role for role in language.get("roles") or {} if language.get("roles", role, "of") == "person"}

    def cues(self, reading: Reading, sentence: Sentence) -> list[Cue]:
        """Return the phrases of `sentence` that open a place, in order; a longer one hides those within it."""
        found: list[Cue] = []
        for forward, table in ((True, self._after), (False, self._before)):
            for role, pattern in table.items():
                places = [match.span() for match in pattern.finditer(sentence.text)]
                found += [Cue(role, at[0], at[1], forward) for at in places if not reading.hidden(sentence.at(*at))]
        found.sort(key=lambda one: (one.start, -one.end, one.role))
        kept: list[Cue] = []
        for one in found:
            if not any(
                o.start <= one.start and one.end <= o.end and (o.start, o.end) != (one.start, one.end) for o in kept
            ):
                kept.append(one)
        return kept

    def parties(
        self, reading: Reading, sentence: Sentence, cue: Cue, cues: list[Cue]
    ) -> list[tuple[Entity, Entity | None]]:
        """Return the parties of `cue`, each with the country that stands with it."""
        start, end = self._room(reading, sentence, cue, cues)
        if end <= start:
            return []
        wanted: tuple[str, ...] = ("person",) if cue.role in self._people else PARTIES
        if not self._language.spaced and not cue.forward:
            end = before_title(reading, sentence, start, end)
        if self._language.spaced:
            self._propose(reading, sentence, cue, start, end)
        else:
            self._cut(reading, sentence, cue, start, end)
        if not self._language.spaced and self._language.get("roles", cue.role, "of") == "body":
            wanted = tuple(kind for kind in wanted if kind != "person")
        room = sentence.at(start, end)
        mentions = reading.mentions(room, wanted)
        spaced = self._language.spaced
        titles = [m.span.start - sentence.span.start for m in reading.mentions(room, ("work",))] if spaced else []
        chosen = self._chain(sentence, cue, mentions, start, end, titles)
        if not chosen and not self._language.spaced and not cue.forward and cue.role == "co-producer":
            chosen = self._subjects(reading, sentence, cue, cues)
        return paired(sentence, chosen, self._joins)

    def _subjects(self, reading: Reading, sentence: Sentence, cue: Cue, cues: list[Cue]) -> list[Any]:
        """Return the bodies that a sentence opens with, where a later clause says what they do together."""
        if any(one.end <= cue.start and one.role != "signatory" for one in cues):
            return []
        row: list[Any] = []
        dateline = self._dateline.match(sentence.text)
        at = dateline.end() if dateline else 0
        for mention in reading.mentions(sentence.at(0, cue.start), (*BODIES, "country")):
            left, right = mention.span.start - sentence.span.start, mention.span.end - sentence.span.start
            gap = sentence.text[at:left]
            if left < at or reading.hidden(mention.span):
                continue
            if (
                (row and not self._fills(gap, first=False))
                or (not row and len(gap) > _OPENING)
                or regex.search(r"[，。；,]", gap)
            ):
                break
            row.append(mention)
            at = right
        bodies = {one.entity for one in row if one.entity.kind in BODIES}
        return row if len(bodies) > 1 else []

    def others(
        self, reading: Reading, sentence: Sentence, cue: Cue, cues: list[Cue]
    ) -> list[tuple[Entity, Entity | None]]:
        """Return the parties on the other side: "A co-produces with B", "A co-produced “Bonsai” with B"."""
        if cue.forward:
            said = sentence.text[cue.start : cue.end]
            if not any(not said[m.end() :].strip() for m in self._with.finditer(said)):
                return []
            return self.parties(reading, sentence, Cue(cue.role, cue.start, cue.end, forward=False), cues)
        if not self.spaced and self._together.match(sentence.text, cue.start):
            # Aは、Bと共同で制作した
            for mention in reading.mentions(sentence.at(0, cue.start), BODIES):
                if self._subject.match(sentence.text, mention.span.end - sentence.span.start):
                    return [(mention.entity, None)]
        title = next((m.span for m in reading.mentions(sentence.at(cue.end, len(sentence.text)), ("work",))), None)
        if title is None or title.start - sentence.span.start - cue.end > 20:
            return []
        end = title.end - sentence.span.start
        match = self._with.search(sentence.text, end)
        if match is None or sentence.text[end : match.start()].strip(' ”"»,'):
            return []
        return self.parties(reading, sentence, Cue(cue.role, match.start(), match.end(), forward=True), cues)

    def near(self, reading: Reading, sentence: Sentence, cue: Cue, cues: list[Cue]) -> set[Entity]:
        """Return what is named where the parties of `cue` can stand, on its side of the clause."""
        return {one.entity for one in reading.mentions(sentence.at(*self._room(reading, sentence, cue, cues)), PARTIES)}

    def _room(self, reading: Reading, sentence: Sentence, cue: Cue, cues: list[Cue]) -> tuple[int, int]:
        """Return the characters in which the parties of `cue` can stand."""
        text = sentence.text
        if cue.forward:
            stop = min([one.start for one in cues if one.start >= cue.end], default=len(text))
            for match in self._clauses.finditer(text, cue.end, stop):
                if not reading.hidden(sentence.at(*match.span())):
                    stop = match.start()
                    break
            credit = _NEXT_CREDIT.search(text, cue.end, stop)
            return cue.end, credit.start() if credit else stop
        begin = max([one.end for one in cues if one.end <= cue.start and one.forward], default=0)
        if not self._language.spaced:
            # the parties of a phrase before are not those of this one: A、B主办,C承办
            ends = [one.end for one in cues if one.end <= cue.start and one.role != cue.role]
            begin = max([begin, *(end for end in ends if len(text[end : cue.start].strip("、，, ・")) > 1)])
        for match in self._clauses.finditer(text, begin, cue.start):
            # a word within a name ends no clause, nor does what helps the verb of the phrase: "A and B will co-produce"
            if reading.hidden(sentence.at(*match.span())):
                continue
            if not self._language.spaced or len(text[match.end() : cue.start].split()) > 1:
                begin = match.end()
        for match in self._start.finditer(text, begin, cue.start):
            begin = match.end()
        return begin, cue.start

    def _chain(
        self, sentence: Sentence, cue: Cue, mentions: list[Any], start: int, end: int, titles: list[int]
    ) -> list[Any]:
        """Follow the names from the phrase outward, as long as only what joins names stands between them."""
        text, base = sentence.text, sentence.span.start
        chosen: list[Any] = []
        at = start if cue.forward else end
        brackets = [m.span() for m in _BRACKETS.finditer(text)] if cue.role in self._people else []
        for mention in mentions if cue.forward else reversed(mentions):
            left, right = mention.span.start - base, mention.span.end - base
            gap = text[at:left] if cue.forward else text[right:at]
            most = _GAP if chosen else _FIRST_GAP
            if any(a < left and right < b for a, b in brackets):
                continue  # what somebody made before
            if not cue.forward and any(right <= title <= at for title in titles):
                break  # what stands before a title belongs to it
            if (cue.forward and left < at) or (not cue.forward and right > at):
                continue
            if len(gap) > (most if self._language.spaced else most // 2) or not self._fills(gap, first=not chosen):
                break
            chosen.append(mention)
            at = right if cue.forward else left
        return chosen if cue.forward else chosen[::-1]

    def _fills(self, gap: str, *, first: bool) -> bool:
        """Whether `gap` only joins names: separators, brackets, a few small words."""
        bare = regex.sub(r"[(（][^)）]{0,60}[)）]", " ", gap)
        bare = self._fillers.sub(" ", self._joins.sub(" ", bare))
        bare = regex.sub(r"[\s,;:、，/&«»“”\"'’()（）・–—-]+", " ", bare).strip()
        if self._barriers.search(gap):
            return False
        if not self._language.spaced:
            return len(bare) <= (8 if first else 6)
        words = bare.split()
        return len(words) <= (4 if first else 2) and not any(regex.match(r"\p{Lu}", word) for word in words[1:])

    def _propose(self, reading: Reading, sentence: Sentence, cue: Cue, start: int, end: int) -> None:
        """Take names that nothing else told of for what the role asks for."""
        text = sentence.text
        if not self._language.capitals:
            return
        joins = self._language.words("separators", "and")
        cut = regex.compile(rf"\s(?:{'|'.join(map(regex.escape, joins))})\s" if joins else r"(?!)")
        at = start if cue.forward else None
        brackets = [m.span() for m in _BRACKETS.finditer(text)] if cue.role in self._people else []
        for run in self._runs.find(text, start, end):
            if any(a < run.start and run.end < b for a, b in brackets):
                continue
            if at is not None and not self._fills(text[at : run.start], first=True):
                break
            if at is None and (run.end < end - _FIRST_GAP or self._made(reading, sentence, run.start)):
                continue  # far off, or who made what stands before: “Salt” by Anna Berg, a co-production with
            left = run.start
            ends = [*cut.finditer(text, run.start, run.end), *self._within.finditer(text, run.start, run.end)]
            for match in [*sorted(ends, key=lambda one: one.start()), None]:
                right = match.start() if match else run.end
                if match and match[0][0] in "'’":
                    left = match.end()  # whose a body is takes no part: Anna Berg's Nordlys
                    continue
                self._name(reading, sentence, cue, left, right)
                left = match.end() if match else run.end
            at = run.end if cue.forward else None

    def _made(self, reading: Reading, sentence: Sentence, start: int) -> bool:
        """Whether a name stands behind a title and "by"."""
        match = self._by.search(sentence.text[:start])
        ends = {m.span.end - sentence.span.start for m in reading.mentions(sentence.span, ("work",))}
        return match is not None and match.start() in ends

    def _name(self, reading: Reading, sentence: Sentence, cue: Cue, left: int, right: int) -> None:
        owned: Any = None
        for mention in reading.mentions(sentence.span, ("country", "place")):
            at = mention.span.end - sentence.span.start
            if mention.span.start - sentence.span.start == left and at < right:
                owned = regex.match(r"(?:['’]s)?[\s,]*", sentence.text, pos=at)
                left = owned.end()
        span = sentence.at(left, right)
        lead = self._leading.match(sentence.text, left, right)
        if lead:
            left = lead.end() + len(sentence.text[lead.end() : right]) - len(sentence.text[lead.end() : right].lstrip())
            if left >= right:
                return
            span = sentence.at(left, right)
        name = sentence.text[left:right]
        if len(name) < 2 or reading.taken(span) or reading.hidden(span) or name.isdecimal():
            return
        kind = self._guess(name, cue.role)
        if kind == "organisation" and self._employed(sentence.text, right) and 2 <= len(name.split()) <= 4:
            kind = "" if self._heads.search(name) else "person"
        if owned and owned[0].strip() and kind == "person" and cue.role not in self._people:
            kind = "organisation"  # "Norway's Monster Scripted"
        if kind == "person":
            reading.add("person", "Person", name, Mark(span, f"person/{cue.role}", 0.7))
        elif kind:
            reading.add("organisation", "Organisation", name, Mark(span, f"organisation/{cue.role}", 0.5))

    @staticmethod
    def _employed(text: str, at: int) -> bool:
        """Whether a name is followed by that of a body in brackets, or by "at" and one, as names of people are."""
        return bool(regex.match(r"\s?\((?=[\p{Lu}\d])(?!\p{Lu}+\))|\s(?:at|of)\s(?=\p{Lu})", text, pos=at))

    def _guess(self, name: str, role: str) -> str:
        words = name.split()
        if self._heads.fullmatch(name):
            return ""
        if role in self._people:
            return "person" if 2 <= len(words) <= 4 and not regex.search(r"\d", name) else ""
        if self._heads.search(name) or regex.search(r"\d|\p{Lu}{2}|\p{Ll}\p{Lu}", name) or len(words) == 1:
            return "organisation" if len(name) > 2 and self._language.get("roles", role, "of") != "any" else ""
        if self._language.get("roles", role, "of") == "any":
            return ""
        either = self._language.get("roles", role, "of") == "either"
        return "person" if either and 2 <= len(words) <= 3 else "organisation"

    def _cut(self, reading: Reading, sentence: Sentence, cue: Cue, start: int, end: int) -> None:
        """Cut the text of a slot at its separators, where no capitals show what a name is."""
        text = sentence.text
        if self._language.get("roles", cue.role, "of") == "any":
            return
        room = text[start:end]
        if len(room) > 90:
            return
        at = 0
        pieces: list[tuple[int, int]] = []
        for match in [*self._joins.finditer(room), None]:
            stop = match.start() if match else len(room)
            pieces.append((start + at, start + stop))
            at = match.end() if match else len(room)
        if len(pieces) < 2 and not (cue.forward or self._start.search(text[:start][-3:])):
            return
        for left, right in pieces:
            piece = text[left:right]
            lead = len(piece) - len(piece.lstrip(" 　：:"))
            if topic := regex.match(rf".*(?:{self._topic.pattern})", piece[lead:]):
                lead += topic.end()  # 日本からは井浦新
            name = regex.sub(r"(?:等.*|[\s　]+|等)$", "", piece[lead:])
            name = regex.split(r"[，。,；：（(]", name)[0]
            span = sentence.at(left + lead, left + lead + len(name))
            if self._barriers.search(name):
                continue
            if not 2 <= len(name) <= 24 or reading.taken(span) or reading.hidden(span) or self._fillers.search(name):
                continue
            if cue.role in self._people:
                if len(name) <= 16 and name not in self._never and not self._heads.search(name):
                    reading.add("person", "Person", name, Mark(span, f"person/{cue.role}", 0.6))
            elif self._heads.search(name) or regex.fullmatch(r"[A-Z][\w .&-]+", name):
                reading.add("organisation", "Organisation", name, Mark(span, f"organisation/{cue.role}", 0.6))

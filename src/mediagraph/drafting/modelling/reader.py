"""The reader: asks a model about an article, checks what it claims, and adds what holds to what the rules found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mediagraph.drafting.modelling.asking import messages, portions
from mediagraph.drafting.modelling.checking import Checks, DroppedError
from mediagraph.drafting.modelling.claims import ENTITIES, Claim, Claims
from mediagraph.drafting.modelling.client import ChatClient
from mediagraph.drafting.modelling.concepts import SchemeConcepts
from mediagraph.drafting.modelling.statements import Statements
from mediagraph.drafting.modelling.things import Things
from mediagraph.drafting.modelling.together import Joint
from mediagraph.drafting.settling import Settling
from mediagraph.errors import EndpointError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagraph.drafting.article import Article
    from mediagraph.drafting.found import Reading
    from mediagraph.drafting.languages import Language
    from mediagraph.drafting.modelling.endpoint import ModelEndpoint
    from mediagraph.project import Project

CONFIDENCE = 0.4  # below that of every rule, since nobody measured how often a model is right
# Statements come after what they speak of, and cooperation after agreements, which make it planned.
_ORDER = (*ENTITIES, "agreement", "cooperation", "position", "role", "release", "stage", "figure", "remark")


@dataclass
class Heard:
    """What became of the proposals of a model for one article.

    Attributes:
        rule: what the rules of its proposals begin with.
        added: proposals that are new.
        known: those that the rules had made.
        dropped: those that were not borne out, by the reason.
        unread: answers that were not in the form that was asked for.
    """

    rule: str
    added: int = 0
    known: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    unread: int = 0

    def __str__(self) -> str:
        count = self.added + self.known + self.dropped.total()
        reasons = "; ".join(f"{number} {reason}" for reason, number in sorted(self.dropped.items()))
        said = f"{count} proposals, {self.added} added, {self.known} found by the rules as well"
        said += f", {self.dropped.total()} dropped{f' ({reasons})' if reasons else ''}"
        return said + (f"; answers that could not be read: {self.unread}" if self.unread else "")


class ModelReader:
    """Reads articles by a model, one after the other; once its endpoint has failed, it is not asked again."""

    def __init__(self, project: Project, endpoint: ModelEndpoint, tell: Callable[[str], None]) -> None:
        """Prepare to ask; nothing is sent yet.

        Args:
            project: whose schemes say which concepts there are.
            endpoint: the model.
            tell: is told what is sent where, before it is sent.
        """
        self.endpoint = endpoint
        self.failure: EndpointError | None = None
        self._client = ChatClient(endpoint)
        self._tell = tell
        self._concepts = SchemeConcepts(project)
        self._tests: dict[str, Checks] = {}
        statements, joint = Statements(self._concepts), Joint(self._concepts)
        things = Things(self._concepts)
        self._takers: dict[str, Things | Joint | Statements] = dict.fromkeys(_ORDER, statements)
        self._takers |= dict.fromkeys(ENTITIES, things)
        self._takers |= dict.fromkeys(("agreement", "cooperation"), joint)

    def read(self, reading: Reading) -> Heard | None:
        """Add to `reading` what the model says and the text bears out.

        Where the endpoint fails, nothing is added, not even what it said of the first paragraphs: a draft is made with
        the model or without it. The failure is kept.

        Args:
            reading: what the rules found.

        Returns:
            What became of the proposals; nothing where the endpoint failed, now or before.
        """
        if self.failure is not None:
            return None
        try:
            claims = self._asked(reading.article)
        except EndpointError as error:
            self.failure = error
            return None
        heard = Heard(self.endpoint.rule, dropped=claims.dropped, unread=claims.unread)
        tests = self._ready(reading.language)
        for claim in sorted(claims.found, key=lambda one: _ORDER.index(one.kind)):
            self._take(reading, claim, tests, heard)
        Settling.find(reading)  # who makes a work together with others is no lone producer, whoever says so
        return heard

    def _asked(self, article: Article) -> Claims:
        claims = Claims()
        parts = list(portions(article))
        size = sum(map(len, article.paragraphs))
        self._tell(
            f"the text of {article.slug} ({size} characters, {len(parts)} request{'s' if len(parts) > 1 else ''}) "
            f"is sent to {self.endpoint.host}"
        )
        for numbers in parts:
            claims.read(self._client.answer(messages(article, numbers, self._concepts)), numbers)
        return claims

    def _take(self, reading: Reading, claim: Claim, tests: Checks, heard: Heard) -> None:
        mark = (f"{self.endpoint.rule}/{claim.kind}", CONFIDENCE)
        try:
            new = self._takers[claim.kind].take(reading, claim, tests, mark)
        except DroppedError as error:
            heard.dropped[str(error)] += 1
            return
        if new:
            heard.added += 1
        else:
            heard.known += 1

    def _ready(self, language: Language) -> Checks:
        if language.code not in self._tests:
            self._tests[language.code] = Checks(language)
        return self._tests[language.code]

"""What is reviewed: the proposals of a draft, each with the places in the text that bear it out, and that text."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mediagraph.errors import DataError, Fault, FileError, UsageError
from mediagraph.loaders.files import DRAFT_SUFFIX
from mediagraph.loaders.text import read_text
from mediagraph.loaders.yamlld import read_yaml
from mediagraph.records import Node
from mediagraph.reviewing.nodes import name_of, parties_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from mediagraph.project import Project

SUFFIXES = (DRAFT_SUFFIX, ".draft.json")
_TEXTS = (".txt", ".html", ".htm", ".xhtml", ".pdf")
_MARK = re.compile(r"\s*# p(\d+)\[(\d+):(\d+)\] (\S+) ([01]\.\d\d)(, reckoned)?$")
_FORMS: Mapping[str, type] = {"id": str, "type": str, "name": dict, "participation": list, "passage": list}
_ALIKE = re.compile(r"\s*# of the same name, not taken for it: (.+)$")


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in the text, and why it was marked.

    Attributes:
        paragraph: its number, from 1.
        start: first character, from 0, in the paragraph.
        end: the character after the last.
        rule: what found it.
        confidence: from 0 to 1.
        derived: whether a value was reckoned and does not stand there.
    """

    paragraph: int
    start: int
    end: int
    rule: str = ""
    confidence: float = 1.0
    derived: bool = False


@dataclass(frozen=True)
class Item:
    """A proposal.

    Attributes:
        key: the id that was proposed, which names it in decisions.
        node: the record.
        marks: where the text bears it out.
        parties: the marks of its participations, by their ids.
        alike: entities of the graph that bear its name and were not taken for it.
        added: whether the reader added it.
    """

    key: str
    node: Mapping[str, Any]
    marks: Sequence[Mark] = ()
    parties: Mapping[str, Sequence[Mark]] = field(default_factory=dict)
    alike: Sequence[str] = ()
    added: bool = False

    @property
    def confidence(self) -> float:
        """That of the best mark."""
        return max((mark.confidence for mark in self.marks), default=0.0)

    @property
    def is_source(self) -> bool:
        """Whether it is the article itself, without which there is no file."""
        return "passage" in self.node

    @property
    def digest(self) -> str:
        """Of what is proposed: a decision on something else under the same id is none on this."""
        return digest(json.dumps(self.node, ensure_ascii=False))


@dataclass(frozen=True)
class Proposals:
    """A draft.

    Attributes:
        path: where it lies.
        slug: the article's name in ids.
        prefix: that of its local nodes.
        iri: what the prefix stands for.
        graph: the named graph.
        paragraphs: the text.
        items: the proposals in the order of the draft.
    """

    path: Path
    slug: str
    prefix: str
    iri: str
    graph: str
    paragraphs: Sequence[str]
    items: Sequence[Item]

    @property
    def language(self) -> str:
        """Tag of the language that the article is in."""
        found = (item.node.get("language") for item in self.items if item.is_source)
        return next((tag for tag in found if isinstance(tag, str)), "en")

    @property
    def title(self) -> str:
        """The name of the article, to show."""
        return next((name for item in self.items if item.is_source and (name := name_of(item.node))), self.slug)


def digest(text: str) -> str:
    """Return a short digest of `text`."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read_proposals(path: Path, project: Project, text: Path | None = None) -> Proposals:
    """Read a draft and the text of its article.

    Args:
        path: the draft, NAME.draft.yaml or NAME.draft.json.
        project: whose languages are used to read the text.
        text: the article; of a YAML draft it is looked for beside it, as NAME.txt, NAME.html or NAME.pdf. A JSON draft
            has it in itself.

    Raises:
        FileError: a file cannot be read, or the text is not found.
        DataError: the draft is at fault, or was made of another text.
        UsageError: this is no draft.
    """
    if not path.name.endswith(SUFFIXES):
        raise UsageError(
            f"{path}: not a draft; drafts are called NAME{DRAFT_SUFFIX}, and `mediagraph draft` makes them"
        )
    made = _of_json(path, project, text) if path.suffix == ".json" else _of_yaml(path, project, text)
    _check(made)
    return made


def _of_yaml(path: Path, project: Project, text: Path | None) -> Proposals:
    shown = str(path)
    slug = path.name.removesuffix(DRAFT_SUFFIX)
    file = read_yaml(path, shown)
    if file.faults:
        raise DataError(file.faults)
    if len(file.prefixes) != 1:
        raise DataError([Fault(shown, 0, "@context", "", "not one prefix of local nodes", "draft it anew")])
    prefix, iri = next(iter(file.prefixes.items()))
    lines = read_text(path, shown).split("\n")
    items = []
    for node in file.records:
        above = list(_above(lines, node.line))
        parties = {
            str(one.get("id")): _marks(_above(lines, one.line)) for one in parties_of(node) if isinstance(one, Node)
        }
        alike = next((match[1].split(", ") for line in above if (match := _ALIKE.match(line))), [])
        items.append(Item(str(node.get("id", "")), _plain(node), _marks(above), parties, alike))
    return Proposals(path, slug, prefix, iri, file.graph, _text(path, slug, project, text), items)


def _of_json(path: Path, project: Project, text: Path | None) -> Proposals:
    shown = str(path)
    try:
        content = json.loads(read_text(path, shown))
        slug, prefix, iri = (str(content[key]) for key in ("slug", "prefix", "iri"))
        stored = [str(one) for one in content["paragraphs"]]
        items = [
            Item(
                str(one["node"]["id"]),
                one["node"],
                [_mark(mark) for mark in one["marks"]],
                {key: [_mark(mark) for mark in marks] for key, marks in one["parties"].items()},
                [str(other) for other in one["alike"]],
            )
            for one in content["proposals"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        fault = Fault(shown, getattr(error, "lineno", 0), "", "", f"not a draft: {error}", "draft it anew")
        raise DataError([fault]) from error
    paragraphs = _text(path, slug, project, text) if text else stored
    return Proposals(path, slug, prefix, iri, f"graph:{slug}", paragraphs, items)


def _mark(given: Mapping[str, Any]) -> Mark:
    span = given["span"]
    place = (int(span["paragraph"]), int(span["start"]), int(span["end"]))
    return Mark(*place, str(given["rule"]), float(given["confidence"]), bool(given["derived"]))


def _above(lines: Sequence[str], line: int) -> Iterator[str]:
    """Yield the comments right above line `line`, the nearest first."""
    at = line - 2
    while at >= 0 and lines[at].lstrip().startswith("#"):
        yield lines[at]
        at -= 1


def _marks(comments: Iterator[str] | Sequence[str]) -> list[Mark]:
    found = [match for line in comments if (match := _MARK.match(line))]
    return sorted(Mark(int(m[1]), int(m[2]), int(m[3]), m[4], float(m[5]), bool(m[6])) for m in found)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _text(path: Path, slug: str, project: Project, text: Path | None) -> Sequence[str]:
    from mediagraph.drafting import Given, Languages, read_article

    beside = [path.with_name(slug + suffix) for suffix in _TEXTS]
    found = text or next((one for one in beside if one.is_file()), None)
    if found is None:
        raise FileError(
            f"{path}: its text is not beside it ({beside[0].name}); name it with --text, or draft with --format json"
        )
    # Which language it is in makes no difference to its paragraphs; to tell it takes time.
    return read_article(str(found), Languages(project.ontology), Given(name=slug, language="en")).paragraphs


def _check(made: Proposals) -> None:
    """Refuse a draft that is not of this text, or whose proposals cannot be told apart."""
    shown = str(made.path)
    faults = []
    keys = [item.key for item in made.items]
    faults += [
        Fault(shown, 0, "id", key, "an id that is missing or stands twice", "give each proposal its own")
        for key in dict.fromkeys(keys)
        if not key or keys.count(key) > 1
    ]
    faults += [
        Fault(shown, 0, item.key, name, "not of the form of a draft", "write names by language, and parts as lists")
        for item in made.items
        for name, form in _FORMS.items()
        if name in item.node and not isinstance(item.node[name], form)
    ]
    sources = [item for item in made.items if item.is_source]
    if len(sources) != 1:
        faults.append(Fault(shown, 0, "passage", "", "not one source with its paragraphs", "draft it anew"))
    elif (count := len(sources[0].node["passage"] or ())) != len(made.paragraphs):
        reason = f"made of a text of {count} paragraphs, and this one has {len(made.paragraphs)}"
        faults.append(Fault(shown, 0, "passage", "", reason, "name the right text with --text, or draft it anew"))
    for item in made.items:
        for mark in (*item.marks, *(mark for marks in item.parties.values() for mark in marks)):
            inside = 0 < mark.paragraph <= len(made.paragraphs)
            if not inside or not mark.start <= mark.end <= len(made.paragraphs[mark.paragraph - 1]):
                place = f"p{mark.paragraph}[{mark.start}:{mark.end}]"
                faults.append(Fault(shown, 0, item.key, place, "not a place of the text", "draft it anew"))
    if faults:
        raise DataError(faults)

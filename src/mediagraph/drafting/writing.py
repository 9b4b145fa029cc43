"""A draft as text: YAML-LD in the form of `data/articles/`, with a comment above each proposal, or JSON."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from mediagraph.loaders.files import DRAFT_SUFFIX
from mediagraph.records import CONTEXT_IRI

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mediagraph.drafting.drafter import Drafted
    from mediagraph.drafting.found import Mark
    from mediagraph.drafting.nodes import Proposal

SUFFIX = DRAFT_SUFFIX
_WIDTH = 120
_MOST_MARKS = 6
_PLAIN = re.compile(
    r"[^\W\d_][\w./#–’'&()+ -]*(?::[\w./#–’+-][\w./#–’+ -]*)?|\d{4}-\d\d(?:-\d\d)?(?:/[\d.-]+)?|\d{4}/\d{4}"
)
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def write_yaml(draft: Drafted) -> str:
    """Return the draft as YAML-LD."""
    article = draft.article
    by = f"rules and by {draft.heard.rule}" if draft.heard else "rules"
    lines = [
        f"# Draft of {article.slug}: proposals made by {by}, for a reader to check. No record, and read by no build.",
        "# Paragraphs are the non-blank lines of the text as stored, counted from 1, the headline included.",
        "# Above each proposal: paragraph, characters of it from 0, the rule that found it, confidence from 0 to 1.",
        '"@context":',
        f"  - {CONTEXT_IRI}",
        f"  - {draft.prefix}: {draft.iri}",
        f"id: graph:{article.slug}",
        '"@graph":',
    ]
    section = ""
    for proposal in draft.ordered():
        if proposal.section != section:
            section = proposal.section
            lines += ["", f"  # {section}"]
        lines += ["", *_comments(proposal), *_node(proposal)]
    return "\n".join(lines) + "\n"


def write_json(draft: Drafted) -> str:
    """Return the draft as JSON: paragraphs, and each proposal with all marks and its node."""
    content = {
        "slug": draft.article.slug,
        "language": draft.article.language.code,
        "prefix": draft.prefix,
        "iri": draft.iri,
        "paragraphs": list(draft.article.paragraphs),
        "countries": [
            {"id": entity.id, "marks": [asdict(mark) for mark in entity.marks]} for entity in draft.countries
        ],
        "proposals": [
            {
                "section": one.section,
                "confidence": one.confidence,
                "node": one.node,
                "marks": [asdict(mark) for mark in one.marks],
                "parties": {key: [asdict(mark) for mark in marks] for key, marks in one.parties.items()},
                "alike": one.alike,
            }
            for one in draft.ordered()
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _comments(proposal: Proposal) -> list[str]:
    lines = [f"  # {shown}" for shown in _marks(proposal.marks)]
    if proposal.alike:
        lines.append(f"  # of the same name, not taken for it: {', '.join(proposal.alike[:4])}")
    return lines


def _marks(marks: Sequence[Mark]) -> Iterable[str]:
    best = sorted(marks, key=lambda one: (-one.confidence, one.span))[:_MOST_MARKS]
    for mark in sorted(best, key=lambda one: one.span):
        derived = ", reckoned" if mark.derived else ""
        span = mark.span
        yield f"p{span.paragraph}[{span.start}:{span.end}] {mark.rule} {mark.confidence:.2f}{derived}"
    if len(marks) > len(best):
        yield f"and {len(marks) - len(best)} more"


def _node(proposal: Proposal) -> list[str]:
    lines: list[str] = []
    for key, value in proposal.node.items():
        lead = "  - " if not lines else "    "
        if key in {"participation", "passage"}:
            lines.append(f"{lead}{key}:")
            for item in value:
                lines += [f"      # {shown}" for shown in _marks(proposal.parties.get(item["id"], ()))]
                lines += _item(item)
        else:
            lines += _pair(lead, key, value)
    return lines


def _item(item: dict[str, Any]) -> list[str]:
    line = f"      - {_flow(item)}"
    if len(line) <= _WIDTH:
        return [line]
    made: list[str] = []
    for key, value in item.items():
        made += _pair("      - " if not made else "        ", key, value)
    return made


def _pair(lead: str, key: str, value: Any) -> list[str]:
    line = f"{lead}{key}: {_flow(value)}"
    if len(line) <= _WIDTH:
        return [line]
    indent = " " * len(lead)
    if isinstance(value, list):
        return [f"{lead}{key}:", *(f"{indent}  - {_flow(one)}" for one in value)]
    if isinstance(value, dict):
        return [f"{lead}{key}:", *(line for inner, one in value.items() for line in _pair(f"{indent}  ", inner, one))]
    return [line]


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, (int, float)):
        return json.dumps(value)
    text = str(value)
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS and not text.endswith((" ", ":")) and " #" not in text
    return text if plain else json.dumps(text, ensure_ascii=False)

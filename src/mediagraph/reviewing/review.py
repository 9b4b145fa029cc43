"""A review: decisions on the proposals of one draft, and the record file that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediagraph.errors import DataError, Fault, UnknownNameError, UsageError
from mediagraph.loaders.yamlld import parse_yaml
from mediagraph.reviewing.adding import begun
from mediagraph.reviewing.checking import plain, read_node
from mediagraph.reviewing.combining import ESSENTIAL, UNDECIDED, combine, links_of, verb_of
from mediagraph.reviewing.decisions import ACCEPT, EDIT, MERGE, REJECT, SUFFIX, Addition, Decision, Ledger, State
from mediagraph.reviewing.layout import write_node
from mediagraph.reviewing.nodes import parties_of
from mediagraph.reviewing.proposals import Item, Proposals
from mediagraph.reviewing.saving import Saved, record_file, save, told
from mediagraph.reviewing.sections import in_sections, section_of
from mediagraph.reviewing.standing import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from mediagraph.project import Project
    from mediagraph.reviewing.entities import Entities
    from mediagraph.reviewing.proposals import Mark


class Review:
    """Decides on the proposals of a draft; each decision is kept at once."""

    def __init__(
        self,
        proposals: Proposals,
        project: Project,
        entities: Entities,
        *,
        output: Path,
        replace: bool = False,
    ) -> None:
        """Begin, or go on with, the review of `proposals`.

        Args:
            proposals: the draft.
            project: knows terms, shapes and checks.
            entities: those of the graph.
            output: the record file to write.
            replace: whether a file that this review did not write may be replaced.
        """
        self.proposals, self.project, self.entities, self.output = proposals, project, entities, output
        self.ledger = Ledger(proposals.path.with_name(proposals.slug + SUFFIX))
        self.prefixes = {proposals.prefix: proposals.iri}
        self.context = project.context.with_prefixes(self.prefixes)
        self.replace = replace

    def standing(self) -> Standing:
        """Return the review as it stands now."""
        state = self.ledger.read()
        items = self._items(state)
        return Standing(items, state, combine(items, state, self.entities, self.context))

    def _items(self, state: State) -> list[Item]:
        items = list(self.proposals.items)
        known = {item.key for item in items}
        items += [Item(key, one.node, [one.mark], added=True) for key, one in state.added.items() if key not in known]
        known |= set(state.added)
        # of a draft that was made anew: what the reader wrote is kept, even if it is no more proposed
        items += [
            Item(key, one.node, added=True)
            for key, one in state.decisions.items()
            if one.verb == EDIT and one.node and key not in known
        ]
        by_id = {id(item.node): item for item in items}
        return [by_id[id(node)] for _, nodes in in_sections([item.node for item in items]) for node in nodes]

    def _found(self, items: Sequence[Item], key: str) -> Item:
        item = next((one for one in items if one.key == key), None)
        if item is None:
            raise UnknownNameError("proposal", key, [one.key for one in items])
        return item

    def accept(self, key: str, *, along: bool = False) -> list[str]:
        """Accept a proposal, and along with it the undecided ones that it links to.

        Returns:
            The keys that were decided on.
        """
        return self._decide(key, ACCEPT, self._linked_from if along else None)

    def reject(self, key: str, *, along: bool = False) -> list[str]:
        """Reject a proposal, and along with it what says something of it alone.

        Raises:
            UsageError: it is the source.
        """
        return self._decide(key, REJECT, self._speaking_of if along else None)

    def _decide(self, key: str, verb: str, more: Any) -> list[str]:
        with self.ledger.changing() as state:
            items = self._items(state)
            item = self._found(items, key)
            if verb == REJECT and item.is_source:
                raise UsageError("the source cannot be rejected: a record file is of its article; edit it instead")
            chosen = [item, *(more(item, items, state) if more else ())]
            for one in chosen:
                state.decisions[one.key] = Decision(verb, one.digest)
                if verb == REJECT and one.added:
                    state.added.pop(one.key, None)
                    state.decisions.pop(one.key)
        return [one.key for one in chosen]

    def _linked_from(self, item: Item, items: Sequence[Item], state: State) -> list[Item]:
        by_key = {one.key: one for one in items}
        found: dict[str, Item] = {}
        queue = [item]
        while queue:
            for _, link in links_of(queue.pop().node, self.context):
                other = by_key.get(link)
                if other is not None and link not in found and verb_of(other, state) == UNDECIDED and other is not item:
                    found[link] = other
                    queue.append(other)
        return list(found.values())

    def _speaking_of(self, item: Item, items: Sequence[Item], state: State) -> list[Item]:
        found: dict[str, Item] = {}
        queue = [item.key]
        while queue:
            key = queue.pop()
            for other in items:
                links = {link for name, link in links_of(other.node, self.context) if name in ESSENTIAL}
                if key in links and other.key not in found and verb_of(other, state) != REJECT and not other.is_source:
                    found[other.key] = other
                    queue.append(other.key)
        found.pop(item.key, None)
        return list(found.values())

    def edit(self, key: str, text: str) -> None:
        """Put a record that the reader wrote in the place of a proposal.

        Raises:
            DataError: the text is no record.
        """
        node = read_node(text, self.project, self.prefixes)
        with self.ledger.changing() as state:
            item = self._found(self._items(state), key)
            if item.is_source and "passage" not in node:
                raise DataError(
                    [Fault("record", 0, "passage", "", "the source has lost its paragraphs", "keep passage")]
                )
            if node == item.node:
                state.decisions[key] = Decision(ACCEPT, item.digest)
            else:
                state.decisions[key] = Decision(EDIT, item.digest, node)

    def change(self, key: str, values: Mapping[str, str]) -> None:
        """Put values, written in YAML, into a proposal; an empty one takes its key away.

        Raises:
            DataError: the record is none with them.
        """
        standing = self.standing()
        node = dict(standing.node(self._found(standing.items, key)))
        for name, value in values.items():
            if value.strip():
                node[name] = plain(parse_yaml(value, "value"))
            else:
                node.pop(name, None)
        self.edit(key, write_node(node))

    def drop(self, key: str, party: str) -> None:
        """Leave a participation out of a proposal.

        Raises:
            UnknownNameError: it has no such participation.
        """
        standing = self.standing()
        node = dict(standing.node(self._found(standing.items, key)))
        held = parties_of(node)
        node.pop("participation", None)
        ids = [str(one.get("id")) for one in held]
        if party not in ids:
            raise UnknownNameError("participation", party, ids)
        kept = [one for one in held if one.get("id") != party]
        if kept:
            node["participation"] = kept
        self.edit(key, write_node(node))

    def merge(self, key: str, into: str) -> None:
        """Say that a proposal is one with an entity of the graph, or with another proposal.

        Raises:
            UsageError: there is no such entity, or the merge leads back to where it began.
        """
        with self.ledger.changing() as state:
            items = self._items(state)
            item = self._found(items, key)
            keys = {one.key for one in items}
            if item.is_source:
                raise UsageError("the source is an article, and one with nothing else here")
            if into not in keys and into not in self.entities.by_id:
                raise UnknownNameError("entity", into, [*keys, *self.entities.by_id])
            if into not in keys and "name" not in item.node:
                raise UsageError(f"{key} has no name, and so is one with nothing in the graph; name another proposal")
            at, seen = into, {key}
            while at in keys:
                if at in seen:
                    raise UsageError(f"{into} is one with {key} already; clear one of the two decisions")
                seen.add(at)
                decision = state.decisions.get(at)
                at = decision.into if decision and decision.verb == MERGE else ""
            state.decisions[key] = Decision(MERGE, item.digest, into=into)

    def clear(self, key: str) -> None:
        """Take a decision back."""
        with self.ledger.changing() as state:
            self._found(self._items(state), key)
            state.decisions.pop(key, None)

    def begin(self, type_: str, mark: Mark) -> str:
        """Return the YAML of a record about selected words, to be completed and given to `add`."""
        taken = {item.key for item in self._items(self.ledger.read())} | self.entities.by_id.keys()
        return write_node(begun(self.proposals, mark, type_, taken))

    def add(self, text: str, mark: Mark) -> str:
        """Add a record about selected words.

        Returns:
            Its key.

        Raises:
            DataError: the text is no record.
            UsageError: its id is taken, or nothing is selected.
        """
        node = read_node(text, self.project, self.prefixes)
        inside = 0 < mark.paragraph <= len(self.proposals.paragraphs)
        if not inside or not 0 <= mark.start < mark.end <= len(self.proposals.paragraphs[mark.paragraph - 1]):
            raise UsageError("nothing is selected that stands in the text")
        with self.ledger.changing() as state:
            key = str(node["id"])
            if any(item.key == key for item in self._items(state)):
                raise UsageError(f"{key} is proposed already; edit that one, or choose another id")
            state.added[key] = Addition(node, mark)
        return key

    def text(self) -> str:
        """Return the record file that the decisions make."""
        return record_file(self, self.standing())

    def save(self) -> Saved:
        """Write the record file, if it is one that validates.

        Raises:
            DataError: decisions are at odds, or the shapes are violated.
            UsageError: there is a file that this review did not write.
            FileError: it cannot be written.
        """
        return save(self)

    def told(self, saved: Saved) -> list[str]:
        """Return what a reader should know of what was saved, a line each."""
        return told(saved, self.project.show(saved.path))


def heading_of(item: Item) -> str:
    """Return the section of a proposal."""
    return section_of(item.node)

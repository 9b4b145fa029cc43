"""A review in a terminal: one proposal after another, a line of input for each decision."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from mediagraph.errors import DataError, MediagraphError, UsageError
from mediagraph.reviewing import CLASSES, MERGE, Mark, find_words, heading_of, write_node
from mediagraph.reviewing.evidence import excerpts, visible
from mediagraph.reviewing.nodes import name_of, parties_of, type_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagraph.reviewing import Item, Review, Standing

HELP = """\
  a          accept             A          accept, with what it links to
  r          reject             R          reject, with all that speaks of it alone
  e          edit the record    e KEY: X   put X in the place of a value; nothing takes it away
  x N        leave out its Nth participation
  m WORDS    merge with an entity of the graph, or of the draft, that is called so
  n P WORDS  add a record about words of paragraph P
  u          take the decision back
  j, k       next, previous     g N        go to proposal N        return     next that is undecided
  t          show the text      s          save the reviewed file  q          stop; all is kept
  Q          go on with the next draft
"""
_END = "."


class Dialogue:
    """Goes through one review."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self._key = ""
        self._done: dict[str, Callable[[str], object]] = {
            "a": lambda _: self._decided(self.review.accept(self._key)),
            "A": lambda _: self._decided(self.review.accept(self._key, along=True)),
            "r": lambda _: self._decided(self.review.reject(self._key)),
            "R": lambda _: self._decided(self.review.reject(self._key, along=True)),
            "e": self._edit,
            "x": self._drop,
            "m": self._merge,
            "n": self._add,
            "u": lambda _: self.review.clear(self._key),
            "j": lambda _: self._move(1),
            "k": lambda _: self._move(-1),
            "g": self._go,
            "t": self._text,
            "s": self._save,
            "?": lambda _: click.echo(HELP, nl=False),
        }

    def run(self) -> bool:
        """Ask until the reader stops, or there is no more input.

        Returns:
            Whether the next review is wanted: not where the reader has stopped.
        """
        standing = self.review.standing()
        proposals = self.review.proposals
        click.echo(f"{visible(proposals.title)}: {len(standing.items)} proposals, {len(standing.undecided)} undecided")
        click.echo("  ? lists what can be done")
        self._key = standing.after(standing.items[0].key)
        shown = ""
        while True:
            standing = self.review.standing()
            if self._key not in {item.key for item in standing.items}:
                self._key = standing.after(standing.items[0].key)
            state = f"{self._key} {standing.state.decisions.get(self._key)}"
            if state != shown:
                self._show(standing)
                shown = state
            try:
                line = click.prompt("", default="", show_default=False, prompt_suffix="> ").strip()
                word, _, rest = line.partition(" ")
                if word not in {"q", "Q"}:
                    self._do(word, rest.strip())
                    continue
            except click.Abort:  # the end of the input, or Ctrl-C
                click.echo("")
                word = "q"
            if word == "q":
                self._stopped()
            return word == "Q"

    def _do(self, word: str, rest: str) -> None:
        if not word:
            self._key = self.review.standing().after(self._key)
        elif word in self._done:
            try:
                self._done[word](rest)
            except DataError as error:
                click.echo("\n".join(visible(str(fault)) for fault in error.faults), err=True)
            except MediagraphError as error:
                click.echo(visible(str(error)), err=True)
        else:
            click.echo(f"{visible(word)!r} is none of a, r, e, x, m, n, u, j, k, g, t, s, q; ? explains them", err=True)

    def _stopped(self) -> None:
        waiting = len(self.review.standing().undecided)
        click.echo(f"{waiting} undecided; decisions are kept in {self.review.ledger.path}, call it again to go on")

    def _item(self, standing: Standing | None = None) -> Item:
        items = (standing or self.review.standing()).items
        return next(item for item in items if item.key == self._key)

    def _show(self, standing: Standing) -> None:
        from rich.console import Console
        from rich.text import Text

        item = self._item(standing)
        keys = [one.key for one in standing.items]
        verb = standing.verb(item)
        decision = standing.state.decisions.get(item.key)
        what = f"{verb} {decision.into}" if decision and verb == MERGE else verb or "undecided"
        console = Console(highlight=False, soft_wrap=True)
        plain = not console.is_terminal
        sure = f", {item.confidence:.2f}" if item.marks else ""
        head = f"\n[{keys.index(item.key) + 1}/{len(keys)}] {heading_of(item)}{sure}: {what}"
        console.print(Text(visible(head), style="bold"))
        for number, parts in excerpts(self.review.proposals.paragraphs, item):
            shown = Text(f"  p{number}  ", style="dim")
            for text, marked in parts:
                shown.append(f"[{text}]" if marked and plain else text, style="reverse" if marked else "not dim")
            console.print(shown)
        if item.alike:
            console.print(Text(visible(f"  of the same name in the graph: {', '.join(item.alike)}"), style="dim"))
        node = {key: value for key, value in standing.node(item).items() if key != "passage"}
        for line in write_node(node).splitlines():
            console.print(Text(f"    {visible(line)}"))
        for text in standing.combined.problems.get(item.key, ()):
            console.print(Text(visible(f"  ! {text}"), style="red"))

    def _decided(self, keys: list[str]) -> None:
        if len(keys) > 1:
            click.echo(f"  and {len(keys) - 1} more: {', '.join(map(visible, keys[1:]))}")
        self._key = self.review.standing().after(self._key)

    def _next(self) -> None:
        self._key = self.review.standing().after(self._key)

    def _move(self, step: int) -> None:
        keys = [item.key for item in self.review.standing().items]
        at = keys.index(self._key) + step
        if not 0 <= at < len(keys):
            raise UsageError("there is none further on" if step > 0 else "this is the first")
        self._key = keys[at]

    def _go(self, rest: str) -> None:
        keys = [item.key for item in self.review.standing().items]
        if not rest.isdecimal() or not 0 < int(rest) <= len(keys):
            raise UsageError(f"write g and a number from 1 to {len(keys)}")
        self._key = keys[int(rest) - 1]

    def _edit(self, rest: str) -> None:
        if rest:
            name, colon, value = rest.partition(":")
            if not colon:
                raise UsageError("write e KEY: VALUE, such as e status: planned; or e alone for the whole record")
            self.review.change(self._key, {name.strip(): value})
        else:
            standing = self.review.standing()
            text = self._written(write_node(standing.node(self._item(standing))))
            if text is None:
                return
            self.review.edit(self._key, text)
        self._next()

    def _written(self, text: str) -> str | None:
        """Return what the reader makes of `text`: in an editor; where there is no terminal, in lines up to a dot."""
        if sys.stdin.isatty():
            return click.edit(text, extension=".yaml")
        lines: list[str] = []
        while (line := click.prompt("", default="", show_default=False, prompt_suffix="")) != _END:
            lines.append(line)
        return "\n".join(lines) + "\n" if lines else text

    def _drop(self, rest: str) -> None:
        standing = self.review.standing()
        parties = parties_of(standing.node(self._item(standing)))
        if not rest.isdecimal() or not 0 < int(rest) <= len(parties):
            raise UsageError(
                f"write x and a number from 1 to {len(parties)}" if parties else "it has no participations"
            )
        self.review.drop(self._key, str(parties[int(rest) - 1].get("id")))

    def _merge(self, rest: str) -> None:
        standing = self.review.standing()
        item = self._item(standing)
        node = standing.node(item)
        words = rest or name_of(node)
        found = [
            (other.key, f"{type_of(other.node)}, of this draft", name_of(other.node))
            for other in standing.items
            if other is not item and rest and (rest == other.key or rest.casefold() in name_of(other.node).casefold())
        ]
        for entity in self.review.entities.search(words, type_of(node)):
            about = ", ".join([entity.type, *entity.about[:3]])
            found.append((entity.id, about, " / ".join(entity.names[:3])))
        found = [one for at, one in enumerate(found) if one[0] not in {other[0] for other in found[:at]}]
        if not found:
            raise UsageError(f"nothing is called {words!r}; write m and another name, or an id")
        if rest not in {one[0] for one in found}:
            for number, (id_, about, names) in enumerate(found, start=1):
                click.echo(visible(f"  {number}  {id_} ({about}): {names}"))
            rest = click.prompt("which; return for none", default="", show_default=False)
            if not rest:
                return
            if not rest.isdecimal() or not 0 < int(rest) <= len(found):
                raise UsageError(f"write a number from 1 to {len(found)}")
            rest = found[int(rest) - 1][0]
        self.review.merge(self._key, rest)
        self._next()

    def _add(self, rest: str) -> None:
        number, _, words = rest.partition(" ")
        if not number.removeprefix("p").isdecimal():
            raise UsageError("write n, the number of a paragraph, and words that stand in it")
        mark: Mark = find_words(self.review.proposals.paragraphs, int(number.removeprefix("p")), words.strip())
        click.echo(f"  {', '.join(CLASSES)}")
        type_ = click.prompt("class", default="Organisation")
        begun = self.review.begin(type_, mark)
        click.echo("".join(f"    {visible(line)}\n" for line in begun.splitlines()), nl=False)
        text = self._written(begun)
        if text is not None:
            self._key = self.review.add(text, mark)

    def _text(self, _: str) -> None:
        for number, text in enumerate(self.review.proposals.paragraphs, start=1):
            click.echo(f"  p{number}  {visible(text)}")

    def _save(self, _: str) -> None:
        click.echo("  checking by the shapes ...")
        for line in self.review.told(self.review.save()):
            click.echo(f"  {visible(line)}")

"""IPython and Jupyter: `%load_ext mediagraph` brings the magics `%%sparql` and `%mg`, and their completion."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_COMPLETION = "mediagraph"


def load(shell: InteractiveShell) -> None:
    """Add the magics to a shell, with their completion and the `?` after the name of a stored query."""
    from mediagraph.notebook.completion import Completion
    from mediagraph.notebook.magics import MediagraphMagics, question_mark

    unload(shell)
    shell.register_magics(MediagraphMagics)
    shell.input_transformers_cleanup.append(question_mark)
    if shell.Completer is not None:  # a shell without a user has none
        shell.Completer.custom_matchers.append(Completion(shell, identifier=_COMPLETION))


def unload(shell: InteractiveShell) -> None:
    """Take back what `load` added."""
    from mediagraph.notebook.magics import question_mark

    shell.magics_manager.magics["cell"].pop("sparql", None)
    shell.magics_manager.magics["line"].pop("mg", None)
    kept = [step for step in shell.input_transformers_cleanup if step is not question_mark]
    shell.input_transformers_cleanup[:] = kept
    if shell.Completer is not None:
        matchers = shell.Completer.custom_matchers
        matchers[:] = [each for each in matchers if getattr(each, "matcher_identifier", "") != _COMPLETION]

"""What an endpoint is called, and how long it is waited for; cheap to import."""

from __future__ import annotations

import os

from mediagraph.errors import UsageError

TIMEOUT_VARIABLE = "MEDIAGRAPH_TIMEOUT"
_TIMEOUT = 60.0
_LONGEST = 1e6


def is_endpoint(store: object) -> bool:
    """Tell whether `store` is the address of an endpoint rather than a folder."""
    return isinstance(store, str) and store.startswith(("http://", "https://"))


def timeout_of(given: float | str | None = None) -> float:
    """Return the time-out that is given, else that of MEDIAGRAPH_TIMEOUT, else 60 seconds.

    Raises:
        UsageError: it is no number of seconds.
    """
    text = os.environ.get(TIMEOUT_VARIABLE) if given is None else given
    if text is None or text == "":
        return _TIMEOUT
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= _LONGEST:
        raise UsageError(f"a time-out of {text!r}: give seconds, such as 300")
    return seconds

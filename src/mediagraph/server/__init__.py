"""The server: the graph over HTTP, read-only; its public face is `create_app`, for any ASGI server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mediagraph.server.app import create_app

__all__ = ["create_app"]


def __getattr__(name: str) -> Any:
    """Import the application when it is asked for: workers need nothing of it."""
    if name == "create_app":
        from mediagraph.server.app import create_app

        return create_app
    raise AttributeError(name)

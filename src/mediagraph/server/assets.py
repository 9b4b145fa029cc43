"""Style sheets, scripts and pictures of the package, read once, named by allow-list."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

_MEDIA = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_PLACES = (("mediagraph.pages", "static"), ("mediagraph.server", "static"))


@cache
def assets() -> dict[str, tuple[bytes, str, str]]:
    """Return content, media type and entity tag of each file by name."""
    found = {}
    for package, folder in _PLACES:
        place = files(package) / folder
        if not place.is_dir():
            continue
        for file in place.iterdir():
            suffix = "." + file.name.rpartition(".")[2]
            if file.is_file() and suffix in _MEDIA:
                content = file.read_bytes()
                found[file.name] = content, _MEDIA[suffix], f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    return found

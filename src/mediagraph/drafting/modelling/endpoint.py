"""Which model is asked, where, and with which key; what is unsafe is refused before anything is sent."""

from __future__ import annotations

import os
import re
import urllib.parse
from dataclasses import dataclass, field
from ipaddress import ip_address

from mediagraph.errors import UsageError

KEY_VARIABLE = "MEDIAGRAPH_MODEL_KEY"
SECONDS, MOST_SECONDS = 120.0, 3600.0
TRIES = 3
_PATH = "/chat/completions"
_LONGEST_NAME = 200
_LONGEST_RULE = 60


@dataclass(frozen=True)
class ModelEndpoint:
    """A model behind the common form of chat completions.

    Attributes:
        name: of the model, as the endpoint knows it.
        address: where requests are posted.
        key: sent as a bearer token, and nowhere shown.
        seconds: how long one portion of an article may be waited for, repetitions included.
        tries: how often a request is sent while the endpoint is busy or failing.
    """

    name: str
    address: str
    key: str = field(default="", repr=False)
    seconds: float = SECONDS
    tries: int = TRIES

    @classmethod
    def of(cls, name: str, base: str, *, seconds: float | None = None, unencrypted: bool = False) -> ModelEndpoint:
        """Return the endpoint below `base`, with the key of the environment.

        Args:
            name: of the model.
            base: address to which `/chat/completions` is added, unless it ends so already.
            seconds: how long one portion may take.
            unencrypted: whether `http:` is allowed to hosts other than this machine.

        Raises:
            UsageError: one of them, or the key, cannot be used.
        """
        if not name.strip() or not name.isprintable() or len(name) > _LONGEST_NAME:
            raise UsageError("--model: give the name of the model as its endpoint knows it")
        seconds = SECONDS if seconds is None else seconds
        if not 0 < seconds <= MOST_SECONDS:
            raise UsageError(f"--model-timeout: give seconds, at most {MOST_SECONDS:g}")
        key = os.environ.get(KEY_VARIABLE, "")
        if any(not 33 <= ord(sign) <= 126 for sign in key):
            raise UsageError(f"{KEY_VARIABLE} takes printable ASCII without blanks only")
        if key and key in base + name:
            raise UsageError(f"the key stands in an option; it is given by {KEY_VARIABLE} alone")
        return cls(name, _checked(base, unencrypted=unencrypted), key, seconds)

    @property
    def host(self) -> str:
        """Host and port, for messages."""
        return urllib.parse.urlsplit(self.address).netloc

    @property
    def local(self) -> bool:
        """Whether it is this machine."""
        return _is_local(urllib.parse.urlsplit(self.address).hostname or "")

    @property
    def rule(self) -> str:
        """What the rules of its proposals begin with: `model/NAME`, the name without what no rule holds."""
        return "model/" + re.sub(r"[^\w.:/@+-]+", "-", self.name, flags=re.ASCII)[:_LONGEST_RULE]

    def hide(self, text: str) -> str:
        """Return `text` without the key: an endpoint may repeat what it was sent."""
        return text.replace(self.key, "…") if self.key else text


def _checked(base: str, *, unencrypted: bool) -> str:
    shown = "--model-endpoint"
    try:
        parts = urllib.parse.urlsplit(base)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urllib.parse.urlsplit("")
    if parts.username or parts.password or parts.query or parts.fragment or "?" in base or "#" in base:
        raise UsageError(f"{shown}: an address without name, password, ? and #; the key is given by {KEY_VARIABLE}")
    plain = base.isascii() and base.isprintable() and " " not in base
    if parts.scheme not in {"http", "https"} or not host or not plain:
        raise UsageError(f"{shown}: write an address such as https://host/v1, in ASCII")
    if parts.scheme == "http" and not unencrypted and not _is_local(host):
        raise UsageError(
            f"{shown}: {host} is not this machine, and http sends text and key unencrypted; "
            "use https, or allow it with --model-unencrypted"
        )
    address = base.rstrip("/")
    return address if parts.path.rstrip("/").endswith(_PATH) else address + _PATH


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"

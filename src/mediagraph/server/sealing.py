"""Shuts a process off from the network, for good and without privileges.

Oxigraph sends a request for SERVICE and has no switch against it. That word is refused before a query reaches the
engine; this is the second wall, which holds even where the first is climbed.
"""

from __future__ import annotations

import ctypes
import os
import struct

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_ALLOW, _REFUSE_EACCES = 0x7FFF0000, 0x00050000 | 13
# linux/audit.h, and the numbers of socket, connect, io_uring_setup in each architecture's table of system calls
_ARCHITECTURES = {"x86_64": (0xC000003E, (41, 42, 425)), "aarch64": (0xC00000B7, (198, 203, 425))}
# linux/bpf_common.h: load a word, jump if equal, return
_LOAD, _JUMP_EQUAL, _RETURN = 0x20, 0x15, 0x06
_OFFSET_NUMBER, _OFFSET_ARCHITECTURE = 0, 4


class _Program(ctypes.Structure):
    """`struct sock_fprog` of linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def seal() -> str:
    """Make this process unable to open a socket, and return by which means; nothing where none is to be had."""
    if _filtered():
        return "seccomp"
    if _unshared():
        return "namespace"
    return ""


def _filtered() -> bool:
    """Refuse the system calls that make connections, by a filter of the kernel (seccomp(2))."""
    known = _ARCHITECTURES.get(os.uname().machine)
    if known is None or ctypes.sizeof(ctypes.c_void_p) != 8:
        return False
    architecture, numbers = known
    refuse = len(numbers) + 1
    lines = [
        (_LOAD, 0, 0, _OFFSET_ARCHITECTURE),
        (_JUMP_EQUAL, 0, refuse, architecture),  # calls of another architecture are refused as well
        (_LOAD, 0, 0, _OFFSET_NUMBER),
        *((_JUMP_EQUAL, len(numbers) - place, 0, number) for place, number in enumerate(numbers)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE_EACCES),
    ]
    code = b"".join(struct.pack("HBBI", *line) for line in lines)
    program = _Program(len(lines), code)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _unshared() -> bool:
    """Move to a network of its own, in which there is nothing (network_namespaces(7))."""
    libc = ctypes.CDLL(None, use_errno=True)
    return any(libc.unshare(flags) == 0 for flags in (_CLONE_NEWUSER | _CLONE_NEWNET, _CLONE_NEWNET))

"""The walls around a process that opens a stranger's video: it keeps a few files, and nothing else of the machine.

A decoder is large C code that reads what somebody sent. Should a file take it over, it finds no network, no other
program to start, no file but the ones it was given, nobody to send a signal to, and no way to get more rights. Three
things of Linux do that, all open to an ordinary user: `no_new_privs`, Landlock (files, signals) and a seccomp filter
(system calls). Where the kernel lacks one, the others still hold; elsewhere than on Linux, the limits on resources are
the only walls. `docs/security.md` says so to who runs a server.

Installed code may still be read, for libraries import parts of themselves when they first need them; ours may not,
because people's data can lie beside it.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import annotator

_SET_NO_NEW_PRIVS = 38
_FILTER, _ALL_THREADS = 1, 1
_CREATE, _ADD, _RESTRICT = 444, 445, 446  # Landlock's calls have one number on all machines
_BENEATH = 1
_WRITE_FILE, _READ_FILE, _READ_DIR, _REMOVE_FILE = 1 << 1, 1 << 2, 1 << 3, 1 << 5
_MAKE_DIR, _MAKE_REG, _TRUNCATE = 1 << 7, 1 << 8, 1 << 14
_KNOWN = (0, (1 << 13) - 1, (1 << 14) - 1, (1 << 15) - 1, (1 << 15) - 1, (1 << 16) - 1)  # rights, by Landlock's version
_NO_TCP, _NO_SIGNALS = 0b11, 0b11

_THREAD = 0x10000  # the flag of `clone` that makes a thread, not a process
_EPERM, _ENOSYS = 1, 38
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_X32 = 0x40000000


@dataclass(frozen=True)
class Machine:
    """The numbers of one kind of processor. `refused` are the calls that reach beyond the process.

    Source: Linux, `arch/x86/entry/syscalls/syscall_64.tbl` and `include/uapi/asm-generic/unistd.h`.
    """

    audit: int
    seccomp: int
    clone: int
    clone3: int
    refused: tuple[int, ...]


_MACHINES = {
    "x86_64": Machine(
        0xC000003E, 317, 56, 435,
        # socket, socketpair, fork, vfork, execve, ptrace, pivot_root, chroot, mount, umount2, add_key, request_key,
        # keyctl, unshare, perf_event_open, setns, process_vm_readv and writev, bpf, execveat, userfaultfd,
        # io_uring_setup, pidfd_open, pidfd_getfd
        (41, 53, 57, 58, 59, 101, 155, 161, 165, 166, 248, 249, 250,
         272, 298, 308, 310, 311, 321, 322, 323, 425, 434, 438),
    ),
    "aarch64": Machine(
        0xC00000B7, 277, 220, 435,
        (198, 199, 221, 117, 41, 51, 40, 39, 217, 218, 219, 97, 241, 268, 270, 271, 280, 281, 282, 425, 434, 438),
    ),
}  # fmt: skip


def limit(*, memory_bytes: int, cpu_seconds: int, file_bytes: int) -> None:
    """Bound what this process may use; anything over it ends in an error or a signal here."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))  # at the second one it is killed
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def close_off(*, read: Sequence[Path], write: Path | None = None) -> tuple[str, ...]:
    """Take from this process, for good, all that it does not need.

    Args:
        read: Files, or folders with what is in them, that it may still open to read, besides installed code.
        write: A folder in which it may make files and folders, and read them.

    Returns:
        The walls that stand: `privileges`, `files`, `calls`.
    """
    if sys.platform != "linux":
        return ()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return ()  # without it, the two others are for root alone
    files = _close_files(libc, read, write)
    calls = _close_calls(libc)
    return ("privileges", *(["files"] if files else []), *(["calls"] if calls else []))


def _close_files(libc: ctypes.CDLL, read: Sequence[Path], write: Path | None) -> bool:
    version = libc.syscall(_CREATE, None, 0, 1)
    if version < 1:
        return False
    known = _KNOWN[min(version, len(_KNOWN) - 1)]
    wanted = [known, *([_NO_TCP] if version >= 4 else []), *([_NO_SIGNALS] if version >= 6 else [])]
    asked = struct.pack(f"={len(wanted)}Q", *wanted)
    rules = libc.syscall(_CREATE, asked, len(asked), 0)
    if rules < 0:
        return False
    try:
        for path in (*read, *_installed()):
            _allow(libc, rules, path, _READ_FILE | _READ_DIR if path.is_dir() else _READ_FILE)
        if write is not None:
            making = _WRITE_FILE | _READ_FILE | _READ_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _TRUNCATE
            _allow(libc, rules, write, making & known)
        return bool(libc.syscall(_RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)


def _installed() -> list[Path]:
    """Where libraries lie. The folder of our own checkout is none of them: `var` may be in it."""
    ours = Path(annotator.__file__).resolve().parent.parent
    return [path for path in map(Path, sys.path) if path.is_dir() and path.resolve() != ours]


def _allow(libc: ctypes.CDLL, rules: int, path: Path, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if libc.syscall(_ADD, rules, _BENEATH, struct.pack("=Qi", rights, place), 0):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(path))
    finally:
        os.close(place)


def _close_calls(libc: ctypes.CDLL) -> bool:
    machine = _MACHINES.get(platform.machine())
    if machine is None or sys.byteorder != "little":
        return False
    code = b"".join(_program(machine))
    kept = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("@HP", len(code) // 8, ctypes.addressof(kept))
    return bool(libc.syscall(machine.seccomp, _FILTER, _ALL_THREADS, program) == 0)


def _program(machine: Machine) -> list[bytes]:
    """The filter: it looks at a call's number, and of `clone` at whether it asks for a thread."""
    lines = [
        _line(_LOAD, 4),
        _line(_EQUAL, machine.audit, met=1),
        _line(_RETURN, _KILL),  # numbers of another kind of processor mean other calls
        _line(_LOAD, 0),
        _line(_AT_LEAST, _X32, unmet=1),
        _line(_RETURN, _REFUSE | _EPERM),
        _line(_EQUAL, machine.clone3, unmet=1),
        _line(_RETURN, _REFUSE | _ENOSYS),  # its flags cannot be seen; the C library then asks `clone`
    ]
    for number in machine.refused:
        lines += [_line(_EQUAL, number, unmet=1), _line(_RETURN, _REFUSE | _EPERM)]
    return [
        *lines,
        _line(_EQUAL, machine.clone, unmet=3),
        _line(_LOAD, 16),
        _line(_ANY_BIT, _THREAD, met=1),
        _line(_RETURN, _REFUSE | _EPERM),
        _line(_RETURN, _ALLOW),
    ]


def _line(operation: int, value: int, *, met: int = 0, unmet: int = 0) -> bytes:
    """One instruction: `met` and `unmet` say how many of the next ones are left out."""
    return struct.pack("=HBBI", operation, met, unmet, value)

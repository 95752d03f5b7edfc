"""Where the server is and who asks: from the environment or a private file, never from a command line.

What stands on a command line is read by everybody on the machine and kept in the shell's history.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from annotator.client.errors import FileUnusable, TokenExposed, TokenMissing

MAKE_ONE = "make a token on your page in Tether, under “Tokens for programs”"


def server_address(given: str | None = None) -> str:
    """The server's address: what was given, else `TETHER_SERVER`.

    Raises:
        TokenMissing: Neither, or it is no address.
    """
    address = (given or os.environ.get("TETHER_SERVER", "")).rstrip("/")
    if not address.startswith(("http://", "https://")):
        said = f"{address!r} is no address of a server" if address else "No server is named"
        raise TokenMissing(f"{said}; set TETHER_SERVER, such as https://tether.example.org.")
    return address


def token() -> str:
    """The person's token: `TETHER_TOKEN`, else what `TETHER_TOKEN_FILE` holds, else `~/.config/tether/token`.

    Raises:
        TokenMissing: There is none.
        TokenExposed: Others may read the file.
        FileUnusable: It cannot be read.
    """
    told = os.environ.get("TETHER_TOKEN", "").strip()
    if told:
        return told
    named = os.environ.get("TETHER_TOKEN_FILE", "")
    place = Path(named).expanduser() if named else config_folder() / "token"
    try:
        mode = stat.S_IMODE(place.stat().st_mode)
        key = place.read_text().strip()
    except FileNotFoundError:
        raise TokenMissing(f"No token: {MAKE_ONE}, and write it to {place} (chmod 600), or set TETHER_TOKEN.") from None
    except (OSError, ValueError) as error:
        raise FileUnusable(f"{place} cannot be read: {error}.", file=str(place)) from error
    if os.name == "posix" and mode & 0o077:
        raise TokenExposed(f"{place} has mode {mode:o}, so that others can read the token; chmod 600 {place}")
    if not key:
        raise TokenMissing(f"{place} is empty; {MAKE_ONE}, and write it there.")
    return key


def config_folder() -> Path:
    """Where this person's settings lie."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "tether"


def state_folder() -> Path:
    """Where it is noted which files are half sent."""
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "tether"

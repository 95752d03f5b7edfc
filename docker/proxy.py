"""nginx in front of the processes: its configuration from `docker/nginx.conf` and the environment, then nginx itself.

The same file, filled in by the same program, is what containers, a machine without them and the tests run.
`python -m docker.proxy` becomes nginx.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path

from docker.checks import port_from
from docker.errors import NginxMissing, StartError, Unusable

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = Path(__file__).with_name("nginx.conf")
SERVER = r"([A-Za-z0-9._-]+|\[[0-9a-fA-F:]+\])"
HANDED_ON = (  # what Tether says of a file goes on to the browser with the file
    "Content-Security-Policy", "Cross-Origin-Opener-Policy", "ETag", "Referrer-Policy", "Vary",
    "X-Content-Type-Options", "X-Frame-Options", "X-Request-Id",
)  # fmt: skip


def configuration(environment: Mapping[str, str], *, run: Path, user: str = "") -> str:
    """The whole configuration.

    Args:
        environment: TETHER_DATA, TETHER_BIND, PORT, TETHER_REST, TETHER_SOCKETS, TETHER_PROXY (docs/settings.md).
        run: A folder for nginx alone, for what it keeps while it runs.
        user: As whom its workers run; empty where nginx does not run as root, and so cannot choose.

    Raises:
        Unusable: A variable cannot be what it is.
    """
    bind = environment.get("TETHER_BIND") or "127.0.0.1"
    if not re.fullmatch(SERVER, bind):
        raise Unusable(f"TETHER_BIND={bind!r} is no address to listen on; give one like 127.0.0.1 or 0.0.0.0.")
    proxies = _networks(environment.get("TETHER_PROXY", ""))
    headers = [
        "max_ranges 1;",
        "etag off;",
        *(f"add_header {name} $upstream_http_{name.lower().replace('-', '_')};" for name in HANDED_ON),
    ]
    values = {
        "user": f"user {user};" if user else "",
        "run": _place("its own folder", run),
        "data": _place("TETHER_DATA", data_folder(environment)),
        "pages": _place("the pages", ROOT / "frontend" / "dist"),
        "listen": f"{bind}:{port_from(environment.get('PORT') or '8000')}",
        "rest": _servers("TETHER_REST", environment.get("TETHER_REST") or "127.0.0.1:8001"),
        "sockets": _servers("TETHER_SOCKETS", environment.get("TETHER_SOCKETS") or "127.0.0.1:8002"),
        "proxies": _lines([*(f"set_real_ip_from {one};" for one in proxies), "real_ip_header X-Forwarded-For;"], 4),
        "known": _lines([f"{one} 1;" for one in proxies], 8),
        "handed_on": _lines(headers, 12),
    }
    return re.sub(r"@\{(\w+)\}", lambda found: values[found[1]], TEMPLATE.read_text())


def data_folder(environment: Mapping[str, str]) -> Path:
    """The folder of everything that people make."""
    return Path(environment.get("TETHER_DATA") or ROOT / "var").resolve()


def _servers(name: str, given: str) -> str:
    """The lines of an upstream."""
    servers = [word.strip() for word in given.split(",") if word.strip()]
    for server in servers:
        if not re.fullmatch(rf"{SERVER}:\d+", server):
            raise Unusable(f"{name}={given!r} is not usable: {server!r} is no address like 127.0.0.1:8001.")
    return _lines([f"server {server};" for server in servers], 8)


def _networks(given: str) -> list[str]:
    """The proxies whose word counts."""
    try:
        return [str(ip_network(word.strip())) for word in given.split(",") if word.strip()]
    except ValueError as error:
        raise Unusable(f"TETHER_PROXY={given!r} is not usable: {error}; give networks like 10.0.0.0/8.") from None


def _place(name: str, path: Path) -> str:
    """A path as it may stand between quotation marks; nginx knows no way to write some characters there."""
    if re.search(r'["\\$\s;{}]', str(path).replace(" ", "")):
        raise Unusable(f"nginx cannot be told of {name} at {path}: move it to a path without quotation marks, $ or \\.")
    return str(path)


def _lines(lines: list[str], indent: int) -> str:
    """Directives, each on a line of its own."""
    return ("\n" + " " * indent).join(lines)


def find_nginx(environment: Mapping[str, str]) -> str:
    """nginx's program.

    Raises:
        NginxMissing
    """
    found = environment.get("TETHER_NGINX") or shutil.which("nginx", path=f"{environment.get('PATH', '')}:/usr/sbin")
    if not found:
        raise NginxMissing("nginx is missing; install it (apt-get install nginx-light), or name it in TETHER_NGINX.")
    return found


def prepare(environment: Mapping[str, str]) -> list[str]:
    """Write the configuration; the command that runs it comes back.

    Raises:
        NginxMissing, Unusable
    """
    program, data = find_nginx(environment), data_folder(environment)
    run = own_folder(data, environment.get("PORT") or "8000")
    user = pwd.getpwuid(data.stat().st_uid).pw_name if os.geteuid() == 0 else ""
    if user:
        shutil.chown(run, user)
    place = run / "nginx.conf"
    place.write_text(configuration(environment, run=run, user=user))
    return [program, "-e", "stderr", "-p", str(run), "-c", str(place)]


def own_folder(data: Path, port: str) -> Path:
    """A folder for what nginx keeps while it runs: beside the data, or where that may not be written, a fresh one."""
    run = data / "nginx" / port
    try:
        run.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="nginx-"))
    return run


def main() -> None:
    """Become nginx."""
    try:
        command = prepare(os.environ)
    except StartError as error:
        sys.exit(str(error))
    os.execv(command[0], command)  # noqa: S606  # a fixed command


if __name__ == "__main__":
    main()

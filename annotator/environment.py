"""Reading the environment's variables: what is unusable stops the start and says so, naming the variable.

Which variables there are, and what they mean, is in `settings` alone.
"""

import os
import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured


def refuse(name: str, value: object, expected: str) -> ImproperlyConfigured:
    """An error that names the variable, its value and what would be right."""
    return ImproperlyConfigured(f"{name}={value!r} is not usable: {expected}.")


def boolean(name: str, default: bool) -> bool:
    """A yes/no variable; anything but the usual six words is refused."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    if raw.strip().lower() in {"1", "true", "yes"}:
        return True
    if raw.strip().lower() in {"0", "false", "no", ""}:
        return False
    raise refuse(name, raw, "expected one of 1, true, yes, 0, false, no")


def number(name: str, default: float, *, least: float, most: float) -> float:
    """A number between two bounds, both included."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    try:
        value = float(raw)
    except ValueError:
        raise refuse(name, raw, f"expected a number from {least:g} to {most:g}") from None
    if not least <= value <= most:
        raise refuse(name, raw, f"expected a number from {least:g} to {most:g}")
    return value


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """One word out of a list."""
    value = os.environ.get(name, default)
    if value not in allowed:
        raise refuse(name, value, "expected one of " + ", ".join(allowed))
    return value


def unless_unset(name: str, pattern: str, expected: str) -> str:
    """A word of a form; unset or empty, whoever uses it has a default of their own."""
    value = os.environ.get(name, "")
    if value and not re.fullmatch(pattern, value):
        raise refuse(name, value, f"expected {expected}, or nothing")
    return value


def words(name: str, default: str) -> list[str]:
    """A list with commas between its words; spaces around them do not count."""
    return [word for word in (part.strip() for part in os.environ.get(name, default).split(",")) if word]


def origins(name: str) -> list[str]:
    """A list of origins, each with its scheme and without a path."""
    given = words(name, "")
    for origin in given:
        if not re.fullmatch(r"https?://[^/\s]+", origin):
            raise refuse(name, origin, "expected origins like https://tether.example.org, with commas between them")
    return given


def networks(name: str, default: str) -> list[IPv4Network | IPv6Network]:
    """A list of addresses or networks; `*` are all."""
    given = words(name, default)
    try:
        return [ip_network(one) for word in given for one in (("0.0.0.0/0", "::/0") if word == "*" else (word,))]
    except ValueError:
        raise refuse(name, ",".join(given), "expected addresses or networks like 10.0.0.0/8, or *") from None


def refuse_address(name: str, url: str, expected: str) -> ImproperlyConfigured:
    """As `refuse`, for an address that may hold a password: of its value, only the scheme is told."""
    scheme, colon, _ = url.partition(":")
    return refuse(name, scheme + ("://…" if colon else ""), expected)


def secret(name: str) -> str:
    """A secret: the variable itself, or the text of the file that the same name with _FILE names; empty if neither.

    A file's blanks and line ends around the secret do not count. No error tells anything of a secret.
    """
    given, place = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if given and place:
        raise refuse(f"{name}_FILE", place, f"expected not beside {name}, which is set, too; remove one of them")
    return secret_in(f"{name}_FILE", place) if place else given


def secret_in(name: str, place: str) -> str:
    """The secret in a file that a variable names."""
    try:
        text = Path(place).read_text().strip()
    except OSError as error:
        raise refuse(name, place, f"expected a readable file ({error.strerror})") from None
    except ValueError:
        raise refuse(name, place, "expected a file of text") from None
    if not text:
        raise refuse(name, place, "expected a file that is not empty")
    return text


def with_password(name: str, url: str) -> str:
    """An address with the password that came apart from it, as a secret; as it is where none came.

    Args:
        name: Of the password, for example DATABASE_PASSWORD; the address is then that of DATABASE_URL.
    """
    password = secret(name)
    if not password:
        return url
    whose = name.replace("PASSWORD", "URL")
    scheme, found, rest = url.partition("://")
    person, _, place = rest.rpartition("@")
    if not found or scheme in {"filesystem", "sqlite"}:
        raise refuse_address(whose, url, f"expected the address of a server beside {name}")
    if ":" in person:
        raise refuse_address(whose, url, f"expected no password in it beside {name}")
    return f"{scheme}://{person}:{quote(password, safe='')}@{place}"

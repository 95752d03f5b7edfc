"""Reading the environment's variables: what is unusable stops the start and says so, naming the variable.

Which variables there are, and what they mean, is in `settings` alone.
"""

import os
import re
from pathlib import Path

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


def refuse_address(name: str, url: str, expected: str) -> ImproperlyConfigured:
    """As `refuse`, for an address that may hold a password: of its value, only the scheme is told."""
    scheme, colon, _ = url.partition(":")
    return refuse(name, scheme + ("://…" if colon else ""), expected)


def file_named(name: str, default: str) -> str:
    """The text of the file that a variable names, without its last line's end; empty if it names none."""
    place = os.environ.get(name) or default
    try:
        return Path(place).read_text().strip() if place else ""
    except OSError as error:
        raise refuse(name, place, f"expected a readable file ({error.strerror})") from None

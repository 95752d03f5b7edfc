"""docs/http-api.md and a page a room below it, written from the OpenAPI document and from who was proved to be let in.

`make schema` runs it. Who may do what is the table that `test_permission_matrix.py` tries, so that no page says$
anything else. Examples are made up from the types: their names and numbers mean nothing.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import django
import yaml
from django.urls import get_resolver

from docker.client_types import DOCUMENT, ROOT, operations

PLACE = ROOT / "docs" / "http-api"
INDEX = ROOT / "docs" / "http-api.md"
OPENING = ROOT / "docs" / "http-api" / "opening.txt"
WIDTH = 118
DEEPEST = 4
ROLES = ("annotator", "inspector", "researcher", "lead", "admin", "viewer")
LET_IN = (200, 201, 202, 204, 400, 409, 422)  # the last three look at what was asked, after who asks
WORDS: dict[str, Any] = {
    "slug": "demo",
    "version": "v1.0",
    "name": "a name",
    "username": "mei",
    "frame": 30,
    "number": 12,
    "step": "caption",
    "caption_text": "[A red box]<mask_1> slides.",
    "path": "manifest.json",
    "email": "mei@example.org",
    "code": "a_code",
    "sha256": "9f86d081884c7d65…",
    "manifest_sha256": "9f86d081884c7d65…",
    "width": 1280,
    "height": 720,
    "score": 0.9,
    "rings": [[[10.0, 10.0], [30.0, 10.0], [30.0, 30.0]]],
    "seen_revision": 1,
    "frame_count": 300,
    "size": [720, 1280],
}
FORMATS = {
    "date-time": "2026-01-31T12:00:00Z", "date": "2026-01-31", "uuid": "3f2b8c1e-7a64-4d0a-9c55-0d6f3d2b9a10",
    "binary": "…",
}  # fmt: skip


@dataclass(frozen=True)
class Operation:
    """One operation, with the room that answers it and what a token needs for it."""

    name: str
    method: str
    path: str
    said: dict[str, Any]
    room: str
    scope: str
    who: str


def every(document: dict[str, Any]) -> Iterator[Operation]:
    """All operations, in order of path."""
    from tests.annotator.test_permissions import ALLOWED

    patterns = [one for one in get_resolver().url_patterns if hasattr(one.callback, "view_class")]
    views = {route(str(one.pattern)): one.callback.view_class for one in patterns}
    for name, method, path, said in operations(document):
        view = views[route(path)]
        room = view.__module__.split(".")[1]
        scope = "read" if method == "GET" else str(getattr(view, "scope", "person"))
        yield Operation(name, method, path, said, room, scope, who(ALLOWED[name]))


def route(path: str) -> str:
    """A path without the names and kinds of what stands in it."""
    parts = path.strip("/").replace("<", "{").replace(">", "}").split("/")
    return "/".join(f"{{}}{part.split('}')[-1]}" if part.startswith("{") else part for part in parts)


def who(statuses: tuple[int, ...]) -> str:
    """In words: who is let in, by the table of permissions."""
    if set(statuses) == {404}:
        return "everybody, where the server is set up for it"
    anonymous, _, *members = (status in LET_IN for status in statuses)
    if anonymous:
        return "everybody"
    if all(members):
        return "every member"
    let_in = [role for role, may in zip(ROLES, members, strict=True) if may]
    if let_in == ["annotator"]:
        return "whose it is: their work, their file"
    return ", ".join(let_in)


def example(node: dict[str, Any], schemas: dict[str, Any], name: str = "", depth: int = 0) -> Any:
    """A value of a schema's type."""
    if "$ref" in node:
        return example(schemas[node["$ref"].rsplit("/", 1)[-1]], schemas, name, depth)
    for both in ("allOf", "oneOf", "anyOf"):
        if both in node:
            return example(node[both][0], schemas, name, depth)
    if "enum" in node:
        return node["enum"][0]
    kind = node.get("type")
    if kind == "object" or "properties" in node:
        if depth >= DEEPEST:
            return {}
        named = node.get("properties", {})
        made = {word: example(inner, schemas, word, depth + 1) for word, inner in named.items()}
        more = node.get("additionalProperties")
        return made or ({"a_name": example(more, schemas, "", depth + 1)} if isinstance(more, dict) and more else {})
    if name in WORDS and kind != "boolean":
        return WORDS[name]
    if kind == "array":
        return [] if depth >= DEEPEST else [example(node["items"], schemas, "", depth + 1)]
    if "default" in node:
        return node["default"]
    plain = {"integer": max(1, node.get("minimum", 1)), "number": 0.5, "boolean": True, "string": "…"}
    return FORMATS.get(node.get("format", ""), plain.get(str(kind)))


def written(value: Any, indent: int = 0) -> str:
    """JSON as people write it: on one line where that is short enough."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent <= WIDTH or not isinstance(value, dict | list) or not value:
        return flat
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        rows = [f"{inner}{json.dumps(key)}: {written(one, indent + 2)}" for key, one in value.items()]
        return "{\n" + ",\n".join(rows) + f"\n{' ' * indent}}}"
    return "[\n" + ",\n".join(f"{inner}{written(one, indent + 2)}" for one in value) + f"\n{' ' * indent}]"


def section(one: Operation, schemas: dict[str, Any]) -> str:
    """An operation on its room's page."""
    lines = [f"## {one.name}", "", f"`{one.method} {one.path}`", ""]
    if one.said.get("description"):
        lines += [one.said["description"], ""]
    lines += [f"Who may: {one.who}. Token: {scope_of(one)}.{refusals(one)}", ""]
    asked = [row for row in one.said.get("parameters", []) if row["in"] != "path"]
    if asked:
        lines += ["| in | name | what |", "|---|---|---|"]
        lines += [
            f"| {row['in']} | {row['name']}{'' if row.get('required') else ', if wanted'} | {meaning(row)} |"
            for row in asked
        ]
        lines += [""]
    for media, body in one.said.get("requestBody", {}).get("content", {}).items():
        lines += fenced(f"Takes {media}", media, body, schemas)
        break
    for status, answer in one.said["responses"].items():
        if status < "300":
            content = answer.get("content", {})
            for media, body in content.items():
                lines += fenced(f"Answers {status}, {media}", media, body, schemas)
            if not content:
                lines += [f"Answers {status}, without a body.", ""]
    return "\n".join(lines)


def scope_of(one: Operation) -> str:
    """What a token needs."""
    return "none may; only somebody at the page" if one.scope == "person" else f"scope `{one.scope}`"


def refusals(one: Operation) -> str:
    """The statuses that a refusal may have, beside those that every operation has."""
    found = [status for status in one.said["responses"] if status >= "400"]
    return f" Refusals of its own: {', '.join(found)}." if found else ""


def meaning(row: dict[str, Any]) -> str:
    """What a parameter is."""
    schema = row["schema"]
    kind = " or ".join(f"`{value}`" for value in schema["enum"]) if "enum" in schema else schema.get("type", "")
    return f"{kind}; {row['description']}" if row.get("description") else kind


def fenced(title: str, media: str, body: dict[str, Any], schemas: dict[str, Any]) -> list[str]:
    """An example of a body, or its kind where it is not JSON."""
    if media != "application/json":
        return [f"{title}.", ""]
    return [f"{title}:", "", "```json", written(example(body.get("schema", {}), schemas)), "```", ""]


def pages() -> dict[str, str]:
    """Every page by its path below docs/."""
    document = yaml.load(DOCUMENT.read_text(), Loader=yaml.CSafeLoader)
    schemas, rooms = document["components"]["schemas"], defaultdict[str, list[Operation]](list)
    for one in every(document):
        rooms[one.room].append(one)
    found, index = {}, [OPENING.read_text().rstrip("\n"), ""]
    for room in sorted(rooms):
        title = room[0].upper() + room[1:]
        index += [f"## {title}", "", "| | who may | token |", "|---|---|---|"]
        for one in rooms[room]:
            link = f"[`{one.method} {one.path}`](http-api/{room}.md#{one.name})"
            index.append(f"| {link} | {one.who} | {'—' if one.scope == 'person' else one.scope} |")
        index.append("")
        top = (
            f"# HTTP API: {room}\n\nWritten by `make schema`; [all rooms](../http-api.md), [errors](../errors.md).\n\n"
        )
        found[f"http-api/{room}.md"] = top + "\n".join(section(one, schemas) for one in rooms[room]).rstrip("\n") + "\n"
    return {"http-api.md": "\n".join(index).rstrip("\n") + "\n"} | found


def main() -> None:
    """Write the pages anew."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    django.setup()
    made = pages()
    for old in PLACE.glob("*.md"):
        old.unlink()
    for name, words in made.items():
        (ROOT / "docs" / name).write_text(words)


if __name__ == "__main__":
    main()

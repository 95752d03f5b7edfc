"""`annotator/client/schema.py` from the OpenAPI document: the types that the client's operations take and answer.

Types are made by datamodel-code-generator; here it is only chosen what of the document the client needs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "frontend" / "openapi.yaml"
PLACE = ROOT / "annotator" / "client" / "schema.py"
METHODS = ("get", "post", "put", "patch", "delete")
WANTED = (
    "get_session", "get_project", "get_queue", "list_uploads", "begin_upload", "get_upload", "append_upload",
    "list_releases", "get_release_file", "get_board", "enter_predictions", "get_predictions",
    "get_clip_work", "hand_in_model_draft",
)  # fmt: skip
DOCSTRING = '''"""What the server takes and answers, as far as the client asks.

`make schema` writes this file from the OpenAPI document; it is not changed by hand.
"""'''
GENERATOR = [
    "-m", "datamodel_code_generator", "--input-file-type", "openapi", "--output-model-type", "typing.TypedDict",
    "--target-python-version", "3.11", "--enum-field-as-literal", "all", "--use-standard-collections",
    "--use-union-operator", "--strict-nullable",
    "--disable-timestamp", "--custom-file-header", DOCSTRING, "--formatters", "ruff-format",
]  # fmt: skip


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Every operation of a document: name, method, path, and all that is said of it."""
    for path, said in document["paths"].items():
        for method, one in said.items():
            if method in METHODS:
                yield one["operationId"], method.upper(), path, one


def references(node: Any) -> Iterator[str]:
    """The names of the schemas that something refers to directly."""
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].rsplit("/", 1)[-1]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def reached(document: dict[str, Any], roots: list[Any]) -> dict[str, Any]:
    """The schemas that something refers to, and those that they refer to, in order of name."""
    schemas, found = document["components"]["schemas"], set[str]()
    waiting = [name for root in roots for name in references(root)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += references(schemas[name])
    return {name: schemas[name] for name in sorted(found)}


def client_schema() -> str:
    """The file's text, as the document and the generator of today have it."""
    document = yaml.load(DOCUMENT.read_text(), Loader=yaml.CSafeLoader)  # a safe loader, in C
    known = {name: (method, path, said) for name, method, path, said in operations(document)}
    chosen = {name: known[name] for name in WANTED}
    roots = [said.get("requestBody", {}) for *_, said in chosen.values()]
    roots += [answer for *_, said in chosen.values() for status, answer in said["responses"].items() if status < "300"]
    part = {"openapi": "3.0.3", "info": document["info"], "paths": {}}
    part["components"] = {"schemas": reached(document, roots)}
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder) / "part.json", Path(folder) / "schema.py"
        given.write_text(json.dumps(part))
        subprocess.run([sys.executable, *GENERATOR, "--input", str(given), "--output", str(made)], check=True, cwd=ROOT)
        types = made.read_text().rstrip("\n")
    rows = "".join(f'    "{name}": ("{method}", "{path}"),\n' for name, (method, path, _) in chosen.items())
    return f"{types}\n\n\nOPERATIONS: dict[str, tuple[str, str]] = {{\n{rows}}}\n"


def main() -> None:
    """Write the file anew."""
    PLACE.write_text(client_schema())


if __name__ == "__main__":
    main()

"""What the source says about itself, read from its syntax: the settings, events, errors and jobs to be documented."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("annotator", "propagation", "model_assist")
CODE = re.compile(r"[a-z][a-z0-9_]*|[EW]_[A-Z]+")
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{2,}")


def python_files(*folders: str) -> list[Path]:
    """Every Python file below the folders but generated migrations."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts and "__pycache__" not in path.parts)


@cache
def tree_of(path: Path) -> ast.Module:
    """A file's syntax."""
    return ast.parse(path.read_text(), filename=str(path))


def nodes(*folders: str) -> Iterator[ast.AST]:
    """Every node of every file below the folders."""
    for path in python_files(*folders):
        yield from ast.walk(tree_of(path))


def name_of(function: ast.expr) -> str:
    """The last name of what is called: `f` of `f()`, `a.f()`."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def text(node: ast.expr | None) -> str:
    """A literal string, else nothing."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def settings() -> set[str]:
    """The environment variables that the settings file reads; of a secret, the one that names its file, too."""
    files = {f"{name}_FILE" for name in secrets()}
    return files | {name for function, name in _told() if function != "refuse" and VARIABLE.fullmatch(name)}


def secrets() -> set[str]:
    """Those that are secrets, and can lie in a file."""
    return {name for function, name in _told() if function in {"secret", "with_password"}}


def _told() -> list[tuple[str, str]]:
    """Each call in the settings file, with its first word."""
    calls = [node for node in ast.walk(tree_of(ROOT / "annotator" / "settings.py")) if isinstance(node, ast.Call)]
    return [(name_of(call.func), text(call.args[0])) for call in calls if call.args]


def environment_readers() -> set[str]:
    """Files of the product, other than the settings, that read variables of ours."""
    found = set()
    for path in python_files(*ROOMS):
        for node in ast.walk(tree_of(path)):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) and node.args else ""
            reads = called in {"os.environ.get", "os.getenv", "environ.get", "getenv"}
            if reads and isinstance(node, ast.Call) and VARIABLE.fullmatch(text(node.args[0])):
                found.add(str(path.relative_to(ROOT)))
    return found - {"annotator/settings.py"}


def events() -> set[str]:
    """Each `topic.verb` that an action announces."""
    calls = (node for node in nodes(*ROOMS) if isinstance(node, ast.Call) and name_of(node.func) == "announce")
    return {f"{text(call.args[1])}.{text(call.args[2])}" for call in calls if len(call.args) > 2}


def jobs() -> set[str]:
    """Each kind of job: every constant that reads `room.verb`, as Celery knows it."""
    rooms = "|".join(path.parent.name for path in (ROOT / "annotator").glob("*/models.py"))
    assigned = (node.value for node in nodes(*ROOMS) if isinstance(node, ast.Assign) and node.targets)
    return {text(value) for value in assigned if re.fullmatch(rf"({rooms})\.[a-z_]+", text(value))}


def notices() -> set[str]:
    """Each kind of notice."""
    nodes_of_room = ast.walk(tree_of(ROOT / "annotator" / "notices" / "models.py"))
    classes = (node for node in nodes_of_room if isinstance(node, ast.ClassDef))
    kinds = next(node for node in classes if node.name == "Kind")
    return {text(line.value) for line in kinds.body if isinstance(line, ast.Assign)}


def error_codes() -> set[str]:
    """Each code of an error: of a class, of a refusal built in place, of a job that failed, of the grammar."""
    found = set()
    for node in nodes(*ROOMS):
        if isinstance(node, ast.ClassDef):
            found |= {_class_code(line) for line in node.body}
        if isinstance(node, ast.Call):
            found |= _call_codes(node)
        if isinstance(node, ast.Dict):
            found |= {text(value) for key, value in zip(node.keys, node.values, strict=True) if text(key) == "code"}
    for constant in ast.walk(tree_of(ROOT / "annotator" / "formats" / "caption.py")):
        if isinstance(constant, ast.Constant) and re.fullmatch(r"[EW]_[A-Z]+", str(constant.value)):
            found.add(str(constant.value))
    return found - {""}


def _class_code(line: ast.stmt) -> str:
    """The code in a class body's line `code = "…"`."""
    if isinstance(line, ast.Assign) and name_of(line.targets[0]) == "code":
        return text(line.value)
    if isinstance(line, ast.AnnAssign) and name_of(line.target) == "code":
        return text(line.value)
    return ""


def _call_codes(call: ast.Call) -> set[str]:
    """The codes that a call hands on: by position for our refusals, by keyword for jobs."""
    by_name = {text(word.value) for word in call.keywords if word.arg in {"code", "error_code"}}
    by_place = {text(call.args[0])} if call.args and name_of(call.func) in {"RefusedVideo", "refusal"} else set()
    return {code for code in by_name | by_place if CODE.fullmatch(code)}


def documented(page: str, *, until: str | None = None) -> set[str]:
    """What a page of docs/ lists: the words set in backquotes in the first column of its tables.

    Args:
        until: A heading at which to stop reading.
    """
    words = (ROOT / "docs" / page).read_text()
    if until is not None:
        words = words.split(until)[0]
    rows = [line.split("|")[1] for line in words.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}

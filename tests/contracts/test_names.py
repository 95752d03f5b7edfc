"""House rules that no linter has a rule for: names, sizes, docstrings, and what Django offers that we do without."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from docker.commands import TESTS
from tests.contracts import source

EVERY = source.python_files(*source.ROOMS, "docker", "tests")
PRODUCT = source.python_files(*source.ROOMS, "docker")
VAGUE = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "base",
    "misc",
    "manager",
    "managers",
    "handler",
    "handlers",
    "data",
    "info",
}
FRONTEND = [
    path
    for path in (source.ROOT / "frontend" / "src").rglob("*.ts*")
    if path.name != "schema.d.ts"  # generated
]
GENERATED = source.ROOT / "annotator" / "client" / "schema.py"
LINES = 400
FUNCTION_LINES = 50


def short(path: Path) -> str:
    """A path as people write it."""
    return str(path.relative_to(source.ROOT))


def test_no_module_or_folder_has_a_name_that_says_nothing() -> None:
    names = [
        path
        for path in [*EVERY, *FRONTEND]
        if {part.split(".")[0] for part in path.relative_to(source.ROOT).parts} & VAGUE
    ]

    assert [short(path) for path in names] == []


def test_every_module_opens_with_why_it_exists() -> None:
    silent = [short(path) for path in EVERY if not ast.get_docstring(source.tree_of(path))]

    assert [path for path in silent if not path.endswith(("management/__init__.py", "commands/__init__.py"))] == []


def test_every_file_fits_in_a_reader_s_head() -> None:
    sizes = {short(path): len(path.read_text().splitlines()) for path in [*EVERY, *FRONTEND] if path != GENERATED}

    assert {path: lines for path, lines in sizes.items() if lines > LINES} == {}


def test_every_function_fits_one_look() -> None:
    long = {}
    for path in PRODUCT:
        for node in ast.walk(source.tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.body[0].lineno + 1
                words = ast.get_docstring(node, clean=False)
                lines -= len(words.splitlines()) if words else 0
                if lines > FUNCTION_LINES:
                    long[f"{short(path)}:{node.name}"] = lines

    assert long == {}


def test_no_viewset_router_signal_manager_or_save_override() -> None:
    found = []
    for path in source.python_files("annotator"):
        for node in ast.walk(source.tree_of(path)):
            match node:
                case ast.ClassDef(bases=bases) if any(
                    re.search("ViewSet|Router$", source.name_of(base)) for base in bases
                ):
                    found.append(f"{short(path)}:{node.name} is a ViewSet or router")
                case ast.ClassDef(bases=bases, body=body) if any(source.name_of(base) == "Model" for base in bases):
                    methods = {line.name for line in body if isinstance(line, ast.FunctionDef)}
                    found += [f"{short(path)}:{node.name}.{name}" for name in methods & {"save", "delete"}]
                case ast.ImportFrom(module="django.dispatch" | "django.db.models.signals"):
                    found.append(f"{short(path)} imports signals")
                case ast.Call(func=ast.Attribute(attr="Manager")):
                    found.append(f"{short(path)} makes a manager")

    assert found == []


def test_no_test_is_skipped() -> None:
    mark = re.compile(r"\.(skip|skipif|importorskip)\b|\b(it|test|describe)\.(skip|todo|only)\b")
    tests = [*source.python_files("tests"), *(path for path in FRONTEND if ".test." in path.name)]

    assert [short(path) for path in tests if path != Path(__file__) and mark.search(path.read_text())] == []


def test_every_file_of_tests_is_in_a_folder_that_make_test_runs() -> None:
    files = [short(path) for path in source.python_files("tests") if path.name.startswith("test_")]
    folders = tuple(f"{folder}/" for together in TESTS.values() for folder in together)

    assert files
    assert [path for path in files if not path.startswith(folders)] == []


def test_a_todo_names_its_issue() -> None:
    todo = re.compile(r"\b(TODO|FIXME|XXX)\b(?!.*#\d+)")

    assert [
        short(path) for path in [*EVERY, *FRONTEND] if path != Path(__file__) and todo.search(path.read_text())
    ] == []


def test_the_shell_and_the_index_stay_thin() -> None:
    assert "make test" in (source.ROOT / ".ci" / "run").read_text()
    assert len((source.ROOT / "Makefile").read_text().splitlines()) < 60

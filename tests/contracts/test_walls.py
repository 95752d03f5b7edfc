"""A wall holds only if breaking it is noticed, so each is broken here, in a copy, before the real linters."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
IGNORED = shutil.ignore_patterns("__pycache__", "node_modules", "dist")


@dataclass(frozen=True)
class Breach:
    """A line that must not stand in a file, and the words by which the linter names the wall it breaks."""

    file: str
    line: str
    wall: str

    def __str__(self) -> str:
        return f"{self.file}: {self.line}"


PYTHON_BREACHES = [
    Breach("annotator/work/actions.py", "from annotator.review import queries as planted", "layers"),
    Breach("annotator/videos/queries.py", "import annotator.annotations.models as planted", "layers"),
    Breach("annotator/jobs/actions.py", "import annotator.urls as planted", "layers"),
    Breach("annotator/toolbox.py", '"""A module without a place."""', "layers"),
    Breach("annotator/review/queries.py", "from annotator.review import views as planted", "rooms"),
    Breach("annotator/jobs/models.py", "from annotator.jobs import actions as planted", "rooms"),
    Breach("annotator/review/views.py", "from annotator.review.models import Submission as planted", "doors"),
    Breach("annotator/consumers.py", "from annotator.videos.models import Video as planted", "doors"),
    Breach("annotator/formats/ring.py", "import django.conf as planted", "pure"),
    Breach("annotator/language/question.py", "import django.conf as planted", "pure"),
    Breach("annotator/errors.py", "import rest_framework as planted", "pure"),
    Breach("annotator/client/tether.py", "from annotator.formats import manifest as planted", "layers"),
    Breach("annotator/client/tether.py", "from django.conf import settings as planted", "client"),
    Breach("annotator/insights/queries.py", "from annotator.client import tether as planted", "client-apart"),
    Breach("annotator/videos/queries.py", "import torch as planted", "server"),
    Breach("annotator/review/actions.py", "import propagation.propagate as planted", "server"),
    Breach("propagation/propagate.py", "import model_assist.errors as planted", "independent"),
    Breach("model_assist/errors.py", "import propagation.errors as planted", "independent"),
    Breach("model_assist/errors.py", "import model_assist.drafting.memory as planted", "joint"),
    Breach("model_assist/drafting/memory.py", "from django.conf import settings as planted", "worker-door"),
    Breach("propagation/propagate.py", "from django.conf import settings as planted", "worker-door"),
    Breach("model_assist/errors.py", "from annotator.videos import queries as planted", "worker-door"),
    Breach("propagation/propagate.py", "import propagation.worker as planted", "worker-door-shut"),
]

BROWSER_WALLS = (
    "style/noRestrictedImports",
    "style/noRestrictedGlobals",
    "style/noDefaultExport",
    "performance/noBarrelFile",
    "performance/noReExportAll",
    "suspicious/noImportCycles",
)
BROWSER_BREACHES = [
    Breach("src/geometry/planted.ts", 'import { useState } from "react";\nexport const planted = useState;', "React"),
    Breach(
        "src/geometry/planted.ts",
        'import { apply } from "../editor/change.ts";\nexport const planted = apply;',
        "geometry/",
    ),
    Breach("src/editor/planted.ts", 'export const planted = () => fetch("/api");', "no network"),
    Breach("src/editor/planted.ts", "export const planted = () => window.innerWidth;", "no page"),
    Breach("src/editor/planted.ts", 'import { x } from "../canvas/x.ts";\nexport const planted = x;', "editor/"),
    Breach("src/canvas/planted.ts", 'import { api } from "../api/client.ts";\nexport const planted = api;', "canvas/"),
    Breach("src/player/planted.ts", 'import { x } from "../screens/x.ts";\nexport const planted = x;', "player/"),
    Breach("src/caption/planted.ts", 'export const planted = () => fetch("/api");', "Only src/api"),
    Breach("src/api/planted.ts", 'import { Button } from "../ui/Button.tsx";\nexport const planted = Button;', "api/"),
    Breach("src/ui/planted.ts", 'import { api } from "../api/client.ts";\nexport const planted = api;', "ui/"),
    Breach(
        "src/screens/queue/planted.ts",
        'import { x } from "../masks/x.ts";\nexport const planted = x;',
        "another screen",
    ),
    Breach("src/ui/planted.ts", 'export * from "./Button.tsx";', "noReExportAll"),
    Breach("src/ui/planted.ts", "export default function planted() {}", "noDefaultExport"),
]


@pytest.fixture(scope="module")
def python_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the Python source, in which walls may be broken."""
    tree = tmp_path_factory.mktemp("walls")
    for room in ("annotator", "propagation", "model_assist"):
        shutil.copytree(ROOT / room, tree / room, ignore=IGNORED)
    shutil.copy(ROOT / "pyproject.toml", tree)
    return tree


@pytest.fixture(scope="module")
def browser_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the browser's source beside the real linter."""
    tree = tmp_path_factory.mktemp("browser-walls") / "frontend"
    shutil.copytree(ROOT / "frontend", tree, ignore=IGNORED)
    (tree / "node_modules").symlink_to(ROOT / "frontend" / "node_modules")
    return tree


def lint_imports(tree: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """import-linter on a tree of its own, nothing of the real one on its path."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [str(BIN / "lint-imports"), "--no-logo", *words]
    return subprocess.run(command, cwd=tree, env=env, capture_output=True, text=True, check=False)


def biome(tree: Path, path: str) -> subprocess.CompletedProcess[str]:
    """Biome's linter on one path of a tree, by the rules that are walls."""
    command = [
        str(tree / "node_modules" / ".bin" / "biome"),
        "lint",
        path,
        *(f"--only={rule}" for rule in BROWSER_WALLS),
    ]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


def test_the_python_tree_keeps_every_wall(python_tree: Path) -> None:
    answer = lint_imports(python_tree)

    assert answer.returncode == 0, answer.stdout
    assert "0 broken" in answer.stdout


@pytest.mark.parametrize("breach", PYTHON_BREACHES, ids=str)
def test_a_breach_of_a_python_wall_is_caught(python_tree: Path, breach: Breach) -> None:
    file = python_tree / breach.file
    before = file.read_text() if file.exists() else None
    file.write_text(f"{before or ''}\n{breach.line}\n")

    answer = lint_imports(python_tree, "--contract", breach.wall)
    file.unlink() if before is None else file.write_text(before)

    assert answer.returncode == 1, answer.stdout
    assert "1 broken" in answer.stdout
    assert breach.file.removesuffix(".py").replace("/", ".") in answer.stdout.replace("\n", "")


def test_the_browser_tree_keeps_every_wall(browser_tree: Path) -> None:
    answer = biome(browser_tree, "src")

    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize("breach", BROWSER_BREACHES, ids=str)
def test_a_breach_of_a_browser_wall_is_caught(browser_tree: Path, breach: Breach) -> None:
    file = browser_tree / breach.file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(breach.line + "\n")

    answer = biome(browser_tree, breach.file)
    file.unlink()

    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert breach.wall in answer.stdout + answer.stderr


def test_every_room_of_the_annotator_is_closed_to_those_outside_the_door() -> None:
    contracts = {
        c["id"]: c for c in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    }
    rooms = {
        path.stem for path in (ROOT / "annotator").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }

    closed = {name.removeprefix("annotator.") for name in contracts["worker-door"]["forbidden_modules"]}

    assert rooms - closed == {"__init__", "formats", "language", "errors"} | ({"scoring"} & rooms)


def test_every_room_with_rows_is_layered_inside() -> None:
    contracts = {
        c["id"]: c for c in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    }
    rooms = {f"annotator.{path.parent.name}" for path in (ROOT / "annotator").glob("*/models.py")}

    layered = set(contracts["rooms"]["containers"])

    assert rooms <= layered


def test_pure_rooms_are_named_by_the_wall_that_keeps_them_pure() -> None:
    contracts = {
        c["id"]: c for c in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    }

    named = set(contracts["pure"]["source_modules"])

    assert {"annotator.formats", "annotator.language", "annotator.errors"} <= named
    assert ("annotator.scoring" in named) == (ROOT / "annotator" / "scoring").exists()

"""What each line of the Makefile does: check, prepare, then run the real tool and pass its exit code on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from docker import advisories, checks, install, outcomes
from docker.errors import StartError
from docker.install import FRONTEND, PYTHON, ROOT, VENV
from docker.steps import run_visible, say

BIN = VENV / "bin"
PINS_TITLE = "# Every package's exact version: constraints, not a list to install. `make pins` writes it."
MOST_AT_ONCE = 4  # processes of tests, each with a PostgreSQL, some with a product and a Chromium of their own
TESTS = {
    "PostgreSQL, Redis, the contracts": ["tests/annotator", "tests/contracts"],
    "the engines and their workers": ["tests/propagation"],
    "the model and its training": ["tests/model_assist"],
    "the product in a browser": ["tests/e2e"],
}
CHECK_KEY = "a key for checks and tests only, never for people's data"


def product_environment(data: Path) -> dict[str, str]:
    """The environment of the embedded default: everything under one folder, its own secret key."""
    env = {**os.environ, "TETHER_DATA": str(data), "PYTHONUNBUFFERED": "1"}
    if not env.get("TETHER_SECRET_KEY") and not env.get("TETHER_SECRET_KEY_FILE"):
        env["TETHER_SECRET_KEY_FILE"] = str(install.write_secret_key(data))
    return env


def check_environment() -> dict[str, str]:
    """The environment of checks that load the settings but touch no data of people."""
    ours = {"TETHER_SECRET_KEY": CHECK_KEY, "TETHER_SECRET_KEY_FILE": ""}
    return {**os.environ, **ours, "TETHER_DATA": str(ROOT / "var" / "checks")}


def run() -> int:
    """Prepare what is missing, then become the supervisor."""
    data = Path(os.environ.get("TETHER_DATA") or ROOT / "var").resolve()
    port = checks.port_from(os.environ.get("PORT") or "8000")
    free = int(os.environ.get("TETHER_FREE_SPACE_BYTES") or checks.GIB)
    checks.require_space(data, needed=free, purpose="the data folder")
    checks.hold(data)
    checks.require_free_port(port)
    if not (install.DIST / ".inputs").exists():
        checks.require_node()
    install.install("run")
    install.build_frontend()
    env = {**product_environment(data), "PORT": str(port)}
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), "-m", "docker.supervise"], env)  # noqa: S606  # our own supervisor, same process


def prepare_tests() -> None:
    """Everything that tests need and that may be installed without asking."""
    install.install("run", "dev", "readers", "torch", "sam2", "assist")
    install.build_frontend()
    install.install_frontend()


def test() -> int:
    """TypeScript, Python, engines, browser, each to its end; the code of the first that failed.

    Files run side by side, in processes with servers of their own. A browser's tests and an engine's share none: the
    browser's driver keeps an event loop for itself.
    """
    prepare_tests()
    code = run_visible([str(PYTHON), "-m", "tests.machine"], cwd=ROOT)
    if code:
        return code
    processes = str(min(os.cpu_count() or 1, MOST_AT_ONCE))
    pytest = [str(PYTHON), "-m", "pytest", "-n", processes, "--dist", "loadfile", "--no-loadscope-reorder"]
    vitest = ["npm", "test", "--silent", "--", "--reporter=default", "--reporter=junit"]
    reports = ROOT / "var" / "tests" / "reports"
    every = [("TypeScript tests", vitest, "--outputFile.junit={}", FRONTEND)]
    every += [(f"Python tests: {what}", [*pytest, *folders], "--junitxml={}", ROOT) for what, folders in TESTS.items()]
    codes, failed = [], {}
    for number, (what, command, reported, folder) in enumerate(every):
        say(f"• {what}")
        report = reports / f"{number}.xml"
        report.unlink(missing_ok=True)
        codes.append(run_visible([*command, reported.format(report)], cwd=folder))
        if codes[-1]:
            failed[what] = outcomes.failures(report)
    say("\n".join(outcomes.summary(failed)))
    return next(filter(None, codes), 0)


def lint() -> int:
    """Every check, each run to its end; the code of the first that failed. Types need what the code imports."""
    install.install("run", "dev", "torch", "sam2", "assist")
    install.install_frontend()
    env = check_environment()
    every: list[tuple[str, Sequence[str], Path]] = [
        ("ruff", [str(BIN / "ruff"), "check"], ROOT),
        ("ruff format", [str(BIN / "ruff"), "format", "--check"], ROOT),
        ("import-linter", [str(BIN / "lint-imports"), "--no-logo"], ROOT),
        ("mypy", [str(BIN / "mypy")], ROOT),
        ("tsc and Biome", ["npm", "run", "--silent", "lint"], FRONTEND),
    ]
    failed = []
    for name, command, folder in every:
        say(f"• {name}")
        if run_visible(command, cwd=folder, env=env):
            failed.append(name)
    say(
        f"Not clean: {', '.join(failed)}. `make fix` mends formatting and imports."
        if failed
        else "All checks are clean."
    )
    return 1 if failed else 0


def fix() -> int:
    """Formatting and imports; what cannot be mended by itself stays for `make lint` to name."""
    install.install("run", "dev")
    install.install_frontend()
    codes = [
        run_visible([str(BIN / "ruff"), "check", "--fix", "--quiet"], cwd=ROOT),
        run_visible([str(BIN / "ruff"), "format"], cwd=ROOT),
        run_visible(["npm", "run", "--silent", "fix"], cwd=FRONTEND),
    ]
    return max(codes)


def schema() -> int:
    """`frontend/openapi.yaml` from the views, then types for the browser and the client, and docs/http-api, from it."""
    install.install("run", "dev")
    install.install_frontend()
    document = FRONTEND / "openapi.yaml"
    code = run_visible(
        [str(PYTHON), "manage.py", "spectacular", "--file", str(document)], cwd=ROOT, env=check_environment()
    )
    for module in ("docker.client_types", "tests.contracts.api_pages"):
        code = code or run_visible([str(PYTHON), "-m", module], cwd=ROOT, env=check_environment())
    return code or run_visible(["npm", "run", "--silent", "schema"], cwd=FRONTEND)


def ci() -> int:
    """`lint`, `test`, then `audit`, which fails only for a weakness that is known: not every CI has a way out."""
    return lint() or test() or (1 if audit() == advisories.KNOWN else 0)


def audit() -> int:
    """What is known to be weak of all that we depend on; 3 where nobody could be asked."""
    install.install("run", "dev")
    install.install_frontend()
    return advisories.audit()


def bench_editor() -> int:
    """The editor's speed in a real browser, beside a peer's."""
    return _benchmark("tests.bench.editor")


def bench_caption() -> int:
    """What a letter costs the caption workspace, beside a plain field."""
    return _benchmark("tests.bench.caption")


def bench_effort() -> int:
    """The hand's work for a clip's true masks, by three ways of drawing."""
    return _benchmark("tests.bench.effort")


def bench_flow() -> int:
    """The weight-free engine beside doing without one: no browser, no server, no database."""
    install.install("run", "dev")
    return run_visible([str(PYTHON), "-m", "tests.bench.flow"], cwd=ROOT)


def bench_planted() -> int:
    """Planted faults and what flags them: no browser, no server, no database; the caption checks run in node."""
    install.install("run", "dev")
    install.build_frontend()
    return run_visible([str(PYTHON), "-m", "tests.bench.planted"], cwd=ROOT)


def bench_propagation() -> int:
    """SAM 2's masks beside those of its own predictor: seconds, memory, differences."""
    install.install("run", "dev", "torch", "sam2")
    return run_visible([str(PYTHON), "-m", "tests.bench.propagation"], cwd=ROOT)


def bench_lists() -> int:
    """What pages ask in a project of 20,000 clips; it ends with 1 when one address is above its budget."""
    return _benchmark("tests.bench.lists")


def bench_release() -> int:
    """Making releases: masks a second and memory, on SQLite and folders of its own; VIDEOS=n for other sizes."""
    install.install("run", "dev")
    many = os.environ.get("VIDEOS")
    words = ["--videos", many] if many else []
    return run_visible([str(PYTHON), "-m", "tests.bench.release", *words], cwd=ROOT)


def bench_scoring() -> int:
    """Scoring LG-VIS: CPU seconds and memory; no browser, no server, no database."""
    install.install("run", "dev")
    return run_visible([str(PYTHON), "-m", "tests.bench.scoring"], cwd=ROOT)


def sim_team() -> int:
    """A whole team, played over HTTP and sockets; it ends with 1 when the line broke a promise."""
    return _benchmark("tests.bench.team")


def soak() -> int:
    """The team at work while everything under it is killed; it ends with 1 when something was lost."""
    return _benchmark("tests.bench.soak")


def bench_api() -> int:
    """What a save and a read cost beside Label Studio's, which is installed into an environment of its own."""
    return _benchmark("tests.bench.api")


def fuzz() -> int:
    """Far more made-up requests than the tests ask; EXAMPLES=n for each operation, SEED=n for others."""
    install.install("run", "dev")
    asked = {"EXAMPLES": os.environ.get("EXAMPLES", "40"), "SEED": os.environ.get("SEED", "1")}
    words = ["-m", "pytest", "-q", "-s", "tests/annotator/test_fuzzed_api.py"]
    code = run_visible([str(PYTHON), "-m", "tests.machine"], cwd=ROOT)
    return code or run_visible([str(PYTHON), *words], cwd=ROOT, env={**os.environ, **asked})


def _benchmark(module: str) -> int:
    install.install("run", "dev")
    install.build_frontend()
    code = run_visible([str(PYTHON), "-m", "tests.machine"], cwd=ROOT)
    return code or run_visible([str(PYTHON), "-m", module], cwd=ROOT)


def sam2() -> int:
    """Torch and SAM 2 beside what is there."""
    install.install("run", "torch", "sam2")
    say("SAM 2 is installed; TETHER_PREDICTOR=sam2 make run uses it (docs/settings.md names its weights).")
    return 0


def model() -> int:
    """What the worker of the project's own model needs, beside what is there."""
    install.install("run", "torch", "sam2", "assist")
    say("The model's worker is installed; TETHER_MODEL=1 make run starts it, too (docs/model.md).")
    return 0


def pins() -> int:
    """The exact versions of everything installed, as the constraints that every set of requirements follows."""
    install.install("run", "dev", "readers", "torch", "sam2", "assist")
    frozen = subprocess.run([str(PYTHON), "-m", "pip", "freeze"], capture_output=True, text=True, check=True).stdout
    lines = sorted((line for line in frozen.splitlines() if "==" in line), key=str.lower)
    (ROOT / "requirements" / "pins.txt").write_text("\n".join([PINS_TITLE, *lines, ""]))
    return 0


def clean() -> int:
    """Remove what can be made again; people's data in var/ stays."""
    for path in (VENV, FRONTEND / "node_modules", FRONTEND / "dist", ROOT / "var" / "checks", ROOT / "var" / "tests"):
        shutil.rmtree(path, ignore_errors=True)
    for pattern in (".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache"):
        shutil.rmtree(ROOT / pattern, ignore_errors=True)
    return 0


COMMANDS: dict[str, Callable[[], int]] = {
    name.__name__: name
    for name in (
        run, test, lint, fix, schema, ci, audit, bench_api, bench_editor, bench_caption, bench_effort, bench_flow,
        bench_lists, bench_planted, bench_propagation, bench_release, bench_scoring, fuzz, sim_team, soak, sam2, model,
        pins, clean,
    )
}  # fmt: skip


def run_command(words: Sequence[str]) -> int:
    """Run one command by name; refusals become one sentence and exit code 1."""
    if len(words) != 1 or words[0] not in COMMANDS:
        say(f"usage: python3 -m docker.bootstrap {'|'.join(COMMANDS)}")
        return 2
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))  # so that a step ends what it started
    try:
        return COMMANDS[words[0]]()
    except StartError as error:
        say(f"\n{error}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130

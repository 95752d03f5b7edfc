"""Choosing an engine must cost only what that engine needs."""

from __future__ import annotations

import subprocess
import sys


def run(program: str) -> str:
    """In a process of its own, as other tests have torch loaded already."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_flow_engine_needs_no_torch_and_no_django():
    loaded = run(
        "import sys; from propagation.registry import predictor_by_name; import propagation.propagate;"
        "predictor_by_name('flow');"
        "print([name for name in ('torch', 'sam2', 'django', 'celery') if name in sys.modules])"
    )

    assert loaded == "[]"


def test_sam2_without_its_packages_says_which_file_lists_them():
    said = run(
        "import sys; sys.modules['torch'] = None\n"
        "from propagation.registry import predictor_by_name\n"
        "from propagation.errors import PackageMissing\n"
        "try: predictor_by_name('sam2')\n"
        "except PackageMissing as problem: print(problem)"
    )

    assert "requirements/sam2.txt" in said

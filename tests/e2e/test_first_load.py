"""What a browser fetches before somebody can annotate: the scripts of the built pages, as their manifest names them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable

import pytest

from docker import install

BUDGET = 350_000  # bytes of script, compressed as a proxy does by default
ENTRY = "src/main.tsx"
ALWAYS = (ENTRY, "src/application.tsx")
WORK = (*ALWAYS, "src/screens/WorkScreen.tsx")
SCREENS = {
    "caption": (*WORK, "src/screens/caption/CaptionScreen.tsx"),
    "masks": (*WORK, "src/screens/masks/MasksScreen.tsx"),
    "review of a caption": (*WORK, "src/screens/review-caption/ReviewCaptionScreen.tsx"),
    "review of masks": (*WORK, "src/screens/review-masks/ReviewMasksScreen.tsx"),
}
CHINESE = "src/language/zh.po?part="


@pytest.fixture(scope="module")
def manifest() -> dict[str, dict]:
    install.build_frontend()
    return json.loads((install.DIST / ".vite" / "manifest.json").read_text())  # type: ignore[no-any-return]


def needed(manifest: dict[str, dict], roots: Iterable[str]) -> set[str]:
    """The files that some modules bring along before any of them runs."""
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        if (name := waiting.pop()) not in found:
            found.add(name)
            waiting += manifest[name].get("imports", [])
    return {manifest[name]["file"] for name in found}


def weight(files: Iterable[str]) -> int:
    """Bytes on their way."""
    return sum(len(gzip.compress((install.DIST / file).read_bytes(), 6)) for file in files)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_workspace_is_there_within_its_budget_of_script(manifest: dict, screen: str) -> None:
    files = needed(manifest, SCREENS[screen])

    print(f"{screen}: {weight(files) / 1000:.1f} kB of script in {len(files)} files")
    assert weight(files) <= BUDGET


@pytest.mark.parametrize("screen", SCREENS)
def test_a_workspace_in_chinese_is_there_within_the_same_budget(manifest: dict, screen: str) -> None:
    parts = [f"{CHINESE}{part}" for part in ("shared", "caption", *(["masks"] if "masks" in screen else []))]
    files = needed(manifest, (*SCREENS[screen], *parts))

    texts = weight(manifest[part]["file"] for part in parts)
    print(f"{screen}: {weight(files) / 1000:.1f} kB of script, of which {texts / 1000:.1f} kB are Chinese texts")
    assert texts
    assert weight(files) <= BUDGET


def test_no_screen_brings_another_screens_script_along(manifest: dict) -> None:
    own = {name: one["file"] for name, one in manifest.items() if one.get("isDynamicEntry") and "Screen" in name}

    for name in own:
        others = needed(manifest, (name,)) & (set(own.values()) - {own[name]})
        assert not others, f"{name} brings {others}"

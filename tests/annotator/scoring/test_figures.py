"""Figures of a dataset open in readers that are not ours, and equal numbers are drawn as equal bytes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image

from annotator.scoring import figures
from tests.annotator.scoring.test_statistics import ROOT, annotation, put, split

CAPTION = "[A brown dog]<mask_1> runs past [two cups]<mask_2>, and [a dog]<mask_1> barks."
FILES = {f"{name}.{ending}" for name in figures.NAMES for ending in ("svg", "png")}


def drawn(root: Path, out: Path) -> dict[str, bytes]:
    """What the command draws of version v1.0, and what it counts."""
    words = ["-m", "annotator.scoring.statistics", str(root), "--out", str(out / "n.json"), "--figures", str(out)]
    subprocess.run([sys.executable, *words], check=True, cwd=ROOT)
    return {path.name: path.read_bytes() for path in (out / "v1.0").iterdir()}


def test_the_command_draws_each_figure_twice_the_same_and_counts_what_it_draws(tmp_path: Path) -> None:
    root = tmp_path / "set"
    put(root, annotation(0, caption_raw_en_gpt=CAPTION), annotation(7, frames=300))
    split(root, train=[0], val=[7])

    first, second = drawn(root, tmp_path / "first"), drawn(root, tmp_path / "second")

    assert first.keys() == FILES
    assert [name for name in FILES if first[name] != second[name]] == []
    for name in FILES:
        place = tmp_path / "first" / "v1.0" / name
        if name.endswith(".png"):
            with Image.open(place) as picture:
                assert picture.getextrema() not in (((0, 0),) * 4, ((255, 255),) * 4)
        else:
            assert ElementTree.parse(place).getroot().tag.endswith("svg")
    row = json.loads((tmp_path / "first" / "n.json").read_text())["v1.0"]
    assert row["train"]["top_nouns"] == [{"noun": "dog", "count": 2}, {"noun": "cup", "count": 1}]
    assert (row["train"]["nouns"], row["train"]["noun_phrases"], row["val"]["nouns"]) == (2, 1, 0)
    assert row["all"]["objects"]["counts"] == [0, 0, 2, *[0] * 8]
    assert sum(row["train"]["mask_area"]["counts"]) == row["train"]["masks_human_visible"]
    assert row["train"]["mask_area"]["counts"][8] == row["train"]["masks_human_visible"]  # 4 of 24 pixels, 16.7 %


def test_a_dataset_without_a_noun_has_no_cloud_and_all_other_figures(tmp_path: Path) -> None:
    put(tmp_path / "set", annotation(0))
    split(tmp_path / "set", train=[0])

    assert drawn(tmp_path / "set", tmp_path / "out").keys() == FILES - {"nouns.svg", "nouns.png"}

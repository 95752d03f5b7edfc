"""Two releases side by side: each thing that was changed is told, with how much, and nothing else is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from annotator.formats import release, rle
from annotator.scoring import statistics_folder
from annotator.scoring.changes import CaptionChange, MaskChange, changes, main
from annotator.scoring.statistics import statistics

FRAMES, HEIGHT, WIDTH = 61, 8, 10
CAPTION = "A [dog]<mask_1> and [a duck]<mask_2>."


def box(columns: int) -> rle.Rle:
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[:, :columns] = True
    return rle.encode(mask)


def written(
    root: Path, splits: Mapping[str, list[int]], *, caption: str = CAPTION, wide: Mapping[int, int] | None = None
) -> Path:
    """Videos whose first track is 4 columns wide, or as wide as said on a frame; the second is never seen."""
    for number in (number for numbers in splits.values() for number in numbers):
        masks = [{1: box((wide or {}).get(index, 4)), 2: box(0)} for index in range(FRAMES)]
        chosen = caption if number == 7 else CAPTION
        made = release.release_video(
            number, source="Demo", name="a.mp4", caption=chosen, size=(HEIGHT, WIDTH),
            masks=masks if number == 7 else [{1: box(4), 2: box(0)}] * FRAMES,
        )  # fmt: skip
        release.write_annotation(root, root.name, made)
    release.write_splits(root, root.name, splits)
    return root


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return written(tmp_path / "v1.0", {"train": [7, 8], "val": [9]})


def compared(old: Path, new: Path):
    return changes(release.read_release(old), release.read_release(new), step=lambda done, total: None)


def test_a_release_held_against_itself_has_not_changed(old: Path) -> None:
    found = compared(old, old)

    assert (found.added, found.removed, found.moved, found.captions, found.masks) == ((), (), {}, (), ())
    assert not any(found.statistics.values())


def test_videos_that_came_went_or_changed_their_split_are_named(old: Path, tmp_path: Path) -> None:
    new = written(tmp_path / "v1.1", {"train": [7, 10], "test": [9]})

    found = compared(old, new)

    assert (found.added, found.removed, found.moved) == ((10,), (8,), {9: ("val", "test")})
    assert (found.captions, found.masks) == ((), ())
    assert found.statistics["val"]["videos"] == -1


def test_another_caption_and_other_masks_are_told_with_how_much(old: Path, tmp_path: Path) -> None:
    caption = "A brown [dog]<mask_1> and [a duck]<mask_2>."
    new = written(tmp_path / "v1.1", {"train": [7, 8], "val": [9]}, caption=caption, wide={30: 8, 31: 2, 32: 0})

    found = compared(old, new)

    assert CaptionChange(7, "caption_raw_en", CAPTION, caption) in found.captions
    shared, either = 4 * (FRAMES - 3) + 4 + 2 + 0, 4 * (FRAMES - 3) + 8 + 4 + 4
    assert found.masks == (MaskChange(7, 1, 3, 1, pytest.approx(shared / either)),)
    assert found.statistics["train"] == {
        "avg_caption_words": 0.5, "avg_caption_words_human": 0.5, "masks_auto_visible": -1, "masks_visible": -1,
    }  # fmt: skip


def test_an_empty_mask_and_none_are_the_same(old: Path, tmp_path: Path) -> None:
    new = written(tmp_path / "v1.1", {"train": [7, 8], "val": [9]})
    file = new / "annotations/v1.1/000007.json"
    content = json.loads(file.read_text())
    for frame in content["segmentations"][1:]:
        frame["track_ids"].pop()
        frame["mask_rles"].pop()
    file.write_text(json.dumps(content))

    assert compared(old, new).masks == ()


def test_numbers_that_lie_beside_a_release_are_read_and_not_counted_again(old: Path, tmp_path: Path) -> None:
    new = written(tmp_path / "v1.1", {"train": [7, 8], "val": [9]}, wide={30: 8, 31: 0})
    counted = compared(old, new).statistics
    for root in (old, new):
        statistics_folder.write(root, statistics(root, complain=print, step=lambda done, total: None))
    read = compared(old, new).statistics
    place = new / "statistics/statistics.json"
    content = json.loads(place.read_text())
    content["v1.1"]["train"]["prompts"] += 5
    place.write_text(json.dumps(content))

    found = compared(old, new).statistics

    assert read == counted
    assert found["train"] == {**counted["train"], "prompts": 5}
    assert found["all"] == counted["all"]


def test_numbers_that_only_one_of_two_counted_are_not_held_against_each_other(old: Path, tmp_path: Path) -> None:
    new = written(tmp_path / "v1.1", {"train": [7, 8], "val": [9]}, caption=CAPTION.replace("dog", "brown dog"))
    found = statistics(old, complain=print, step=lambda done, total: None)
    for row in found["v1.0"].values():
        del row["noun_phrases"]
    (old / "statistics").mkdir()
    (old / "statistics/statistics.json").write_text(json.dumps(found))

    moved = compared(old, new).statistics["all"]

    assert moved["avg_caption_words"] > 0
    assert "noun_phrases" not in moved


def test_numbers_that_cannot_be_read_are_named(old: Path, tmp_path: Path) -> None:
    (old / "statistics").mkdir()
    (old / "statistics/statistics.json").write_text('{"v1.0": [')

    with pytest.raises(release.ReleaseDamaged, match=r"statistics/statistics\.json: cannot be read"):
        compared(old, old)


def test_the_program_tells_it_and_writes_all_of_it(old: Path, tmp_path: Path, capsys) -> None:
    new = written(tmp_path / "v1.1", {"train": [7, 8], "val": [9]}, wide={30: 8})

    ended = main([str(old), str(new), "--out", str(tmp_path / "changes.json")])

    assert ended == 0
    assert "masks: 1 tracks changed, mean IoU 0.984" in capsys.readouterr().out
    assert json.loads((tmp_path / "changes.json").read_text())["masks"][0]["frames"] == 1
    assert main([str(old), str(tmp_path)]) == 1

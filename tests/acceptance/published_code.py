"""Has a release read and scored by the dataset authors' own code: `python -m tests.acceptance.published_code`.

    python -m tests.acceptance.published_code --published DIR --release DIR

DIR of --published is a checkout of github.com/Ali2500/ViCaS; it is not ours, and nothing of it is changed or kept. In a
folder that goes again its files are linked beside copies of the release's splits, as the release's README tells its
users to do, the same lists also under "v0.1", the one version that their reader opens by itself. Then their code, alone
in a process of its own, has to
- open every split, parse every caption to the very text beside it, and give as many frames, masks, prompts and, on
  drawn frames, pixels as our own reader counts;
- score the empty predictions of the release: 0;
- score the release's own masks as predictions: what our reproduction of it gives, and 100 but for what it cannot do
  (docs/lg-vis.md): find an object of which no drawn frame shows a pixel, and always tell three or more objects of one
  prompt apart.
Prints what was read and scored; ends with 1 if any of this does not hold. Not part of the test suite: that code is not
ours to ship.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from annotator.formats import release as layout
from annotator.formats import rle
from annotator.formats.splits import SPLITS
from annotator.scoring.lgvis.split import find_files, score_official

READING = Path(__file__).with_name("published_reading.py")
ONLY_VERSION = "v0.1"  # of `ViCaSDataset(DIR, split=…)`
TOLERANCE = 1e-3  # sums of float32: 99.999992 is all of it


class Published:
    """The published package in a folder of its own, with a release's splits beside it."""

    def __init__(self, code: Path, release: layout.Release, stage: Path) -> None:
        for file in sorted((code / "vicas").rglob("*.py")):
            place = stage / file.relative_to(code)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(file.resolve())
        for version in {release.version, ONLY_VERSION}:
            shutil.copytree(release.root / "splits" / release.version, stage / "splits" / version)
        self.stage, self.release = stage, release
        self.annotations = release.root / "annotations" / release.version

    def run(self, *words: object) -> str:
        """Run it and return what it printed.

        Raises:
            SystemExit: It ended otherwise than well; what it said is printed.
        """
        command = [sys.executable, "-P", str(READING), *map(str, words)]
        environment = {**os.environ, "PYTHONPATH": str(self.stage), "PYTHONDONTWRITEBYTECODE": "1"}
        ended = subprocess.run(
            command, env=environment, cwd=self.stage, capture_output=True, text=True, check=False
        )  # fmt: skip
        if ended.returncode:
            raise SystemExit(f"The published code ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}")
        return ended.stdout

    def read(self) -> dict[str, Any]:
        """What its reader finds, by split."""
        found: dict[str, Any] = json.loads(self.run("read", self.annotations, self.release.version).splitlines()[-1])
        return found

    def score(self, predictions: Path, split: str) -> dict[str, float]:
        """What its scorer gives a folder of predictions."""
        out = self.stage / "scores.json"
        words = ["--pred_dir", predictions, "--gt_dir", self.annotations, "--output_path", out, "--split", split]
        self.run("score", *words, "--dataset_version", self.release.version, "--skip_captions")
        scores: dict[str, float] = json.loads(out.read_text())["LG-VIS"]
        return scores


def counted(release: layout.Release) -> dict[str, Any]:
    """What our own reader finds, by split."""
    found: dict[str, Any] = {"all": len(release.video_ids)}
    for split in SPLITS:
        videos = [release.video(number) for number in release.splits[split]]
        drawn = [frame for video in videos for frame in video.segmentations if frame.is_gt]
        texts = [text for video in videos for text in (video.caption_raw_en, video.caption_raw_en_gpt)]
        found[split] = {
            "videos": len(videos),
            "listed": len(videos),
            "frames": sum(len(video.segmentations) for video in videos),
            "drawn": len(drawn),
            "masks": sum(len(frame.mask_rles) for video in videos for frame in video.segmentations),
            "pixels": sum(rle.area(mask) for frame in drawn for mask in frame.mask_rles),
            "phrases": sum(text.count("]<mask_") for text in texts),
            "prompts": sum(len(video.object_referrals) for video in videos),
            "rewordings": sum(len(video.reworded_en_captions) for video in videos),
            "asked": sum(len(referral.track_ids) for video in videos for referral in video.object_referrals),
        }
    return found


def write_own_masks(release: layout.Release, folder: Path) -> None:
    """Predictions that say what the release says."""
    for video in release.videos():
        height, width = video.image_size
        drawn = [frame for frame in video.segmentations if frame.is_gt]
        masks = [
            [
                {
                    "filename": frame.filename,
                    "mask_rles": [shown(frame).get(track, rle.empty(height, width)) for track in referral.track_ids],
                }
                for frame in drawn
            ]
            for referral in video.object_referrals
        ]
        content = {"video_id": video.video_id, "pred_caption": "", "pred_lgvis_masks": masks}
        (folder / f"{video.video_id:06d}.json").write_text(json.dumps(content))


def shown(frame: layout.ReleaseFrame) -> dict[int, rle.Rle]:
    """A frame's masks by track."""
    return dict(zip(frame.track_ids, frame.mask_rles, strict=True))


def hard_prompts(release: layout.Release, split: str) -> int:
    """Prompts at which the published scorer may fall short of 100 with the very masks."""
    hard = 0
    for video in map(release.video, release.splits[split]):
        drawn = [shown(frame) for frame in video.segmentations if frame.is_gt]
        seen = {track for frame in drawn for track, mask in frame.items() if rle.area(mask)}
        hard += sum(len(one.track_ids) > 2 or not set(one.track_ids) <= seen for one in video.object_referrals)
    return hard


def held_against(published: Published, folder: Path) -> list[str]:
    """Read and score; what does not hold, in words. Prints what was found."""
    release, wrong = published.release, []
    theirs, ours = published.read(), counted(published.release)
    for name in ("all", *SPLITS):
        print(f"read {name}: {told(theirs[name])}")
        if theirs[name] != ours[name]:
            wrong.append(f"{name}: the published reader counts {theirs[name]}, ours {ours[name]}")
    write_own_masks(release, folder)
    for split in SPLITS:
        if not ours[split]["prompts"]:
            print(f"score {split}: nothing is asked, so that the published scorer has nothing to score")
            continue
        empty, own = published.score(release.root / "predictions", split), published.score(folder, split)
        places = published.annotations, folder, release.root / "splits" / release.version / f"{split}.json"
        same = score_official(find_files(*places), tie_order="numpy-default", workers=1, progress=lambda done: None)
        hard = hard_prompts(release, split)
        print(f"score {split}: empty predictions {told(empty)}; own masks {told(own)}; ours official {same['mAP']}")
        if any(empty.values()):
            wrong.append(f"{split}: empty predictions score {empty}")
        if own["mAP"] != same["mAP"]:
            wrong.append(f"{split}: the published scorer gives {own['mAP']}, our reproduction {same['mAP']}")
        if own["mAP"] < 100 - TOLERANCE:
            print(f"  below 100 with {hard} of {ours[split]['prompts']} prompts that the published scorer may miss")
            wrong += [] if hard else [f"{split}: the release's own masks score {own['mAP']}"]
    return wrong


def told(counts: Any) -> str:
    """Numbers with their names."""
    return ", ".join(f"{name} {value}" for name, value in counts.items()) if isinstance(counts, dict) else str(counts)


def main() -> int:
    """Read and score a release.

    Returns:
        0 where everything holds.
    """
    program = argparse.ArgumentParser(
        prog="python -m tests.acceptance.published_code", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    program.add_argument("--published", type=Path, required=True, metavar="DIR", help="a checkout of Ali2500/ViCaS")
    program.add_argument("--release", type=Path, required=True, metavar="DIR", help="what make_release --out made")
    chosen = program.parse_args()
    if not (chosen.published / "vicas/dataset.py").exists():
        program.error(f"{chosen.published} is no checkout of ViCaS: there is no vicas/dataset.py in it")
    release = layout.read_release(chosen.release.resolve())
    with tempfile.TemporaryDirectory(prefix="tether-published-") as folder:
        stage, predictions = Path(folder, "stage"), Path(folder, "predictions")
        predictions.mkdir()
        wrong = held_against(Published(chosen.published, release, stage), predictions)
    for line in wrong:
        print(f"WRONG: {line}")
    print("Read and scored by the published code." if not wrong else f"{len(wrong)} things do not hold.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""A published release of four small clips, and predictions for its validation split, as a person sends them."""

from __future__ import annotations

import json
import random
from pathlib import Path

from annotator.formats import release as layout
from tests.annotator.benchmark.predicted import Documents, prediction_of
from tests.annotator.formats import clips
from tests.annotator.releases import vicas_set
from tests.e2e.product import Product

NUMBERS = (214, 224, 230, 231)  # in each a prompt asks for something, and all objects are there from the first frame


def publish(tether: Product, root: Path) -> layout.Release:
    """Import four clips and make a release of them: one to learn from, three to be scored on."""
    for place, number in enumerate(NUMBERS):
        document = vicas_set.document(number, random.Random(number), (place + 121,))
        vicas_set.write_annotation(root, document)
        height, width = document["image_size"]
        (root / "videos").mkdir(exist_ok=True)
        seconds = (len(document["segmentations"]) + 0.01) / 30
        film = clips.cfr(30, seconds, width=width, height=height)
        clips.render(film, root / "videos", document["filename"].removesuffix(".mp4"))
    return publish_set(tether, root, videos=len(NUMBERS), splits="1,3,0")


def publish_set(tether: Product, root: Path, *, videos: int, splits: str) -> layout.Release:
    """Import a set that lies in a folder, and make a release of it."""
    done = tether.command("import_annotations", "demo", str(root), "--json")
    assert json.loads(done.stdout)["imported"] == videos, done.stdout + done.stderr
    out = root / "out"
    words = ("make_release", "demo", "v1.0.0", "--splits", splits, "--prompts", "by-rule", "--out", str(out))
    made = tether.command(*words)
    assert made.returncode == 0, made.stdout + made.stderr
    return layout.read_release(out)


def predictions(release: layout.Release, *, wrong: tuple[int, ...] = ()) -> Documents:
    """What a model predicts for the validation split; it finds nothing in the videos at the places in `wrong`."""
    numbers = release.splits["val"]
    return {
        number: prediction_of(release.video(number), right=place not in wrong) for place, number in enumerate(numbers)
    }

"""Workers read what lies in a bucket, each machine through copies of its own, and what is gone is said as on a disk."""

from __future__ import annotations

import numpy as np
import pytest

from annotator.annotations import bundles
from annotator.annotations.models import Segment
from annotator.annotations.refusals import BundleMissing
from annotator.formats import canonical
from annotator.storage.store import store
from propagation.worker import reader_of
from tests.annotator.storage.clip import finished_anywhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("anywhere")]


def test_frames_for_an_engine_are_those_of_the_kept_video(footage):
    clip = finished_anywhere(footage)

    read = list(reader_of(clip)(29, 31))

    wanted = list(canonical.read_frames(footage.folder / canonical.VIDEO, 29, 31))
    assert len(read) == 3
    assert all(np.array_equal(one, other) for one, other in zip(read, wanted, strict=True))


def test_a_video_that_is_gone_is_a_file_that_is_not_there(footage):
    clip = finished_anywhere(footage)
    store().remove(f"media/{clip.folder}/{canonical.VIDEO}")

    with pytest.raises(FileNotFoundError):
        next(reader_of(clip)(0, 1))


def test_masks_that_were_changed_where_they_are_kept_are_not_believed(footage):
    finished_anywhere(footage)
    sha256 = Segment.objects.earliest("pk").bundle_sha256
    store().write(bundles.name_of(sha256), b"others")

    with pytest.raises(BundleMissing, match="is damaged"):
        bundles.read(sha256)

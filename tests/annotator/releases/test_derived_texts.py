"""A release takes a cleaned or Chinese text that keeps the raw caption's ids, and says in how many clips it could."""

from __future__ import annotations

import pytest

from annotator.annotations.actions.captions import Writing, save_caption
from annotator.formats import release as layout
from annotator.releases import actions
from annotator.releases.build import build
from annotator.releases.models import ReleaseVideo
from tests import factories as make
from tests.annotator.folders import folder_of
from tests.annotator.releases.finished import ALONE, made, silent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]
CLEANED = "[A red box]<mask_1> slides past the wall."
CHINESE = "[红色的盒子]<mask_1>滑过，墙。"


def write(clip, field: str, text: str, *, seen: int = 0) -> None:
    editor = make.inspector(clip.project)
    save_caption(editor, video_id=clip.pk, field=field, writing=Writing(text), seen_revision=seen)


def texts_of(release) -> tuple[str, str, str]:
    [video] = layout.read_release(folder_of(release)).videos()
    return video.caption_raw_en, video.caption_raw_en_gpt, video.caption_raw_cn


def readme_of(release) -> str:
    return (folder_of(release) / "README.md").read_text()


def test_a_text_that_keeps_the_ids_goes_in_with_its_revision(project, clip):
    write(clip, "en_gpt", "A first try.")
    write(clip, "en_gpt", CLEANED, seen=1)
    write(clip, "cn", CHINESE)

    release = made(project)

    assert texts_of(release) == (ALONE, CLEANED, CHINESE)
    assert release.videos.get().frozen["derived"] == {
        "en_gpt": {"text": CLEANED, "revision": 2, "left_out": None},
        "cn": {"text": CHINESE, "revision": 1, "left_out": None},
    }
    assert "`caption_raw_en_gpt`: 1 of 1 clips have a cleaned text of their own." in readme_of(release)
    assert "`caption_raw_cn`: 1 of 1 clips have a Chinese text of their own." in readme_of(release)


def test_without_any_the_cleaned_text_is_a_copy_and_the_chinese_one_empty(project, clip):
    release = made(project)

    assert texts_of(release) == (ALONE, ALONE, "")
    assert "0 of 1 clips have a cleaned text of their own; it is a copy of `caption_raw_en`." in readme_of(release)
    assert "0 of 1 clips have a Chinese text of their own; it is empty." in readme_of(release)
    assert "0 of 1 clips have prompts that people approved; 1 have none, as people approved none." in readme_of(release)
    assert "nobody has looked at" not in readme_of(release)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("A red box slides.", "ids_differ"),
        ("[A box]<mask_1> and [a cat]<mask_2>.", "ids_differ"),
        ("[A red box]<mask_12>.", "E_RANGE"),
        ("   ", None),
    ],
)
@pytest.mark.parametrize("field", ["en_gpt", "cn"])
def test_a_text_that_does_not_fit_is_left_out_and_the_readme_says_which(project, clip, field, text, reason):
    write(clip, field, text)

    release = made(project)

    assert texts_of(release) == (ALONE, ALONE, "")
    left_out = f"{clip.number:06d} ({reason})"
    assert (left_out in readme_of(release)) is (reason is not None)


def test_later_texts_do_not_reach_a_frozen_release(project, clip):
    write(clip, "cn", CHINESE)
    release = actions.freeze(project, version="v1.0", note="", by=None)
    write(clip, "cn", "[别的]<mask_1>。", seen=1)

    build(release, step=silent)

    assert texts_of(release)[2] == CHINESE


def test_a_release_that_was_frozen_before_there_were_such_texts_is_still_built(project, clip):
    release = actions.freeze(project, version="v1.0", note="", by=None)
    entry = ReleaseVideo.objects.get()
    del entry.frozen["derived"]
    entry.save()

    build(release, step=silent)

    assert texts_of(release) == (ALONE, ALONE, "")

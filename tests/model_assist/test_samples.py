"""What is learned is what a release says: its frames by index, its masks, every wording of its captions."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
import torch

from annotator.formats import rle
from annotator.formats.frames import read_frames
from annotator.formats.grounding import parse
from annotator.formats.release import read_release, verify
from model_assist.clip import read_indices
from model_assist.conversation import DESCRIBE, GROUND, Writer, read_answer, wordings
from model_assist.dataset import ReleaseClips, TooManyBadSamples, collate, release_texts, see
from model_assist.letterbox import Letterbox
from model_assist.packing import SEGMENT
from model_assist.recipe import Stage, load_recipe
from model_assist.shapes_release import write_release
from model_assist.vocabulary import learn_vocabulary
from tests.model_assist.micro import micro_recipe

EVERY_TASK = {"caption": 1.0, "grounded": 1.0, "lgvis": 1.0}


def stage(**fields):
    return Stage(**{"name": "3", "rates": {}, "batch": 2, "steps": 4, "tasks": EVERY_TASK, "turns": 9} | fields)


@pytest.fixture
def vocabulary(shapes):
    return learn_vocabulary(release_texts(shapes), most=400)


@pytest.fixture
def clips(shapes, vocabulary):
    return ReleaseClips(shapes, "train", micro_recipe(), vocabulary)


def test_synthetic_clips_are_a_release_that_anybody_can_verify(shapes) -> None:
    verified = verify(shapes.root)

    assert verified.splits == {"train": 6, "val": 2, "test": 2}
    assert verified.masks_human > 0


def test_the_same_seed_writes_the_same_release(shapes, tmp_path) -> None:
    write_release(tmp_path / "again", clips=6, held_out=2, keyframes=3)

    assert verify(tmp_path / "again").manifest_sha256 == verify(shapes.root).manifest_sha256


def test_every_wording_of_a_caption_is_learned_in_some_epoch(clips, vocabulary) -> None:
    video = clips.release.video(1)
    captions_only = stage(tasks={"caption": 1.0}, turns=1)

    turns = {clips.sample(captions_only, 1, epoch).turns[0] for epoch in range(30)}

    told = {read_answer(turn.tokens[turn.answer :], vocabulary).caption.plain for turn in turns}
    assert told == set(wordings(video))
    assert len(told) == 3


def test_a_step_has_the_same_samples_whenever_it_is_asked_for(clips, shapes, vocabulary) -> None:
    chosen = clips.of_step(stage(), 7)

    again = ReleaseClips(shapes, "train", micro_recipe(), vocabulary)

    assert [s.turns for s in again.samples(stage(), again.of_step(stage(), 7))] == [
        s.turns for s in clips.samples(stage(), chosen)
    ]


def test_an_epoch_has_every_clip_once(clips) -> None:
    seen = [video for step in range(3) for video, _ in clips.of_step(stage(), step)]

    assert sorted(seen) == sorted(clips.video_ids)


def test_frames_are_those_of_the_index(shapes) -> None:
    path = shapes.video_file(shapes.video(2))
    every = list(read_frames(path))

    some = list(read_indices(path, [0, 3, 59, 60]))

    assert all(np.array_equal(a, every[i]) for a, i in zip(some, [0, 3, 59, 60], strict=True))


def test_a_mask_is_where_the_segmented_frame_shows_its_object(shapes) -> None:
    recipe = micro_recipe("segmentation.side=128", "segmentation.loss_side=128", "segmentation.frames=3")
    video = shapes.video(1)

    seen = see(shapes, video, recipe)

    for at, index in enumerate(seen.clip.segment_indices):
        frame = video.segmentations[index]
        for track, encoded in zip(frame.track_ids, frame.mask_rles, strict=True):
            assert rle.iou(seen.masks[track][at][: video.image_size[0]], rle.decode(encoded)) == 1
    assert seen.inside_SS.sum() == video.image_size[0] * video.image_size[1]


def test_a_grounded_answer_is_read_as_it_was_written(shapes, vocabulary) -> None:
    caption = parse("A [red dog]<mask_1> meets [two cats]<mask_3,4> and [a crowd]<mask_?>.")

    turn = Writer(vocabulary).grounded(caption)
    answer = read_answer(turn.tokens[turn.answer :], vocabulary)

    assert answer.caption.plain == caption.plain
    assert [(p.text, p.start) for p in answer.caption.phrases] == [(p.text, p.start) for p in caption.phrases]
    assert answer.segments == ((0,), (1, 2), ())
    assert (turn.groups, turn.tracks) == ((0, 1, 1), (1, 3, 4))


@pytest.mark.parametrize("written", ["no [bracket", "] closed", "[] empty", "[[a]] b", "[a"])
def test_an_answer_with_broken_brackets_is_still_text(vocabulary, written) -> None:
    answer = read_answer([*vocabulary.encode(written), SEGMENT, vocabulary.end], vocabulary)

    for phrase in answer.caption.phrases:
        assert answer.caption.plain[phrase.start : phrase.end] == phrase.text


def test_a_batch_pairs_every_token_with_every_frame_of_its_own_clip(clips, vocabulary) -> None:
    samples = list(clips.samples(stage(), [(1, 0), (2, 0), (3, 0)]))

    batch = collate(samples, clips.recipe, vocabulary)

    frames = [len(sample.clip.segment_indices) for sample in samples]
    owner = [at for at, count in enumerate(frames) for _ in range(count)]
    for pair, (seg, frame) in enumerate(zip(batch.pair_seg_P.tolist(), batch.pair_frame_P.tolist(), strict=True)):
        at = int(batch.packed.seg_sample_G[seg])
        assert owner[frame] == at
        track = int(batch.packed.seg_track_G[seg])
        wanted = samples[at].masks[track][frame - sum(frames[:at])]
        assert torch.equal(batch.targets_PHW[pair], torch.from_numpy(wanted))
    assert len(batch.pair_seg_P) == sum(
        frames[int(at)] for at in batch.packed.seg_sample_G.tolist()
    )  # fmt: skip


def test_a_clip_that_cannot_be_read_is_named_and_the_others_go_on(shapes, vocabulary, tmp_path) -> None:
    shutil.copytree(shapes.root, tmp_path / "broken")
    release = read_release(tmp_path / "broken")
    release.video_file(release.video(3)).write_bytes(b"no video")
    clips = ReleaseClips(release, "train", micro_recipe(), vocabulary)

    read = [sample.video_id for sample in clips.samples(stage(), [(2, 0), (3, 0), (4, 0)])]

    assert read == [2, 4]
    assert clips.bad.keys() == {3}


def test_training_stops_when_many_clips_cannot_be_read(shapes, vocabulary, tmp_path) -> None:
    shutil.copytree(shapes.root, tmp_path / "broken")
    release = read_release(tmp_path / "broken")
    for video_id in (1, 2, 3, 4):
        release.video_file(release.video(video_id)).write_bytes(b"no video")
    clips = ReleaseClips(release, "train", micro_recipe(), vocabulary)

    with pytest.raises(TooManyBadSamples) as refused:
        list(clips.samples(stage(), [(video_id, 0) for video_id in clips.video_ids]))

    assert refused.value.fields["videos"] == [1, 2, 3, 4]


@pytest.mark.parametrize("centred", [True, False])
@pytest.mark.parametrize(("width", "height"), [(160, 90), (90, 160), (64, 64), (33, 7)])
def test_the_whole_frame_is_in_the_square_and_comes_back_out_of_it(width, height, centred) -> None:
    square = Letterbox(width, height, 128, centred=centred)
    yes = np.zeros((height, width), np.bool_)
    yes[: height // 2] = True

    back = square.back(square.mask(yes).astype(np.float32)) > 0.5

    assert square.inside().sum() == square.scaled[0] * square.scaled[1]
    assert max(square.scaled) == 128
    assert rle.iou(back, yes) > 0.9


def test_questions_are_the_ones_that_inference_asks(vocabulary) -> None:
    turn = Writer(vocabulary).caption("A dog.")

    assert list(turn.tokens[: turn.answer]) == vocabulary.question(DESCRIBE[0])


def test_a_model_with_words_of_its_own_has_them_for_what_it_is_asked_too(shapes) -> None:
    vocabulary = learn_vocabulary(release_texts(shapes), most=load_recipe("tiny").language.vocabulary)

    spelled = [text for text in (*DESCRIBE, *GROUND) if len(vocabulary.encode(text)) > 1.5 * len(text.split())]

    assert spelled == []

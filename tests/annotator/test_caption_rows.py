"""Captions and tracks that were there before a caption had objects and a track had words are taken along whole."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import connection

from annotator.annotations.models import Caption, CaptionRevision, Track
from tests import factories as make

pytestmark = pytest.mark.django_db
fill = importlib.import_module("annotator.annotations.migrations.0004_words_and_names").fill


@contextmanager
def as_before_the_triggers() -> Iterator[None]:
    """Rows may be rewritten, as they might when this migration runs."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_older_captions_get_their_objects_and_older_tracks_their_words():
    video = make.video(make.project())
    make.masking(video, make.annotator(video.project))
    saved = Caption.objects.get().saved_at
    Caption.objects.update(numbered=[])
    with as_before_the_triggers():
        CaptionRevision.objects.update(numbered=[])
        Track.objects.update(words=[])

        fill(apps, None)

    named = [{"number": 1, "name": "red box"}, {"number": 2, "name": "two balls"}, {"number": 3, "name": "two balls"}]
    assert Caption.objects.get().numbered == CaptionRevision.objects.get().numbered == named
    assert Caption.objects.get().saved_at == saved
    assert dict(Track.objects.values_list("number", "words")) == {1: ["A red box"], 2: ["two balls"], 3: ["two balls"]}


def test_a_track_that_a_draft_names_no_more_keeps_its_label_as_words():
    video = make.video(make.project())
    make.masking(video, make.annotator(video.project))
    Caption.objects.update(text="Half [a draft", numbered=[])
    Track.objects.update(words=[])

    fill(apps, None)

    assert Caption.objects.get().numbered == []
    assert dict(Track.objects.values_list("number", "words"))[1] == ["A red box"]

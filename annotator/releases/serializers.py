"""Releases as the API reads and writes them."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.serializers import Person
from annotator.releases.models import Release as ReleaseRow


class BuildProgress(serializers.Serializer[Any]):
    done = serializers.IntegerField()
    total = serializers.IntegerField()


class Splits(serializers.Serializer[Any]):
    train = serializers.IntegerField()
    val = serializers.IntegerField()
    test = serializers.IntegerField()


class ReleaseFile(serializers.Serializer[Any]):
    path = serializers.CharField()
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()


class Release(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    version = serializers.CharField()
    note = serializers.CharField()
    state = serializers.ChoiceField(choices=ReleaseRow.State.choices)
    progress = BuildProgress()
    error = serializers.CharField(allow_null=True)
    videos = serializers.IntegerField()
    tracks = serializers.IntegerField()
    masks_human = serializers.IntegerField()
    masks_automatic = serializers.IntegerField()
    prompts = serializers.IntegerField()
    manifest_sha256 = serializers.CharField()
    created = serializers.DateTimeField()
    published = serializers.DateTimeField(allow_null=True)
    by = Person(allow_null=True)
    splits = Splits()
    files = ReleaseFile(many=True)


class Releases(serializers.Serializer[Any]):
    releases = Release(many=True)
    ready = serializers.IntegerField()


class ReleaseBody(serializers.Serializer[Any]):
    version = serializers.CharField(max_length=20)
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")

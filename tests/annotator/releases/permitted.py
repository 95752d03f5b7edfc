"""The releases' rows of the table of `test_permissions.py`, and what they are tried on."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from annotator.jobs import actions as jobs
from annotator.releases import comparison
from annotator.releases.models import Release
from annotator.releases.queries import KIND
from annotator.scoring.changes import Changes
from annotator.videos.models import Project
from tests.annotator.folders import folder_of

READERS = (401, 404, 403, 200, 200, 200, 200, 403)
ALLOWED = {
    "build_release_again": (401, 404, 403, 403, 403, 202, 403, 403),
    "compare_releases": (401, 404, 403, 202, 202, 202, 202, 403),
    "get_release": READERS,
    "get_release_archive": READERS,
    "get_release_changes": READERS,
    "get_release_file": READERS,
    "get_release_statistics": READERS,
    "list_release_caption_changes": READERS,
    "list_release_leaks": READERS,
    "list_release_mask_changes": READERS,
    "list_releases": READERS,
    "steer_release_build": (401, 404, 403, 403, 403, 200, 403, 403),
    "make_release": (401, 404, 403, 403, 403, 201, 403, 403),
}
BODIES: dict[str, Any] = {"make_release": {"version": "v2.0"}}
COMPARED = {operation for operation in ALLOWED if "changes" in operation} | {"compare_releases"}


def rows(project: Project) -> dict[str, Any]:
    """A release, and an earlier one with which it was compared, as paths and queries name them."""
    old, new = published(project, "v0.9"), published(project, "v1.0")
    place = comparison.place_of(old, new)
    place.mkdir()
    for name in ("captions", "masks"):
        comparison.write_lines(place / f"{name}.jsonl", [])
    comparison.write_lines(place / "summary.json", [comparison.summary(Changes((), (), {}, (), (), {}))])
    since = {"query": f"?since={old.pk}"}
    failed = Release.objects.create(project=project, version="v0.8", state="failed")
    begun = Release.objects.create(project=project, version="v0.7", state="building")
    jobs.enqueue(KIND, begun.pk, queue="machine")
    again = {
        "build_release_again": {"release_id": failed.pk},
        "steer_release_build": {"release_id": begun.pk, "verb": "pause"},
    }
    return {"release_id": new.pk, "path": "README.md"} | dict.fromkeys(COMPARED, since) | again


def published(project: Project, version: str) -> Release:
    """A release of one file, as a build would leave it."""
    release = Release.objects.create(
        project=project, version=version, state="published", manifest_sha256="0" * 64, leaks=[]
    )
    release.files.create(path="README.md", bytes=8, sha256="0" * 64)
    assert folder_of(release).is_relative_to(settings.RELEASES_ROOT)
    folder_of(release).mkdir(parents=True)
    (folder_of(release) / "README.md").write_text("Read me.")
    return release

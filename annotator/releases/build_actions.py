"""What a person decides of a build: to pause it, to try it again, and to go without clips that it found damaged."""

from collections import Counter

from django.db import transaction

from annotator.accounts.models import User
from annotator.jobs import actions as jobs
from annotator.jobs.queries import latest
from annotator.releases import queries
from annotator.releases.actions import tell
from annotator.releases.damage import BuildRefused
from annotator.releases.models import Release, ReleaseVideo
from annotator.videos.queries import NotFound

VERBS = ("pause", "resume")


@transaction.atomic
def build_again(actor: User, *, release_id: int, without: int = 0) -> Release:
    """Queue the build of a release that failed once more.

    Args:
        without: How many damaged clips it shall go without: all that the last build found, or none.

    Raises:
        NotFound: There is no such release for the actor.
        NotAllowed: The actor is no lead.
        BuildRefused: It has not failed, another number of clips is damaged, or nothing would be left.
    """
    release = queries.release_to_build(actor, release_id)
    state, _ = queries.state_of(release, latest(queries.KIND, release.pk))
    if state != Release.State.FAILED:
        raise BuildRefused(f"{release.version} is {state}; only a release that could not be built is built again.")
    if without:
        leave_out(release, clips=without)
    Release.objects.filter(pk=release.pk).update(state=Release.State.FROZEN, error_text="")
    release.refresh_from_db()
    jobs.enqueue(queries.KIND, release.pk, queue="machine")
    tell(release, done=0, total=queries.taken(release).count())
    return release


@transaction.atomic
def steer_build(actor: User, *, release_id: int, verb: str) -> Release:
    """Pause a build, or let it go on where it stopped; its worker notices after the clip that it is at.

    Args:
        verb: One of `VERBS`.

    Raises:
        NotFound: There is no such release for the actor, or no such verb.
        NotAllowed: The actor is no lead.
        BuildRefused: Nothing of it waits or runs, or nothing is paused, or it is being proved.
    """
    release = queries.release_to_build(actor, release_id)
    if verb not in VERBS:
        raise NotFound(f"A build knows no {verb!r}; it can {' and '.join(VERBS)}.")
    if verb == "pause" and release.state == Release.State.VERIFYING:
        raise BuildRefused(f"{release.version} is written and being proved; there is nothing left to pause.")
    steered = (jobs.pause if verb == "pause" else jobs.resume)(queries.KIND, release.pk)
    if not steered:
        raise BuildRefused(f"There is no build of {release.version} to {verb}.")
    job = latest(queries.KIND, release.pk)
    tell(release, done=job.done if job else 0, total=queries.taken(release).count())
    return release


@transaction.atomic
def leave_out(release: Release, *, clips: int) -> None:
    """Go without the clips that the last build found damaged; all others keep their splits.

    Args:
        clips: How many those are, as whoever decides has read.

    Raises:
        BuildRefused: Another number is damaged, or nothing would be left.
    """
    rows = queries.taken(release).exclude(damage="")
    found = list(rows.select_for_update().values_list("pk", "frozen__referrals"))
    if len(found) != clips:
        raise BuildRefused(
            f"The last build found {len(found)} damaged, not {clips}; look at them again.", damaged=len(found)
        )
    if clips == queries.taken(release).count():
        raise BuildRefused(f"Without its {clips} damaged clips nothing is left of {release.version}; restore them.")
    release.videos.filter(pk__in=[key for key, _ in found]).update(left_out=True)
    release.split_sizes = Counter(queries.taken(release).values_list("split", flat=True))
    if release.without_reviewed_prompts is not None:
        release.without_reviewed_prompts -= sum(not referrals for _, referrals in found)
    release.save(update_fields=["split_sizes", "without_reviewed_prompts"])


def note_damage(entry: ReleaseVideo, damage: str) -> None:
    """Keep why a build could not write a clip, or that it could."""
    ReleaseVideo.objects.filter(pk=entry.pk, left_out=False).update(damage=damage)

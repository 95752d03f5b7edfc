"""Stopping a clip's propagation and letting it go on: what is stored stays; a worker hears at its next write."""

from typing import Any

from django.db import transaction

from annotator.accounts.models import Role, User
from annotator.annotations.actions.propagations import start_propagation, tell
from annotator.annotations.masks_document import KIND, propagation_state
from annotator.jobs import actions as jobs
from annotator.jobs.models import Job
from annotator.jobs.queries import parts_of
from annotator.videos.models import Video
from annotator.videos.queries import NotFound, membership_in, video_for
from annotator.work.transitions import WrongState

STEERERS = (Role.LEAD, Role.INSPECTOR)
FROM = {
    "pause": (Job.State.QUEUED, Job.State.RUNNING),
    "resume": (Job.State.PAUSED,),
    "cancel": Job.LIVE,
    "retry": (Job.State.FAILED, Job.State.CANCELLED),
}


@transaction.atomic
def steer(actor: User, *, video_id: int, verb: str) -> dict[str, Any]:
    """Pause, resume, cancel or retry a clip's propagation.

    Retrying makes new jobs with all their attempts; the old ones keep the reason, which is shown as `previous_error`.

    Returns:
        The state of the clip's propagation, in JSON.

    Raises:
        NotFound: No such clip for the actor, or no such verb.
        NotAllowed: The actor is neither lead nor inspector.
        WrongState: Nothing of it is in a state that the verb starts from.
    """
    video = video_for(actor, video_id)
    membership_in(actor, video.project_id, roles=STEERERS)
    if verb not in FROM:
        raise NotFound(f"A propagation cannot be told to {verb!r}; there are: {', '.join(FROM)}.")
    Video.objects.select_for_update().get(pk=video.pk)
    if not any(job.state in FROM[verb] for job in parts_of(KIND, video.pk)):
        state = propagation_state(video)["state"]
        raise WrongState(
            f"This clip's propagation is {state}; to {verb} it, it must be {' or '.join(FROM[verb])}. Load it again.",
            state=state,
        )
    if verb == "retry":
        start_propagation(video, priority=Job.Priority.URGENT)
    else:
        {"pause": jobs.pause, "resume": jobs.resume, "cancel": jobs.cancel}[verb](KIND, video.pk)
        tell(video)
    return propagation_state(video)

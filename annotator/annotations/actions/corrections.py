"""What lies beside a reviewer's correction is computed again once their hand rests, without anybody asking.

The page asks for it when they go back to the review; this is for who closes it instead.
"""

from datetime import timedelta

from django.db import transaction

from annotator.annotations.actions.propagations import start_propagation
from annotator.annotations.refusals import NothingToPropagate
from annotator.jobs.models import Job
from annotator.work.actions import take_corrected
from annotator.work.queries import corrected_before

RESTED = timedelta(seconds=20)


def compute_corrected() -> int:
    """Queue what corrections made stale, each second by the dispatcher; returns of how many clips."""
    return sum(compute_beside(item) for item in corrected_before(RESTED).values_list("pk", flat=True)[:100])


@transaction.atomic
def compute_beside(item_id: int) -> bool:
    """Queue what the corrections of one clip made stale; whether it was due."""
    item = take_corrected(item_id, rested=RESTED)
    if item is None:
        return False
    try:
        start_propagation(item.video, priority=Job.Priority.URGENT)
    except NothingToPropagate:  # the reviewer took every shape away
        return False
    return True

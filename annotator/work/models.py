"""A work item is one step of one clip. The rules that keep people apart are constraints: no code breaks them.

Every step that an item takes is a row too, and a trigger (in `migrations/0001_initial`) refuses a state that the table
of `transitions.py` does not lead to.
"""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from annotator.accounts.models import User
from annotator.videos.models import Project, Video
from annotator.work.transitions import TRANSITIONS


class Batch(models.Model):
    """Clips that are planned together. While it is frozen, none of its work is handed out, handed in or judged."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="batches")
    name = models.CharField(max_length=80)
    frozen_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_batch_a_name")]

    def __str__(self) -> str:
        return f"{self.name} of {self.project_id}"


class WorkItem(models.Model):
    """Caption or masks of a clip: its state, its people, and the lease of whoever works on it now.

    `barred_author` is the caption's author on the masks item: a copy, so that the database itself can refuse them.
    `partial` masks came back because words of the caption changed: only the objects of those words are open.
    Ready work that is `reserved_for` somebody is handed out to nobody else. `moved` counts its moves. `correctors` are
    the reviewers who ever mended what was handed in; `corrected_at` is when one last drew on submitted masks, until
    what lies between is asked for anew.
    """

    class Step(models.TextChoices):
        CAPTION = "caption"
        MASKS = "masks"

    class State(models.TextChoices):
        BLOCKED = "blocked"
        READY = "ready"
        ANNOTATING = "annotating"
        SUBMITTED = "submitted"
        RETURNED = "returned"
        APPROVED = "approved"

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="work")
    step = models.CharField(max_length=8, choices=Step.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    round = models.PositiveIntegerField(default=1)
    priority = models.IntegerField(default=0)
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="authored")
    inspector = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="inspected")
    barred_author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    partial = models.BooleanField(default=False)
    reserved_for = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    deadline = models.DateTimeField(null=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="items")
    moved = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    correctors = models.ManyToManyField(User, related_name="+")
    corrected_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["video", "step"], name="one_item_a_step"),
            models.CheckConstraint(
                condition=Q(barred_author__isnull=True) | Q(author__isnull=True) | ~Q(author=F("barred_author")),
                name="mask_author_is_not_caption_author",
            ),
            models.CheckConstraint(
                condition=Q(inspector__isnull=True) | Q(author__isnull=True) | ~Q(inspector=F("author")),
                name="inspector_is_not_author",
            ),
            models.CheckConstraint(
                condition=Q(state="annotating", lease_until__isnull=False)
                | (~Q(state="annotating") & Q(lease_until__isnull=True)),
                name="annotating_means_leased",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["blocked", "ready"], author__isnull=True)
                | Q(state__in=["annotating", "submitted", "returned", "approved"], author__isnull=False),
                name="work_has_an_author_once_begun",
            ),
            models.CheckConstraint(
                condition=Q(partial=False)
                | Q(step="masks", state__in=["ready", "annotating", "returned", "submitted"]),
                name="only_masks_that_came_back_are_partial",
            ),
        ]
        indexes = [
            models.Index(fields=["-priority", "-step", "id"], name="work_ready_in_order", condition=Q(state="ready")),
            models.Index(fields=["step", "state"], name="work_of_a_state"),
            models.Index(fields=["corrected_at"], name="work_corrected", condition=Q(corrected_at__isnull=False)),
            models.Index(fields=["video"], name="work_that_is_open", condition=~Q(state="approved")),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.video_id}: {self.state}"


class Move(models.Model):
    """One step that an item took. Rows are only ever added.

    `actor` did it, None for the line itself. `person` is whom it was about: who took the work or lost it, or for whom
    it was reserved.
    """

    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="moves")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=9)
    from_state = models.CharField(max_length=10, choices=WorkItem.State.choices)
    to_state = models.CharField(max_length=10, choices=WorkItem.State.choices)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="moves")
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=40, default="", blank=True)
    text = models.CharField(max_length=500, default="", blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="one_move_a_number"),
            models.CheckConstraint(
                condition=reduce(
                    or_,
                    (Q(from_state=state, verb=verb, to_state=to.to) for (state, verb), to in TRANSITIONS.items()),
                ),
                name="moves_are_in_the_table",
            ),
        ]
        indexes = [models.Index(fields=["actor", "verb", "item"], name="moves_of_a_person")]

    def __str__(self) -> str:
        return f"{self.item_id}.{self.number}: {self.verb} from {self.from_state} to {self.to_state}"


class Stint(models.Model):
    """A stretch of time in which a person acted on one work item, by the server's clock; nobody has two at a time.

    Both ends are signs of activity, so what lies between was never idle for longer than the rule allows. Masks are
    drawn on a `frame`, on the object of a `number`. A `review` is an inspector's time.
    """

    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="stints")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="stints")
    review = models.BooleanField(default=False)
    frame = models.PositiveIntegerField(null=True)
    number = models.PositiveSmallIntegerField(null=True)
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_at__gte=F("began_at")), name="stint_ends_after_it_began")
        ]
        indexes = [
            models.Index(fields=["person", "-last_at"], name="stints_of_a_person"),
            models.Index(fields=["-last_at"], name="stints_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.item_id} from {self.began_at}"

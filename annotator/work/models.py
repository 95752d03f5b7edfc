"""A work item is one step of one clip. The rules that keep people apart are constraints: no code breaks them."""

from django.db import models
from django.db.models import F, Q

from annotator.accounts.models import User
from annotator.videos.models import Video


class WorkItem(models.Model):
    """Caption or masks of a clip: its state, its people, and the lease of whoever works on it now.

    `barred_author` is the caption's author on the masks item: a copy, so that the database itself can refuse them.
    `partial` masks came back because words of the caption changed: only the objects of those words are open.
    Ready work that is `reserved_for` somebody is handed out to nobody else.
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
    lease_until = models.DateTimeField(null=True)
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
                condition=Q(partial=False) | Q(step="masks", state__in=["returned", "submitted"]),
                name="only_masks_that_came_back_are_partial",
            ),
        ]
        indexes = [
            models.Index(fields=["-priority", "-step", "id"], name="work_ready_in_order", condition=Q(state="ready")),
            models.Index(fields=["step", "state"], name="work_of_a_state"),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.video_id}: {self.state}"

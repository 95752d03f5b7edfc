"""Who may be given what: the rules that keep people apart and the skills, in one place for lists, claims and plans.

A caption and the masks of the same clip come from different people. Whoever holds one step, ever handed it in or
corrected it does not get the other; the constraints of `models.py` catch the part of it that a single row can say.
"""

from typing import Literal

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotator.accounts.models import User
from annotator.videos.models import Membership
from annotator.work.models import Move, WorkItem
from annotator.work.transitions import ROLES, Capacity, OwnWork, PersonUnfit

Unfit = Literal["role", "skill", "other_step", "corrected", "reserved"]
SKILLS = {WorkItem.Step.CAPTION: "captions", WorkItem.Step.MASKS: "masks"}
OTHER_STEP = {
    WorkItem.Step.CAPTION: "drew this clip's masks, so another person writes its caption",
    WorkItem.Step.MASKS: "wrote this clip's caption, so another person draws its masks",
}
CORRECTED = {
    WorkItem.Step.CAPTION: "corrected this clip's masks, so another person writes its caption",
    WorkItem.Step.MASKS: "corrected this clip's caption, so another person draws its masks",
}


def steps_of(place: Membership) -> list[str]:
    """The steps that a member is given; none named as their skill means both."""
    return [step for step, skill in SKILLS.items() if not place.skills or skill in place.skills]


def apart(person: User) -> Q:
    """Of work items: those whose other step the person neither holds nor ever handed in."""
    other = WorkItem.objects.filter(video=OuterRef("video"), author=person).exclude(step=OuterRef("step"))
    handed_in = Move.objects.filter(actor=person, verb="submit", item__video=OuterRef("video")).exclude(
        item__step=OuterRef("step")
    )
    return ~Q(barred_author=person) & ~Q(Exists(other)) & ~Q(Exists(handed_in))


def uncorrected(person: User) -> Q:
    """Of work items: those whose other step the person never corrected as its reviewer."""
    mended = WorkItem.objects.filter(video=OuterRef("video"), correctors=person).exclude(step=OuterRef("step"))
    return ~Q(Exists(mended))


def has_handed_in(person: User, item: WorkItem) -> bool:
    """Whether this work was theirs in this round or an earlier one."""
    return item.author_id == person.pk or Move.objects.filter(item=item, actor=person, verb="submit").exists()


def handed_in_by(person: User) -> Q:
    """The same, of a list's rows."""
    return Q(author=person) | Q(Exists(Move.objects.filter(item=OuterRef("pk"), actor=person, verb="submit")))


def offered_to(place: Membership, rows: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
    """Of ready work: what this member is given by "next task". What they skipped comes back only by a reservation."""
    person = place.user
    skipped = Exists(Move.objects.filter(item=OuterRef("pk"), actor=person, verb="skip"))
    return rows.filter(
        apart(person),
        uncorrected(person),
        Q(reserved_for=person) | Q(~skipped, reserved_for__isnull=True),
        Q(batch__isnull=True) | Q(batch__frozen_at__isnull=True),
        step__in=steps_of(place),
    )


def unfit(place: Membership, item: WorkItem) -> Unfit | None:
    """Why a member cannot be the author of an item; None if they can."""
    if place.role not in ROLES["annotator"]:
        return "role"
    if item.step not in steps_of(place):
        return "skill"
    if not WorkItem.objects.filter(apart(place.user), pk=item.pk).exists():
        return "other_step"
    if not WorkItem.objects.filter(uncorrected(place.user), pk=item.pk).exists():
        return "corrected"
    if item.reserved_for_id not in (None, place.user_id):
        return "reserved"
    return None


def refuse_unfit(place: Membership, item: WorkItem, why: Unfit | None, *, own: bool) -> None:
    """Turn a reason into its sentence, for the person themselves or for who plans for them.

    Raises:
        OwnWork: They did the clip's other step, or corrected it.
        PersonUnfit: Any other reason.
    """
    name, step = place.user.name, WorkItem.Step(item.step)
    match why:
        case "other_step":
            raise OwnWork(f"{'You' if own else name} {OTHER_STEP[step]}.")
        case "corrected":
            raise OwnWork(f"{'You' if own else name} {CORRECTED[step]}.")
        case "role":
            raise PersonUnfit(f"{name} is {place.role} here; only annotators and leads are given work.", why=why)
        case "skill":
            whose = "your" if own else f"{name}'s"
            raise PersonUnfit(f"Among {whose} skills in this project are no {SKILLS[step]}; ask a lead.", why=why)
        case "reserved":
            raise PersonUnfit("This work is reserved for somebody else; take another one, or ask a lead.", why=why)


def holds(place: Membership, item: WorkItem, capacity: Capacity) -> bool:
    """Whether a member is this to an item."""
    if place.role not in ROLES[capacity]:
        return False
    match capacity:
        case "author":
            return item.author_id == place.user_id
        case "annotator":
            return item.author_id is None and unfit(place, item) is None
        case "lead":
            return item.author_id != place.user_id and unfit(place, item) in (None, "reserved")
        case "reviewer":
            return not has_handed_in(place.user, item)
    return True

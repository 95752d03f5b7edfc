"""What may follow what, and who may do it: the one table of a work item's life. Anything not in it is refused.

Capacities are what somebody is to one item: *author*, whose work it is; *annotator*, who may take it (`fitness.py`);
*reviewer*, an inspector or lead whose work it is not; *lead*, a lead who may take it; *manager*, a lead or admin;
*line*, nobody: the step follows from another step or from time. The database holds the pairs of states too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from annotator.accounts.models import Role
from annotator.errors import AnnotatorError

Capacity = Literal["author", "annotator", "reviewer", "lead", "manager", "line"]
Verb = Literal[
    "unblock", "claim", "skip", "give_up", "expire", "take_over", "release", "reassign", "submit", "approve", "pass",
    "return", "reopen",
]  # fmt: skip
VERBS: tuple[Verb, ...] = get_args(Verb)

ROLES: Mapping[Capacity, tuple[Role, ...]] = {
    "author": (Role.ANNOTATOR, Role.LEAD),
    "annotator": (Role.ANNOTATOR, Role.LEAD),
    "reviewer": (Role.INSPECTOR, Role.LEAD),
    "lead": (Role.LEAD,),
    "manager": (Role.LEAD, Role.ADMIN),
    "line": (),
}
STOPPED_BY_FREEZING: frozenset[Verb] = frozenset({"claim", "take_over", "submit", "approve", "pass", "return"})


@dataclass(frozen=True)
class Step:
    """Where a verb leads, who may do it, and the columns that it always sets."""

    to: str
    by: frozenset[Capacity]
    sets: Mapping[str, object] = field(default_factory=dict)


def _step(to: str, *by: Capacity, **sets: object) -> Step:
    return Step(to, frozenset(by), sets)


NOBODYS: dict[str, object] = {"author": None, "lease_until": None}
ANYBODYS: dict[str, object] = NOBODYS | {"reserved_for": None}
TRANSITIONS: dict[tuple[str, Verb], Step] = {
    ("blocked", "unblock"): _step("ready", "line"),
    ("ready", "claim"): _step("annotating", "annotator"),
    ("ready", "skip"): _step("ready", "annotator", reserved_for=None),
    ("ready", "reassign"): _step("ready", "manager"),
    ("annotating", "skip"): _step("ready", "author", **ANYBODYS),
    ("annotating", "give_up"): _step("ready", "author", **ANYBODYS),
    ("annotating", "expire"): _step("ready", "line", **NOBODYS),
    ("annotating", "take_over"): _step("annotating", "lead", reserved_for=None),
    ("annotating", "release"): _step("ready", "manager", **ANYBODYS),
    ("annotating", "reassign"): _step("ready", "manager", **NOBODYS),
    ("annotating", "submit"): _step("submitted", "author", lease_until=None),
    ("returned", "give_up"): _step("ready", "author", **ANYBODYS),
    ("returned", "take_over"): _step("returned", "lead", reserved_for=None),
    ("returned", "release"): _step("ready", "manager", **ANYBODYS),
    ("returned", "reassign"): _step("ready", "manager", **NOBODYS),
    ("returned", "submit"): _step("submitted", "author", lease_until=None),
    ("submitted", "approve"): _step("approved", "reviewer", partial=False),
    ("submitted", "pass"): _step("approved", "line", inspector=None, partial=False),
    ("submitted", "return"): _step("returned", "reviewer", partial=False),
    ("submitted", "reopen"): _step("returned", "line"),  # masks whose caption changed before anybody judged them
    ("approved", "reopen"): _step("returned", "reviewer", "author", "line"),
}


class WrongState(AnnotatorError):
    """The work item is not where this step starts from; somebody may have been faster."""

    code = "wrong_state"
    status = 409


class OwnWork(AnnotatorError):
    """Nobody masks their own caption or reviews their own work."""

    code = "own_work"
    status = 409


class PersonUnfit(AnnotatorError):
    """This person cannot be given this work; `why` says it to a program."""

    code = "person_unfit"
    status = 409


class WorkFrozen(AnnotatorError):
    """The work belongs to a batch that a lead has frozen."""

    code = "work_frozen"
    status = 409


def sources(verb: Verb) -> list[str]:
    """The states from which a verb may be done."""
    return [state for state, done in TRANSITIONS if done == verb]


def roles_of(verb: Verb) -> tuple[Role, ...]:
    """The roles that may ever do a verb; empty for what only the line does."""
    capacities = {capacity for (_, done), step in TRANSITIONS.items() if done == verb for capacity in step.by}
    return tuple(role for role in Role if any(role in ROLES[capacity] for capacity in capacities))


def step_from(state: str, verb: Verb) -> Step:
    """The step that a verb makes from a state.

    Raises:
        WrongState: The table has none.
    """
    if (state, verb) not in TRANSITIONS:
        raise WrongState(
            f"This work is {state}; to {verb.replace('_', ' ')} it, it must be "
            f"{' or '.join(sources(verb))}. Load it again.",
            state=state,
        )
    return TRANSITIONS[state, verb]


def target(state: str, verb: Verb) -> str:
    """The state that a verb leads to.

    Raises:
        WrongState: The table has no such step.
    """
    return step_from(state, verb).to

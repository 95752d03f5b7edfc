"""What may follow what: the one table of a work item's life. Anything not in it is refused."""

from typing import Literal

from annotator.errors import AnnotatorError

Verb = Literal["unblock", "claim", "give_up", "submit", "approve", "pass", "return", "reopen"]

TRANSITIONS: dict[tuple[str, Verb], str] = {
    ("blocked", "unblock"): "ready",
    ("ready", "claim"): "annotating",
    ("annotating", "give_up"): "ready",
    ("annotating", "submit"): "submitted",
    ("returned", "submit"): "submitted",
    ("submitted", "approve"): "approved",
    ("submitted", "pass"): "approved",  # by the line: no inspector was to look at it
    ("submitted", "return"): "returned",
    ("submitted", "reopen"): "returned",  # masks, because the caption changed before anybody judged them
    ("approved", "reopen"): "returned",
}


class WrongState(AnnotatorError):
    """The work item is not where this step starts from; somebody may have been faster."""

    code = "wrong_state"
    status = 409


class OwnWork(AnnotatorError):
    """Nobody masks their own caption or reviews their own work."""

    code = "own_work"
    status = 409


def sources(verb: Verb) -> list[str]:
    """The states from which a verb may be done."""
    return [state for state, done in TRANSITIONS if done == verb]


def target(state: str, verb: Verb) -> str:
    """The state that a verb leads to.

    Raises:
        WrongState: The table has no such step.
    """
    if (state, verb) not in TRANSITIONS:
        raise WrongState(
            f"This work is {state}; to {verb.replace('_', ' ')} it, it must be "
            f"{' or '.join(sources(verb))}. Load it again.",
            state=state,
        )
    return TRANSITIONS[state, verb]

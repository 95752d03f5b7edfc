"""All that a filter is for, as row numbers: what "select all that match" holds while they are planned in portions."""

from annotator.accounts.models import User
from annotator.insights.filters import ClipFilter, clips_of
from annotator.insights.listed import listed
from annotator.videos.queries import membership


def selection_for(actor: User, slug: str, *, wanted: ClipFilter) -> list[int]:
    """The row numbers of a project's clips that a filter is for, in its order.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The filter is for who runs the line.
        UnknownStage: There is no such stage.
    """
    place = membership(actor, slug)
    return list(clips_of(place.project, wanted).filter(listed(place, wanted)).values_list("pk", flat=True))

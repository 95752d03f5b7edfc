"""Which clips a list may show at all, and to whom which words of a filter are open.

Who annotates must not learn which clips measure them: neither by asking for those, nor by counting a batch, in which a
second annotation stands for its original.
"""

from django.db.models import Exists, OuterRef, Q

from annotator.insights.filters import ClipFilter
from annotator.review.quality_models import Gold, Twin
from annotator.review.quality_queries import listed_for
from annotator.videos.models import Membership
from annotator.videos.queries import OVERSEERS, require


def listed(place: Membership, wanted: ClipFilter) -> Q:
    """What of a project a list shows to a member.

    Raises:
        NotAllowed: The filter is for who runs the line.
    """
    if wanted.batch is not None or wanted.quality:
        require(place, OVERSEERS)
    match wanted.quality:
        case "gold":
            standing = Gold.objects.filter(video=OuterRef("pk"), retired_at__isnull=True)
            return Q(Exists(standing)) & listed_for(place.user, place.role)
        case "gold_twin":
            return twins_of(Twin.Kind.GOLD)
        case "double":
            return twins_of(Twin.Kind.DOUBLE)
    return listed_for(place.user, place.role)


def twins_of(kind: Twin.Kind) -> Q:
    """Second annotations of a kind."""
    return Q(Exists(Twin.objects.filter(video=OuterRef("pk"), kind=kind)))

"""How full the disk is that holds media, and what of it rows know the size of."""

import shutil
from typing import Any

from django.conf import settings
from django.db.models import Sum

from annotator.annotations.models import Segment
from annotator.videos.models import Upload


def disk() -> dict[str, Any]:
    """Bytes of the whole disk, of what is free, and of computed masks and waiting uploads of all projects."""
    usage = shutil.disk_usage(settings.MEDIA_ROOT)
    waiting = Upload.objects.exclude(state__in=[Upload.State.ACCEPTED, Upload.State.REFUSED])
    return {
        "total": usage.total,
        "free": usage.free,
        "kept_free": settings.FREE_SPACE_BYTES,
        "masks": Segment.objects.aggregate(bytes=Sum("bytes"))["bytes"] or 0,
        "uploads": waiting.aggregate(bytes=Sum("offset"))["bytes"] or 0,
    }

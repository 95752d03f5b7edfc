"""How full the disk is that holds media, and what of it rows know the size of."""

import shutil
from typing import Any

from django.conf import settings
from django.db.models import Sum

from annotator.annotations.models import Run
from annotator.videos.models import Upload


def disk() -> dict[str, Any]:
    """Bytes of the whole disk, of what is free, and of computed masks and waiting uploads of all projects."""
    usage = shutil.disk_usage(settings.MEDIA_ROOT)
    waiting = Upload.objects.exclude(state__in=[Upload.State.ACCEPTED, Upload.State.REFUSED])
    return {
        "total": usage.total,
        "free": usage.free,
        "kept_free": settings.FREE_SPACE_BYTES,
        "masks": Run.objects.aggregate(bytes=Sum("bytes", default=0))["bytes"],
        "uploads": waiting.aggregate(bytes=Sum("offset", default=0))["bytes"],
    }

"""How full the disk is that holds media, and what of it rows know the size of."""

import shutil
from typing import Any

from django.conf import settings
from django.db.models import Sum

from annotator.annotations.models import Run
from annotator.videos.models import Project, Upload
from annotator.videos.quota import used


def disk(project: Project) -> dict[str, Any]:
    """Bytes of the whole disk, of what is free, of computed masks and waiting uploads of all projects, and of one."""
    usage = shutil.disk_usage(settings.MEDIA_ROOT)
    waiting = Upload.objects.exclude(state__in=[Upload.State.ACCEPTED, Upload.State.REFUSED])
    return {
        "total": usage.total,
        "free": usage.free,
        "kept_free": settings.FREE_SPACE_BYTES,
        "masks": Run.objects.aggregate(bytes=Sum("bytes", default=0))["bytes"],
        "project": {"used": used(project), "allowed": project.quota_bytes},
        "uploads": waiting.aggregate(bytes=Sum("offset", default=0))["bytes"],
    }

"""The bell: Celery carries a task name and a job number, nothing else.

What a job is and whether it still has to run is written in rows (`annotator.jobs`); losing every message here loses
nothing.
"""

import os
import uuid
from pathlib import Path
from queue import Empty
from time import monotonic_ns
from typing import Any

from celery import Celery, bootsteps
from django.conf import settings
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps


class WholeMessages(filesystem.Channel):
    """Kombu's folder of messages, but none can be read before it is written: that ended workers that look often.

    Source: `kombu.transport.filesystem` 5.7.0, whose writer opens the file under its final name.
    """

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]  # as its own parent
        folder = Path(self.data_folder_out)
        name = f"{monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        written = folder / f".{name}.part"
        written.write_text(dumps(payload))
        written.replace(folder / name)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        try:
            return super()._get(queue)
        except ValueError:  # cut off by a power cut: a lost bell, which is rung again
            raise Empty from None


class FolderTransport(filesystem.Transport):
    """The transport of `filesystem://`."""

    Channel = WholeMessages


def show_life() -> None:
    """Touch the file by which a container's health check sees that this process still goes round."""
    if settings.ALIVE_FILE:
        Path(settings.ALIVE_FILE).touch()


class GoingRound(bootsteps.StartStopStep):
    """A worker shows its life from the loop that takes its messages."""

    requires = ("celery.worker.components:Timer",)

    def start(self, parent: Any) -> None:
        show_life()
        parent.timer.call_repeatedly(10.0, show_life)


TRANSPORT_ALIASES["filesystem"] = "annotator.celery:FolderTransport"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
app = Celery("tether")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [f"annotator.{room}" for room in ("videos", "work", "review", "wordings", "releases", "notices", "benchmark")]
)
app.steps["worker"].add(GoingRound)

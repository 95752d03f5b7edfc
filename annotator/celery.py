"""The bell: Celery carries a task name and a job number, nothing else.

What a job is and whether it still has to run is written in rows (`annotator.jobs`); losing every message here loses
nothing.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
app = Celery("tether")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["annotator.work", "annotator.releases"])

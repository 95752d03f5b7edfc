"""Real servers and an environment of their own come before anything of Django's is imported, so it happens right here.

Everything below `tests/` may therefore import models and factories at the top of the file.
"""

from __future__ import annotations

import os

import django

from tests.services import environment_for_tests

os.environ.update(environment_for_tests())
os.environ["DJANGO_SETTINGS_MODULE"] = "annotator.settings"
django.setup()

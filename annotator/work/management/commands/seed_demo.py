"""Makes the demo project: a clip that we render ourselves, and one account a role."""

import json
import os
import secrets
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from annotator.accounts.models import Role, User
from annotator.videos import demo_clip
from annotator.videos.models import Membership, Project
from annotator.work.admission import admit_file

ACCOUNTS = [
    ("lead", "Demo Lead", Role.LEAD),
    ("annotator1", "First Annotator", Role.ANNOTATOR),
    ("annotator2", "Second Annotator", Role.ANNOTATOR),
    ("inspector", "Demo Inspector", Role.INSPECTOR),
    ("researcher", "Demo Researcher", Role.RESEARCHER),
    ("admin", "Demo Admin", Role.ADMIN),
    ("viewer", "Demo Viewer", Role.VIEWER),
]


class Command(BaseCommand):
    help = "Make the demo project with its clip and accounts, once; later calls only print the accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the accounts as JSON")

    def handle(self, *args: Any, json: bool = False, **options: Any) -> None:
        password = shared_password(Path(settings.DATA_DIR) / "demo_password")
        project = make_project(password)
        if not project.videos.exists():
            self.stderr.write("Rendering the demo clip …")
            with tempfile.TemporaryDirectory(dir=settings.UPLOADS_ROOT) as folder:
                clip = Path(folder) / "three_shapes.mp4"
                demo_clip.render(clip)
                self.stderr.write("Making its canonical video …")
                admit_file(project, clip, source="Rendered", by=None)
        self.show(password, as_json=json)

    def show(self, password: str, *, as_json: bool) -> None:
        """Print who can sign in."""
        if as_json:
            self.stdout.write(
                json.dumps({"password": password, "accounts": {name: role for name, _, role in ACCOUNTS}})
            )
            return
        names = ", ".join(name for name, _, _ in ACCOUNTS)
        self.stdout.write(f"Demo accounts: {names}\nPassword of all: {password}")


def shared_password(place: Path) -> str:
    """The demo accounts' password: random, kept beside the database, readable by its owner only."""
    if not place.exists():
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(9))
    return place.read_text().strip()


@transaction.atomic
def make_project(password: str) -> Project:
    """The project and its people; what exists is left alone."""
    project, _ = Project.objects.get_or_create(slug="demo", defaults={"name": "Demo"})
    for username, name, role in ACCOUNTS:
        first, last = name.split(" ", 1)
        user, fresh = User.objects.get_or_create(username=username, defaults={"first_name": first, "last_name": last})
        if fresh:
            user.set_password(password)
            user.save()
        Membership.objects.get_or_create(project=project, user=user, defaults={"role": role})
    return project

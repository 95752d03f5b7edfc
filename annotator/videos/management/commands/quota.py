"""Says what a project keeps, and sets how much it may."""

import json
import re
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.videos.models import Project
from annotator.videos.quota import told, used

UNITS = {"": 1, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40}


def size(word: str) -> int | None:
    """A number of bytes, or none."""
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)([kmgt]ib)?", word.lower())
    if found:
        return int(float(found[1]) * UNITS[found[2] or ""])
    if word == "none":
        return None
    raise ArgumentTypeError(f"{word!r} is no size; give bytes, a number with KiB, MiB, GiB or TiB, or none")


class Command(BaseCommand):
    help = "Say what PROJECT keeps in files and may keep; with --set, say how much it may."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", metavar="PROJECT", help="the project's slug, as in its address")
        parser.add_argument("--set", type=size, metavar="SIZE", dest="allowed", default=-1, help="500GiB, or none")
        parser.add_argument("--json", action="store_true", help="one object: used, allowed (bytes, or null)")

    def handle(self, *args: Any, project: str, allowed: int | None, **options: Any) -> None:
        found = Project.objects.filter(slug=project).first()
        if found is None:
            known = ", ".join(Project.objects.order_by("slug").values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no project {project!r}; there are: {known}.")
        if allowed != -1:
            found.quota_bytes = allowed
            found.save(update_fields=["quota_bytes"])
        now, may = used(found), found.quota_bytes
        if options["json"]:
            self.stdout.write(json.dumps({"used": now, "allowed": may}))
        else:
            self.stdout.write(f"{found.slug} uses {told(now)}" + ("" if may is None else f" of {told(may)}"))

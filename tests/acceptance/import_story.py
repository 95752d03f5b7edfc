"""What `import_and_release` plays, once Django is set up."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command

from annotator.formats.annotation import FIELDS
from annotator.videos.models import Project
from tests.annotator.releases import vicas_set
from tests.annotator.releases.finished import files_below
from tests.annotator.releases.killed import Commands, halves_in, imported_into, written
from tests.services import make_database

VERSION = vicas_set.VERSION


def play(folder: Path, videos: int, *, kills: int, chance: random.Random) -> int:
    """The whole of it; 0 when every promise held."""
    make_database(os.environ["DATABASE_URL"])
    call_command("migrate", verbosity=0)
    source = vicas_set.write_set(folder / "set", videos, seed=chance.randrange(1000))
    commands, broken = Commands(folder, chance), []
    for slug in ("calm", "killed"):
        Project.objects.create(slug=slug, name="Round trip", min_seconds=1)

    calm = folder / "calm"
    release_seconds = calmly(commands, source, calm, kills=kills)
    documents, came_out = vicas_set.documents(source), vicas_set.documents(calm)
    equal = sum(came_out.get(name, {}).get(field) == documents[name][field] for name in documents for field in FIELDS)
    say(f"fields equal: {equal} of {len(FIELDS) * videos}")
    broken += ["a field is another"] if equal != len(FIELDS) * videos or came_out.keys() != documents.keys() else []
    broken += [] if vicas_set.split_lists(calm) == vicas_set.split_lists(source) else ["a split is another"]
    before = files_below(calm)
    with timed("import once more"):
        again = commands.run("import_annotations", "calm", source)
    say(again.stdout.strip())
    broken += (
        [] if f"0 imported, {videos} present, 0 refused" in again.stdout else ["importing again changed something"]
    )

    broken += killed(commands, source, folder / "killed", kills=kills, release_seconds=release_seconds)
    same = files_below(folder / "killed") == before
    say(
        f"the two releases have {len(before)} files each and are {'the same byte for byte' if same else 'NOT the same'}"
    )
    broken += [] if same else ["the releases differ"]
    say(f"broken: {', '.join(broken)}" if broken else "every promise held")
    return 1 if broken else 0


def calmly(commands: Commands, source: Path, out: Path, *, kills: int) -> float:
    """An import and a release that nobody disturbs; the seconds that the second took."""
    with timed("import") as seconds:
        say(commands.run("import_annotations", "calm", source).stdout.strip())
        commands.longest_wait = seconds() / max(1, kills)  # so that the kills are spread over about half of it
    with timed("release") as seconds:
        say(commands.run("make_release", "calm", VERSION, "--out", out).stdout.strip())
        return seconds()


def killed(commands: Commands, source: Path, out: Path, *, kills: int, release_seconds: float) -> list[str]:
    """The same, killed again and again; what of it did not hold."""
    project, halves, alive = Project.objects.get(slug="killed"), [], {"import": 0, "release": 0}
    words = ["import_annotations", "killed", source]
    for _ in range(kills):
        alive["import"] += commands.run_and_kill(*words, progress=lambda: imported_into("killed"))
        halves += halves_in("killed")
    say(f"import killed {alive['import']} times, {imported_into('killed')} videos in by then, half clips: {halves}")
    say(commands.run(*words).stdout.strip())
    commands.longest_wait = release_seconds / max(1, kills) / 4  # a machine that others use may be faster by then
    words = ["make_release", "killed", VERSION, "--out", out]
    for _ in range(kills):
        alive["release"] += commands.run_and_kill(*words, progress=lambda: written(project))
    say(f"release killed {alive['release']} times, {written(project)} annotations written by then")
    say(commands.run(*words).stdout.strip())
    broken = ["a kill left half a clip"] if halves else []
    return broken + [f"the {name} was killed {count} times only" for name, count in alive.items() if count != kills]


@contextmanager
def timed(what: str) -> Iterator[Callable[[], float]]:
    """Say how long something took; the seconds so far can be asked for."""
    began = time.monotonic()
    yield lambda: time.monotonic() - began
    say(f"{what}: {time.monotonic() - began:.1f} s")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()

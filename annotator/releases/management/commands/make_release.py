"""Makes a release from the shell: freeze, build, verify, publish, and a copy where it is wanted."""

import json
import shutil
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, DjangoHelpFormatter

from annotator.errors import AnnotatorError
from annotator.formats.interchange.every import FORMATS
from annotator.formats.progress import Progress, Step
from annotator.formats.release import ReleaseDamaged, Verified, verify
from annotator.releases import queries
from annotator.releases.actions import freeze, mark_failed
from annotator.releases.build import build
from annotator.releases.build_actions import leave_out
from annotator.releases.choices import AS_USUAL, BY_RULE, PROMPTS, VIDEOS, choices_from, formats_from
from annotator.releases.damage import ClipsDamaged
from annotator.releases.models import Release
from annotator.releases.splits import DEFAULT
from annotator.storage.refusals import StorageAway
from annotator.videos.models import Project

CHOSEN = ("splits", "seed", "licence", "videos", "prompts")
LISTED = "\n".join(f"  {name:<18} {one.purpose}" for name, one in FORMATS.items())
EPILOG = f"""\
what happens: the finished clips are listed (freeze), written one by one, read back and proved, and copied to --out.
A version never changes: whoever gives it again gets the same folder. Killed half way, the same command goes on where
it stopped and ends with the same bytes. docs/releases.md says what is in the folder.

A clip whose stored files are damaged stops only itself: all others are written, then the command names it and ends.
Restore it from the backup and give the command again, or go without it by --leave-out-damaged.

formats for --formats, each in formats/NAME with a LOSSES.json that says what it has no place for:
{LISTED}

example:
  manage.py make_release demo v1.0 --out /data/demo-v1.0 --splits 0.71,0.145,0.145 --seed 7 --formats parquet,mevis
"""


class _Help(DjangoHelpFormatter, RawDescriptionHelpFormatter):
    """Django's order of options, and paragraphs as they are written."""


class Command(BaseCommand):
    help = "Freeze all finished clips of a project as VERSION, build and verify the release, and copy it to --out."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, epilog=EPILOG, formatter_class=_Help, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", metavar="PROJECT", help="the project's slug, as in its address")
        parser.add_argument("version", metavar="VERSION", help="such as v1.0; one that was begun is taken up again")
        parser.add_argument(
            "--out", type=Path, required=True, metavar="DIR", help="the folder to make; it may not exist"
        )
        parser.add_argument(
            "--splits", metavar="TRAIN,VAL,TEST",
            help=f"parts of one (0.71,0.145,0.145) or numbers of clips, one of which may be the rest (rest,100,100); "
            f"default {DEFAULT}. Clips of earlier versions keep their split.",
        )  # fmt: skip
        parser.add_argument("--seed", type=int, metavar="N", help="by which new clips are dealt to splits; default 0")
        parser.add_argument("--formats", metavar="NAME,NAME", help="also in these, or all; default none")
        parser.add_argument("--licence", metavar="NAME", help="for the data card, such as cc-by-nc-sa-4.0")
        parser.add_argument(
            "--videos", choices=VIDEOS, help="bring the clips along (files, the default), or only a list with checksums"
        )
        parser.add_argument(
            "--prompts", choices=PROMPTS,
            help="only those that people approved (reviewed, the default), or for clips without any also by rule",
        )  # fmt: skip
        parser.add_argument(
            "--leave-out-damaged", action="store_true",
            help="go without clips whose stored files are damaged; they are named here, with --json and in the README",
        )  # fmt: skip
        parser.add_argument("--note", default="", metavar="TEXT", help="a sentence for the release's README")
        parser.add_argument("--json", action="store_true", help="print one object: what the release holds, its choices")

    def handle(self, *args: Any, out: Path, version: str, note: str, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            known = ", ".join(Project.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no project {options['project']!r}; there are: {known}.")
        if out.exists():
            raise CommandError(f"{out} exists; name a folder that does not.")
        release = Release.objects.select_related("project").filter(project=project, version=version).first()
        try:
            asked = asked_for(options)
            if release is None:
                release = freeze(project, version=version, note=note, by=None, choices=replace(AS_USUAL, **asked))
                self.stderr.write(prompts_told(release), self.style.WARNING)
            else:
                refuse_other(release, asked, note)
            verified = self.built(release, leaving_out=options["leave_out_damaged"])
        except ClipsDamaged as error:
            raise CommandError(f"{error} (--leave-out-damaged)") from error
        except (AnnotatorError, StorageAway) as error:
            raise CommandError(str(error)) from error
        try:
            copy(queries.folder_with(release), out)
        except OSError as error:
            told = f"The release is made, but {out} cannot be written ({error}); give the same command again."
            raise CommandError(told) from error
        self.tell(release, verified, out, as_json=options["json"])

    def built(self, release: Release, *, leaving_out: bool) -> Verified:
        """Build what is not published yet, with a bar for each pass over the clips; a failure stays on the release."""
        if release.state == Release.State.PUBLISHED:
            return proved(release)
        try:
            try:
                return self.build(release)
            except ClipsDamaged as error:
                if not leaving_out:
                    raise
                leave_out(release, clips=queries.damaged(release).count())
                self.stderr.write(f"{error}", self.style.WARNING)
            return self.build(release)
        except AnnotatorError as error:
            mark_failed(release, str(error))
            raise

    def build(self, release: Release) -> Verified:
        return build(release, step=self.bar("clips"), exporting=lambda name: self.bar(f"clips as {name}"))

    def bar(self, what: str) -> Step:
        """Progress, on standard error so that --json stays clean."""
        return Progress(what)

    def tell(self, release: Release, verified: Verified, out: Path, *, as_json: bool) -> None:
        """What the release holds."""
        chosen = choices_from(release.choices)
        if as_json:
            told = asdict(verified) | {"splits": dict(verified.splits), "out": str(out), "choices": chosen.as_json()}
            lacking = {"without_reviewed_prompts": release.without_reviewed_prompts}
            self.stdout.write(json.dumps(told | lacking | {"left_out": list(queries.left_out(release))}))
            return
        splits = ", ".join(f"{count} {name}" for name, count in verified.splits.items())
        self.stdout.write(f"{verified.videos} clips, {verified.tracks} tracks, {verified.frames} frames in {out}")
        self.stdout.write(f"splits: {splits}" + (f"; formats: {', '.join(chosen.formats)}" if chosen.formats else ""))
        self.stdout.write(f"prompts: {verified.prompts}; {prompts_told(release)}")
        for clip in queries.left_out(release):
            self.stdout.write(f"left out: {clip['number']:06d} ({clip['name']}): {clip['reason']}")
        for leak in verified.leaks:
            self.stdout.write(f"look at: {leak.line}")
        self.stdout.write(f"manifest sha256 {verified.manifest_sha256}")


def prompts_told(release: Release) -> str:
    """How many clips have no prompt that a person approved, and what they have instead."""
    lacking, clips = release.without_reviewed_prompts, queries.taken(release).count()
    if lacking is None:
        return "how many of them people approved was not counted then"
    if not lacking:
        return f"people approved some for each of {clips} clips"
    by_rule = choices_from(release.choices).prompts == BY_RULE
    instead = "those that nobody reviewed are asked by rule" if by_rule else "they have none"
    return f"people approved none for {lacking} of {clips} clips: {instead}"


def proved(release: Release) -> Verified:
    """What a published release holds, read again before it is copied.

    Raises:
        ReleaseDamaged: Its folder is not what was published.
    """
    verified = verify(queries.folder_with(release))
    if verified.manifest_sha256 != release.manifest_sha256:
        raise ReleaseDamaged("manifest.json", "is not the one that was published; restore the folder from the backup")
    return verified


def asked_for(options: dict[str, Any]) -> dict[str, Any]:
    """The choices that stand in the command.

    Raises:
        UnknownFormat: A format is none of ours.
    """
    asked = {name: options[name] for name in CHOSEN if options[name] is not None}
    return asked | ({"formats": formats_from(options["formats"])} if options["formats"] is not None else {})


def refuse_other(release: Release, asked: dict[str, Any], note: str) -> None:
    """A version that was frozen keeps its choices.

    Raises:
        CommandError: The command asks for others.
    """
    kept = asdict(choices_from(release.choices)) | {"note": release.note}
    asked = asked | ({"note": note} if note else {})
    if other := [name for name, value in asked.items() if value != kept[name]]:
        told = "; ".join(f"--{name} {kept[name]!r}" for name in other)
        raise CommandError(
            f"{release.version} was frozen with {told} and never changes; leave that out, or make the next version."
        )


def copy(source: Path, out: Path) -> None:
    """Copy a folder so that it appears whole or not at all."""
    beside = out.with_name(f".{out.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, beside)
    beside.rename(out)

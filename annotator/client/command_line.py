"""The command line: each command is one method of `Tether`, told to a person or, with --json, to a program.

Results go to standard output, progress and refusals to standard error.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from annotator.client import drafts, told
from annotator.client.board import Entry
from annotator.client.errors import ClientError
from annotator.client.progress import Watcher, nobody
from annotator.client.tether import Tether

EPILOG = """
the server and who you are (never on the command line, where others can read it):
  TETHER_SERVER       the server's address, such as https://tether.example.org; --server is taken before it
  TETHER_TOKEN        your token, made on your page in Tether; or it is read from
  TETHER_TOKEN_FILE   a file that only you can read (chmod 600), ~/.config/tether/token where nothing else is said

exit codes:
  0 done   1 refused, or something is wrong with a file   2 wrong use, or no token   3 the token may not do this
  4 the server was not reached   130 stopped; the same command goes on where it was
"""
INTERRUPTED = 130
HELD_OUT = ("train", "val", "test")

Run = Callable[[Tether, argparse.Namespace, Watcher], Any]


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    asked = parser().parse_args(words)
    watch: Watcher = nobody if asked.quiet else told.Terminal()
    try:
        with Tether.from_environment(asked.server) as tether:
            result = asked.run(tether, asked, watch)
    except ClientError as error:
        if asked.json:
            _say({"error": {"code": error.code, "text": error.text, "fields": error.fields}})
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. What was done is kept; the same command goes on from here.\n")
        return INTERRUPTED
    if asked.json:
        _say(result)
    else:
        sys.stdout.write(asked.tell(result))
    return 0


def _say(document: Any) -> None:
    plain = dataclasses.asdict(document) if dataclasses.is_dataclass(document) else document  # type: ignore[arg-type]  # never a class
    sys.stdout.write(json.dumps(plain, ensure_ascii=False, default=str, indent=1) + "\n")


def parser() -> argparse.ArgumentParser:
    """All commands and their words."""
    top = argparse.ArgumentParser(
        prog="python -m annotator.client",
        description="Tether from the shell: files up, progress, releases down, predictions and drafts handed in.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--server", metavar="URL", help="in place of TETHER_SERVER")
    top.add_argument("--json", action="store_true", help="the server's answer, for programs")
    top.add_argument("--quiet", action="store_true", help="no progress on standard error")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    _command(commands, "whoami", "who the token is, and their projects", whoami, told.session)
    for name, words, run, tell in (
        ("progress", "how many clips are where in the line, and what is on its way", progress, told.progress),
        ("queue", "your own work: next, returned, begun, to review", queue, told.queue),
        ("releases", "the project's releases, newest first", releases, told.releases),
        ("board", "predictions that were brought, with their numbers", board, told.board),
    ):
        _command(commands, name, words, run, tell).add_argument("project")
    _add_upload(commands)
    _add_pull(commands)
    _add_predictions(commands)
    _add_draft(commands)
    return top


def _command(commands: Any, name: str, words: str, run: Run, tell: Callable[[Any], str]) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(
        name, help=words, description=words[0].upper() + words[1:] + ".", allow_abbrev=False
    )
    made.set_defaults(run=run, tell=tell)
    return made


def _add_upload(commands: Any) -> None:
    words = "send videos; a file that is half there goes on, one that is there is not sent again"
    one = _command(commands, "upload", words, upload, told.uploaded)
    one.add_argument("project")
    one.add_argument("files", nargs="+", type=Path, metavar="FILE")
    one.add_argument("--source", default="", help="where they are from, as the library shows it")
    one.add_argument("--wait", action="store_true", help="until each is in the line, or refused")


def _add_pull(commands: Any) -> None:
    words = "fetch a release, or prove one that lies there; every file's sha256 is compared"
    one = _command(commands, "pull", words, pull, told.pulled)
    one.add_argument("project")
    one.add_argument("version", help="such as v1.0")
    one.add_argument("folder", type=Path, help="made once everything is there; FOLDER.part until then")


def _add_predictions(commands: Any) -> None:
    words = "send predictions for a split of a release and have them scored"
    one = _command(commands, "predictions", words, predictions, told.predictions)
    one.add_argument("project")
    one.add_argument("file", type=Path, help="a .zip, .tar, .tar.gz, .tgz, .json or .jsonl; see docs/benchmark.md")
    one.add_argument("--release", required=True, metavar="VERSION")
    one.add_argument("--split", required=True, choices=HELD_OUT)
    one.add_argument("--name", required=True, help="what stands on the board")
    one.add_argument("--notes", default="")
    one.add_argument("--licence", default="")
    one.add_argument("--checkpoint", default="", help="then say what it learned from, by one of these:")
    learned = one.add_mutually_exclusive_group()
    learned.add_argument("--trained-on", type=Path, metavar="FILE", help="its provenance.json, for `trained_on` in it")
    learned.add_argument("--trained-on-release", metavar="VERSION", help="the train split of that release")
    learned.add_argument("--trained-on-nothing", action="store_true", help="nothing of this project")
    one.add_argument("--wait", action="store_true", help="until they are scored, or refused")


def _add_draft(commands: Any) -> None:
    words = "lay what the project's model drafted elsewhere beside a clip's work"
    one = _command(commands, "draft", words, draft, told.draft)
    one.add_argument("project")
    one.add_argument("clip", type=int, help="its number")
    one.add_argument("file", type=Path, help="a caption in a .txt, or a list of masks in a .json")
    one.add_argument("--model", required=True, help="the active checkpoint that drafted it: its name or sha256")
    one.add_argument("--score", type=float, help="how sure it is of a caption, 0 to 1")


def whoami(tether: Tether, asked: argparse.Namespace, watch: Watcher) -> Any:
    """Who the token is."""
    return tether.session()


def progress(tether: Tether, asked: argparse.Namespace, watch: Watcher) -> Any:
    """Where clips are, and what is on its way."""
    uploads = tether.uploads(asked.project)["uploads"]
    return {**tether.project(asked.project), "uploads": [one for one in uploads if one["state"] != "accepted"]}


def queue(tether: Tether, asked: argparse.Namespace, watch: Watcher) -> Any:
    """One's own work."""
    return tether.queue(asked.project)


def releases(tether: Tether, asked: argparse.Namespace, watch: Watcher) -> Any:
    """A project's releases."""
    return tether.releases(asked.project)


def board(tether: Tether, asked: argparse.Namespace, watch: Watcher) -> Any:
    """What was scored."""
    return tether.board(asked.project)


def upload(tether: Tether, asked: argparse.Namespace, watch: Watcher) -> Any:
    """Send files, one after the other; then wait for all of them, if asked to."""
    sent = [tether.upload(asked.project, file, source=asked.source, watch=watch) for file in asked.files]
    if asked.wait:
        sent = [tether.await_upload(one) for one in sent]
    return {"uploads": sent}


def pull(tether: Tether, asked: argparse.Namespace, watch: Watcher) -> Any:
    """Fetch a release."""
    return tether.pull_release(asked.project, asked.version, asked.folder, watch=watch)


def predictions(tether: Tether, asked: argparse.Namespace, watch: Watcher) -> Any:
    """Bring predictions."""
    learned = told.learned_from(asked.trained_on) if asked.trained_on else None
    entry = Entry(
        asked.release, asked.split, asked.name, asked.notes, asked.licence, asked.checkpoint,
        trained_on=() if asked.trained_on_nothing else learned,
        trained_on_version=asked.trained_on_release,
    )  # fmt: skip
    sent = tether.push_predictions(asked.project, asked.file, entry, watch=watch)
    return tether.await_predictions(sent) if asked.wait else sent


def draft(tether: Tether, asked: argparse.Namespace, watch: Watcher) -> Any:
    """Hand in a draft: masks where the file is JSON, else a caption."""
    clip = (asked.project, asked.clip)
    if asked.file.suffix == ".json":
        return tether.push_mask_drafts(*clip, drafts.cells_in(asked.file), model=asked.model)
    return tether.push_caption_draft(*clip, drafts.text_in(asked.file), model=asked.model, score=asked.score)

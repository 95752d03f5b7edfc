"""Who made the masks of each track (people, people upon a machine's draft, or a predictor), and who saw the prompts.

`provenance.jsonl` holds a line a video in the order of their numbers:

    {"video_id": 7, "caption": {"origin": "edited", "model": "0.8", "sha256": "<of the checkpoint>"},
     "prompts": {"reviewed": 2, "by_rule": 0}, "tracks": [
     {"track": 1, "human": 3, "edited": 1, "suggested": 0, "absent": 1, "propagated": 296,
     "predictors": [{"name": "sam2:small", "engine": "<sha256 of weights and code>", "frames": 296}]}]}

Numbers are of frames. On each frame a person drew the object from nothing (`human`), changed a machine's draft
(`edited`), took one as it was (`suggested`) or said that it is not there (`absent`); all others are `propagated`, by
the predictors that are listed. Together they are all frames of the video.

The caption is a person's from the first word (`human`), a model's draft that a person changed (`edited`), or one that
they took as it was (`suggested`). Releases from before that was noted have no `caption` in their lines.

Of the video's prompts people approved those that are `reviewed`; nobody has looked at those `by_rule`. Releases from
before that was noted have no `prompts` in their lines.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from annotator.formats.annotation import Fields
from annotator.formats.fault import Fault

FILE = "provenance.jsonl"
HUMAN, EDITED, SUGGESTED, ABSENT, PROPAGATED = "human", "edited", "suggested", "absent", "propagated"
WRITTEN = (HUMAN, EDITED, SUGGESTED)
DECIDED = (HUMAN, EDITED, SUGGESTED, ABSENT)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames `first` to `last`, both included, that one predictor computed; `engine` is the digest of what it was."""

    first: int
    last: int
    predictor: str
    engine: str


@dataclass(frozen=True, slots=True)
class TrackOrigin:
    """Where the masks of one track come from: what was decided, by frame, and who computed the stretches between."""

    track: int
    decided: Mapping[int, str]
    computed: Sequence[Stretch]

    def of_frame(self, frame: int) -> str:
        """How the mask of a frame came about."""
        return self.decided.get(frame, PROPAGATED)

    def as_json(self) -> dict[str, Any]:
        """As it stands in the file."""
        frames: Counter[tuple[str, str]] = Counter()
        for one in self.computed:
            drawn = sum(one.first <= frame <= one.last for frame in self.decided)
            frames[one.predictor, one.engine] += one.last - one.first + 1 - drawn
        times = Counter(self.decided.values())
        return {
            "track": self.track,
            **{kind: times[kind] for kind in DECIDED},
            PROPAGATED: frames.total(),
            "predictors": [
                {"name": name, "engine": engine, "frames": count} for (name, engine), count in sorted(frames.items())
            ],
        }


@dataclass(frozen=True, slots=True)
class PromptOrigin:
    """How many of a video's prompts people approved, and how many nobody has looked at."""

    reviewed: int
    by_rule: int


def write_line(
    out: IO[bytes], video_id: int, tracks: Iterable[TrackOrigin], prompts: PromptOrigin,
    caption: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Add one video. `caption`: its `origin`, of a draft also `model` and `sha256`; None where that is not known."""
    told = {} if caption is None else {"caption": dict(caption)}
    line = {"video_id": video_id, **told, "prompts": asdict(prompts), "tracks": [track.as_json() for track in tracks]}
    out.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")


def read(root: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each line of the file by its video, not checked against anything.

    Raises:
        ValueError: a line is no such object.
        OSError: the file cannot be read.
    """
    with (root / FILE).open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                content = json.loads(line.decode())
                tracks = [track | {"track": int(track["track"])} for track in content["tracks"]]
                yield int(content["video_id"]), content | {"tracks": tracks}
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                raise ValueError(f"line {number} is no video with its tracks ({error})") from error


def faults(line: dict[str, Any], fields: Fields) -> Iterator[Fault]:
    """What one video's line says otherwise than its annotation; `file` and `video` are left to the caller."""
    if "caption" in line and (not isinstance(line["caption"], dict) or line["caption"].get("origin") not in WRITTEN):
        yield Fault("provenance", f"says of the caption {line['caption']!r}, none of {', '.join(WRITTEN)}", FILE)
    if "prompts" in line and "object_referrals" in fields:
        yield from _prompt_faults(line["prompts"], len(fields["object_referrals"]))
    if "segmentations" in fields and "all_track_ids" in fields:  # else told already, with nothing to compare with
        yield from _track_faults(line["tracks"], fields)


def _prompt_faults(prompts: Any, asked: int) -> Iterator[Fault]:
    counts: list[Any] = [prompts.get(kind) for kind in ("reviewed", "by_rule")] if isinstance(prompts, dict) else []
    if not all(type(count) is int and count >= 0 for count in counts) or sum(counts) != asked or not counts:
        yield Fault("provenance", f"tells of {counts} prompts, and there are {asked}", FILE)


def _track_faults(tracks: list[dict[str, Any]], fields: Fields) -> Iterator[Fault]:
    frames, wanted = len(fields["segmentations"]), set(fields["all_track_ids"])
    found = Counter(track.get("track") for track in tracks)
    if odd := sorted(str(track) for track in found.keys() ^ wanted) or [
        str(t) for t, times in found.items() if times > 1
    ]:
        yield Fault("provenance", f"does not list each track once: {', '.join(odd)}", FILE)
    for track in tracks:
        counts: list[Any] = [track.get(kind) for kind in (*DECIDED, PROPAGATED)]
        if not all(type(count) is int and count >= 0 for count in counts) or sum(counts) != frames:
            yield Fault(
                "provenance", f"counts {counts} do not add up to {frames} frames", FILE, track=track.get("track")
            )

"""What is wrong with a release: every byte by its manifest, then every rule of the layout, one video at a time.

Everything is reported, in one run; who needs only a yes or no stops at the first. A track that is left out of a frame
is no fault: the layout says "absent" by that as well as by an empty mask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NoReturn

from annotator.formats import manifest, rules, vicas
from annotator.formats.annotation import Fields
from annotator.formats.container_facts import ContainerUnreadable, Onlooker
from annotator.formats.contents.inspection import ContentsInspection
from annotator.formats.fault import Fault
from annotator.formats.leakage import Leak
from annotator.formats.manifest import ReleaseDamaged
from annotator.formats.progress import Step
from annotator.formats.splits import SPLITS, overlaps, read_split, split_file

Report = Callable[[Fault], None]
_TOTALS = ("videos", "frames", "tracks", "masks_human", "masks_automatic", "prompts")


@dataclass(frozen=True, slots=True)
class Verified:
    """What a release was found to hold; masks count entries, drawn on keyframes and computed between them.

    Leaks are no faults: a person looks at them.
    """

    version: str
    videos: int
    frames: int
    tracks: int
    masks_human: int
    masks_automatic: int
    prompts: int
    splits: Mapping[str, int]
    manifest_sha256: str
    leaks: tuple[Leak, ...] = ()


def verify(root: Path) -> Verified:
    """Prove a release.

    Raises:
        ReleaseDamaged: the first file that is damaged, missing, extra or against a rule, and what is wrong with it.
    """

    def refuse(fault: Fault) -> NoReturn:
        raise ReleaseDamaged(fault.file, fault.text)

    return inspect(root, report=refuse, step=lambda done, total: None)


def inspect(root: Path, *, report: Report, step: Step) -> Verified:
    """Find everything that is wrong with a release.

    Args:
        root: An existing folder.
        report: Called with each fault as it is found; what it raises ends the inspection.
        step: Called with (done, in all) after each file whose bytes were compared and each annotation that was read.

    Returns:
        What the release holds, as far as it could be read: all of it when there was no fault.
    """
    with Onlooker(root / "videos") as onlooker:
        return _inspect(_Inspection(root, report, step, onlooker, total=manifest.count_files(root)))


def _inspect(inspection: _Inspection) -> Verified:
    root, report = inspection.root, inspection.report
    for fault in manifest.file_faults(root, step=inspection.advance):
        report(fault)
    versions = _folders(root, "annotations") | _folders(root, "splits")
    if not versions:
        report(Fault("no_version", "holds the versions []; a release has one", "splits"))
    if len(versions) > 1:
        report(Fault("several_versions", f"holds the versions {sorted(versions)}; a release has one", "splits"))
    inspection.sole = len(versions) < 2
    for folder in ("annotations", "splits"):
        inspection.strays(folder, versions)
    inspection.total += sum(len(_names(root, f"annotations/{version}")) for version in versions)
    for version in sorted(versions):
        inspection.version(version)
    inspection.strays("videos", inspection.video_files.keys())
    inspection.all(inspection.contents.end(inspection.sums["videos"]))
    return inspection.verified(min(versions, default=""))


@dataclass
class _Inspection:
    """One pass over a release, with what it has met so far: ids and names, never masks."""

    root: Path
    report: Report
    step: Step
    onlooker: Onlooker
    total: int
    done: int = 0
    video_files: dict[str, str] = field(default_factory=dict)
    sums: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_TOTALS, 0))
    in_splits: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SPLITS, 0))
    split_of: dict[int, str] = field(default_factory=dict)
    sole: bool = True  # what lies beside the annotations is about one version

    def __post_init__(self) -> None:
        self.contents = ContentsInspection(self.root)

    def advance(self) -> None:
        self.done += 1
        self.step(self.done, max(self.total, self.done))

    def version(self, version: str) -> None:
        splits: dict[str, tuple[int, ...]] = {}
        for name in SPLITS:
            splits[name], faults = read_split(self.root, version, name)
            self.in_splits[name] += len(splits[name])
            self.split_of |= dict.fromkeys(splits[name], name)
            self.all(faults)
        self.all(overlaps(version, splits))
        self.strays(f"splits/{version}", {f"{name}.json" for name in SPLITS})
        present = _names(self.root, f"annotations/{version}")
        wanted = {f"{number:06d}.json" for ids in splits.values() for number in ids}
        for name, ids in splits.items():
            for number in sorted(number for number in set(ids) if f"{number:06d}.json" not in present):
                text = f"names video {number}, whose annotation annotations/{version}/{number:06d}.json is missing"
                self.report(Fault("split_unknown_video", text, split_file(version, name), video=number))
        seen: dict[int, str] = {}
        for name in sorted(present):
            file = f"annotations/{version}/{name}"
            if not _is_annotation(name) or not (self.root / file).is_file():
                self.report(Fault("stray_file", "belongs to no video of a split", file))
                continue
            if name not in wanted:
                self.report(vicas.located(Fault("video_in_no_split", "belongs to no video of a split"), file))
            self.annotation(file, seen)
            self.advance()

    def annotation(self, file: str, seen: dict[int, str]) -> None:
        by_name = int(file[-11:-5])
        try:
            raw = (self.root / file).read_bytes()
        except OSError as error:
            self.report(vicas.located(Fault("file_unreadable", f"cannot be read ({error.strerror})"), file))
            self.contents.seen.add(by_name)
            return
        fields, faults = vicas.read_file(raw, file=file)
        self.all(faults)
        self.all(vicas.located(fault, file) for fault in rules.mask_faults(fields))
        if self.sole:
            self.all(self.contents.video(by_name, fields))
        number, filename = fields.get("video_id"), fields.get("filename")
        if number is not None:
            if number in seen:
                text = f"holds video {number}, as {seen[number]} does"
                self.report(vicas.located(Fault("duplicate_video_id", text), file))
            seen.setdefault(number, file)
        if filename is not None and rules.VIDEO_NAME.fullmatch(filename):
            first = self.video_files.setdefault(filename, file)
            if first.rpartition("/")[2] != file.rpartition("/")[2]:  # another version's file of this video may share it
                text = f"has the clip {filename}, which is also that of {first}"
                self.report(vicas.located(Fault("video_shared", text), file))
            if not self.contents.lists_videos:
                self.all(replace(fault, video=number) for fault in self.video_file(filename, fields))
        self.count(fields)

    def video_file(self, filename: str, fields: Fields) -> Iterator[Fault]:
        file = f"videos/{filename}"
        if not (self.root / file).is_file():
            yield Fault("video_missing", "is missing; fetch it again", file)
            return
        try:
            facts = self.onlooker.facts(self.root / file)
        except ContainerUnreadable as error:
            yield Fault("video_unreadable", f"is no video ({error})", file)
            return
        size, written, listed = (facts.height, facts.width), fields.get("image_size"), fields.get("segmentations")
        if written is not None and size != written:
            yield Fault("video_size", f"is {size}, its annotation {written} (height, width)", file)
        if listed is not None and facts.frames != len(listed):
            yield Fault("video_frames", f"has {facts.frames} frames, its annotation {len(listed)}", file)

    def count(self, fields: Fields) -> None:
        frames = [frame for frame in fields.get("segmentations", ()) if frame is not None]
        self.sums["videos"] += 1
        self.sums["frames"] += len(frames)
        self.sums["tracks"] += len(fields.get("all_track_ids", ()))
        self.sums["prompts"] += len(fields.get("object_referrals", ()))
        for frame in frames:
            self.sums["masks_human" if frame.is_gt else "masks_automatic"] += len(frame.mask_rles)

    def strays(self, folder: str, expected: Iterable[str]) -> None:
        for name in sorted(_names(self.root, folder) - set(expected)):
            self.report(Fault("stray_file", "belongs to no video of a split", f"{folder}/{name}"))

    def all(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.report(fault)

    def verified(self, version: str) -> Verified:
        try:
            sha256 = manifest.read_manifest(self.root).sha256
        except ReleaseDamaged:
            sha256 = ""
        return Verified(
            version,
            **self.sums,
            splits=self.in_splits,
            manifest_sha256=sha256,
            leaks=self.contents.leaks(self.split_of),
        )


def _folders(root: Path, folder: str) -> set[str]:
    return {name for name in _names(root, folder) if (root / folder / name).is_dir()}


def _names(root: Path, folder: str) -> set[str]:
    return {path.name for path in (root / folder).glob("*")}


def _is_annotation(name: str) -> bool:
    stem = name.removesuffix(".json")
    return name.endswith(".json") and len(stem) == 6 and stem.isascii() and stem.isdecimal()

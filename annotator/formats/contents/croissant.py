"""Croissant: what the release is and where its tables lie, as data portals and loaders of other people read it.

`croissant.json` is JSON-LD. It names the tables, the splits and the folders; their checksums are those of the manifest.

Source: MLCommons, "Croissant Format Specification 1.0" (2024), with the responsible-AI vocabulary 1.0.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.formats.contents import frame_table, provenance, stills
from annotator.formats.fault import Fault
from annotator.formats.manifest import ReleaseFile
from annotator.formats.splits import SPLITS, split_file
from annotator.formats.whole_file import write_whole

FILE = "croissant.json"
_TERMS = (
    "citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty", "fileObject", "fileSet", "format",
    "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex",
    "repeated", "replace", "samplingRate", "separator", "source", "subField", "transform",
)  # fmt: skip
CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{term: f"cr:{term}" for term in _TERMS},
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
}
_ENCODINGS = {".parquet": "application/x-parquet", ".jsonl": "application/jsonlines", ".json": "application/json"}
_FRAME_FIELDS = {
    "video_id": ("sc:Integer", "The video's number."),
    "frame": ("sc:Integer", "The frame on the 30-fps clock, from 0."),
    "keyframe": ("sc:Boolean", "Whether people decided this frame."),
    "source_seconds": ("sc:Float", "When the original shows this picture."),
    "sha256": ("sc:Text", "Checksum of the frame's decoded RGB pixels."),
}
_VIDEO_FIELDS = {
    "video_id": ("sc:Integer", "The video's number."),
    "filename": ("sc:Text", "Its file in videos/."),
    "src_dataset": ("sc:Text", "Where the clip comes from."),
    "caption_raw_en": ("sc:Text", "The caption with its grounding syntax."),
    "caption_parsed_en": ("sc:Text", "The caption without the syntax."),
}


@dataclass(frozen=True, slots=True)
class Head:
    """What a portal shows: `version` like v1.0, `published` a date like 2026-11-29, `licence` may be empty."""

    name: str
    version: str
    description: str
    creator: str
    licence: str
    published: str
    collection: str
    annotation: str


def write(root: Path, head: Head) -> None:
    """Write the file, when all others but the manifest are there.

    Raises:
        OSError: a file cannot be read or written.
    """
    write_whole(root / FILE, json.dumps(document(root, head), indent=1, ensure_ascii=False).encode() + b"\n")


def document(root: Path, head: Head) -> dict[str, Any]:
    """The file's content.

    Raises:
        OSError: a file cannot be read.
    """
    exported = sorted(path.relative_to(root).as_posix() for path in root.glob("formats/parquet/data/*.parquet"))
    tables = [frame_table.FILE, provenance.FILE, stills.FILE]
    files = [*tables, *(split_file(head.version, split) for split in SPLITS), *exported]
    records = [_records("frames", frame_table.FILE, _FRAME_FIELDS, "One record a frame.")]
    for path in exported:
        split = path.rpartition("/")[2].partition("-")[0]
        records.append(_records(f"videos_{split}", path, _VIDEO_FIELDS, f"One record a video of {split}."))
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": head.name,
        "version": semantic(head.version),
        "description": head.description,
        "creator": {"@type": "sc:Organization", "name": head.creator},
        "datePublished": head.published,
        "citeAs": f"{head.creator}: {head.name}, {head.published}.",
        **({"license": head.licence} if head.licence else {}),
        "rai:dataCollection": head.collection,
        "rai:dataAnnotationProtocol": head.annotation,
        "distribution": [_file(root, path) for path in files],
        "recordSet": records,
    }


def semantic(version: str) -> str:
    """A version as the format wants it: v1.0 is 1.0.0."""
    parts = version.removeprefix("v").split(".")
    return ".".join([*parts, *["0"] * (3 - len(parts))])


def faults(root: Path, files: Mapping[str, ReleaseFile]) -> Iterator[Fault]:
    """What the file says otherwise than the manifest.

    Args:
        files: Of the manifest, by path.
    """
    if not (root / FILE).is_file():
        return
    try:
        content = json.loads((root / FILE).read_bytes().decode())
        listed = {one["contentUrl"]: one["sha256"] for one in content["distribution"]}
        used = {one["source"]["fileObject"]["@id"] for records in content["recordSet"] for one in records["field"]}
        known = {one["@id"] for one in content["distribution"]}
    except (ValueError, KeyError, TypeError, OSError, RecursionError) as error:
        yield Fault("croissant", f"is no Croissant document ({error!r:.80})", FILE)
        return
    for path, sha256 in listed.items():
        if path not in files or files[path].sha256 != sha256:
            yield Fault("croissant", f"gives {path} another checksum than the manifest", FILE)
    for name in sorted(used - known):
        yield Fault("croissant", f"reads records from {name}, which it does not list", FILE)


def _file(root: Path, path: str) -> dict[str, Any]:
    with (root / path).open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    return {
        "@type": "cr:FileObject",
        "@id": path,
        "name": path,
        "contentUrl": path,
        "contentSize": f"{(root / path).stat().st_size} B",
        "encodingFormat": _ENCODINGS[Path(path).suffix],
        "sha256": sha256,
    }


def _records(name: str, path: str, fields: Mapping[str, tuple[str, str]], description: str) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": description,
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{field}",
                "name": field,
                "description": told,
                "dataType": kind,
                "source": {"fileObject": {"@id": path}, "extract": {"column": field}},
            }
            for field, (kind, told) in fields.items()
        ],
    }

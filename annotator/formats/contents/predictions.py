"""An empty prediction for each video, in the shape that the published scorer reads: fill in, and score.

`predictions/NNNNNN.json` asks for a caption and, for each prompt in the order of the annotation, the masks of any
number of objects on each frame that people drew. As they are, the files say "nothing was found" and score 0. A mask is
added to the `mask_rles` of every frame of its prompt, an absent one with an empty RLE.

Source: what `vicas/evaluation` of Ali2500/ViCaS opens, and what Video-LLaVA-Seg writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.formats.annotation import Fields, ReleaseVideo
from annotator.formats.fault import Fault
from annotator.formats.whole_file import write_whole

FOLDER = "predictions"


def template(video_id: int, prompts: int, drawn: list[str]) -> dict[str, Any]:
    """The file's content.

    Args:
        prompts: How many the video has.
        drawn: The names of the frames that people drew.
    """
    nothing = [[{"filename": name, "mask_rles": []} for name in drawn] for _ in range(prompts)]
    return {"video_id": video_id, "pred_caption": "", "pred_lgvis_masks": nothing}


def path_of(root: Path, video_id: int) -> Path:
    """Where a video's lies."""
    return root / FOLDER / f"{video_id:06d}.json"


def write(root: Path, video: ReleaseVideo) -> None:
    """Write one video's.

    Raises:
        OSError: the disk is full or not writable; nothing is left behind.
    """
    drawn = [frame.filename for frame in video.segmentations if frame.is_gt]
    content = template(video.video_id, len(video.object_referrals), drawn)
    write_whole(path_of(root, video.video_id), json.dumps(content, separators=(",", ":")).encode() + b"\n")


def faults(root: Path, video_id: int, fields: Fields) -> Iterator[Fault]:
    """What one video's file says otherwise than its annotation."""
    file = f"{FOLDER}/{video_id:06d}.json"
    try:
        content = json.loads((root / file).read_bytes().decode())
    except FileNotFoundError:
        yield Fault("prediction_template", "is missing; fetch it again", file)
        return
    except (ValueError, OSError, RecursionError) as error:
        yield Fault("prediction_template", f"is no JSON ({error})", file)
        return
    if "segmentations" not in fields or "object_referrals" not in fields:
        return  # told already, and there is nothing to compare with
    drawn = [frame.filename for frame in fields["segmentations"] if frame is not None and frame.is_gt]
    prompts = len(fields["object_referrals"])
    if content != template(video_id, prompts, drawn):
        yield Fault(
            "prediction_template",
            f"is not the empty prediction of {prompts} prompts on {len(drawn)} drawn frames",
            file,
        )

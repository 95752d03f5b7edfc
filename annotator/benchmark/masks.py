"""The masks of one prompt, what people drew beside what was predicted, on the frames that are scored."""

import json
from typing import Any

from annotator.benchmark.models import PredictionSet
from annotator.benchmark.queries import clips_of, folder_of, require_scored
from annotator.formats import release as layout
from annotator.releases.queries import folder_with
from annotator.videos.queries import NotFound


def masks_of(board: PredictionSet, *, number: int, place: int) -> dict[str, Any]:
    """The masks of a prompt in JSON: of every scored frame, as COCO RLE.

    Raises:
        NotFound: The split holds no such video, or the video no such prompt.
        NotScored: The set is not scored yet.
        ReleaseDamaged: The annotation cannot be read.
    """
    require_scored(board)
    row = board.prompts.filter(number=number, place=place).first()
    if row is None:
        raise NotFound(f"{board.name} holds no prompt {place} of a video {number}.")
    version = board.release.version
    folder = folder_with(board.release, f"annotations/{version}/{number:06d}.json")
    truth = layout.read_annotation(layout.annotation_path(folder, version, number))
    document = json.loads((folder_of(board) / f"{number:06d}.json").read_bytes())
    predicted = {frame["filename"]: frame["mask_rles"] for frame in document["pred_lgvis_masks"][place]}
    scores = document.get("pred_scores")
    wanted = truth.object_referrals[place]
    entry = clips_of(board, [number]).get(number)
    return {
        "number": number,
        "video": entry.video_id if entry else None,
        "prompt": wanted.prompt,
        "size": list(truth.image_size),
        "ap": row.ap,
        "scores": scores[place] if scores else None,
        "frames": [
            {
                "frame": index,
                "truth": [
                    {"track": track, "rle": rle}
                    for track, rle in zip(frame.track_ids, frame.mask_rles, strict=True)
                    if track in wanted.track_ids
                ],
                "predicted": predicted[frame.filename],
            }
            for index, frame in enumerate(truth.segmentations)
            if frame.is_gt
        ],
    }

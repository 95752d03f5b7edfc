"""Predictions made from the truth of a release, and the file that they are sent in."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from annotator.formats import release as layout
from annotator.formats import rle

Documents = dict[int, dict[str, Any]]


def prediction_of(video: layout.ReleaseVideo, *, right: bool = True) -> dict[str, Any]:
    """What a model says of a video that finds every object, or that finds none and says so."""
    frames = [frame for frame in video.segmentations if frame.is_gt]
    nothing = rle.empty(*video.image_size)
    drawn = [dict(zip(frame.track_ids, frame.mask_rles, strict=True)) if right else {} for frame in frames]
    return {
        "video_id": video.video_id,
        "pred_caption": "A box slides.",
        "pred_lgvis_masks": [
            [
                {
                    "filename": frame.filename,
                    "mask_rles": [masks.get(track, nothing) for track in referral.track_ids],
                }
                for frame, masks in zip(frames, drawn, strict=True)
            ]
            for referral in video.object_referrals
        ],
    }


def zipped(documents: Documents) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, document in documents.items():
            archive.writestr(f"{number:06d}.json", json.dumps(document))
    return out.getvalue()

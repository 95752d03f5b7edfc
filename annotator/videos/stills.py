"""The picture of any frame. Those that people always draw on come with the clip, others when asked for.

A frame between them is decoded from the canonical video, so it is the picture that workers compute on, and kept until
nobody has asked for it for a day.
"""

import os
from io import BytesIO
from pathlib import Path

from PIL import Image

from annotator.formats import canonical, clock
from annotator.formats.whole_file import write_whole
from annotator.videos.models import Video
from annotator.videos.queries import clip_folder

QUALITY = 92  # as the stills that were made with the clip


def still_of(video: Video, frame: int) -> Path:
    """Where a frame's still lies.

    Raises:
        FrameMissing: The clip has no such frame.
    """
    folder = clip_folder(video)
    if clock.is_keyframe(frame):
        return folder / canonical.still_name(frame)
    place = folder / "between" / f"{frame:05d}.jpg"
    try:
        os.utime(place)  # who tidies up sees that it is used
    except FileNotFoundError:
        [pixels] = canonical.read_frames(folder / canonical.VIDEO, frame, frame)
        picture = BytesIO()
        Image.fromarray(pixels).save(picture, format="JPEG", quality=QUALITY)
        write_whole(place, picture.getvalue())
    return place

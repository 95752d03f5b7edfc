"""The picture of any frame. Those that people always draw on come with the clip, others when asked for.

A frame between them is decoded from the canonical video, so it is the picture that workers compute on, and kept until
nobody has asked for it for a day.
"""

import os
from io import BytesIO

from PIL import Image

from annotator.formats import canonical
from annotator.formats.whole_file import write_whole
from annotator.storage.disk import path_of
from annotator.videos.models import Video
from annotator.videos.queries import clip_file, clip_name

QUALITY = 92  # as the stills that were made with the clip


def still_between(video: Video, frame: int) -> str:
    """The name, on this machine's own disk, of the still of a frame that came with none.

    Raises:
        FrameMissing: The clip has no such frame.
        FileNotFoundError: Its video is gone.
    """
    name = clip_name(video, f"between/{frame:05d}.jpg")
    place = path_of(name)
    try:
        os.utime(place)  # who tidies up sees that it is used
    except FileNotFoundError:
        [pixels] = canonical.read_frames(clip_file(video, canonical.VIDEO), frame, frame)
        picture = BytesIO()
        Image.fromarray(pixels).save(picture, format="JPEG", quality=QUALITY)
        write_whole(place, picture.getvalue())
    return name

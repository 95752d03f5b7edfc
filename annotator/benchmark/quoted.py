"""Numbers that the ViCaS paper gives for LG-VIS, to stand beside ours: quoted, measured by nobody here.

They are of the paper's videos and of the published scorer, so that they belong beside the official protocol, and only
where a release holds these very videos.
"""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Quoted:
    """A model on a split of ViCaS: percent, but for caption accuracy, 0 to 5. None: not known here."""

    name: str
    split: str
    map: float
    ap50: float | None = None
    ap75: float | None = None
    ap90: float | None = None
    caption_accuracy: float | None = None


SOURCE = "the ViCaS paper"
ROWS = (
    Quoted("Video-LLaVA-Seg", "val", 20.5, 38.6, 19.0, 5.1, caption_accuracy=3.0),
    Quoted("DsHmp", "val", 13.3),
    Quoted("VideoLISA", "val", 10.7),
    Quoted("LMPM", "val", 8.4),
    Quoted("Video-LLaVA-Seg", "test", 16.5, 32.1, 15.0, 3.8),
    Quoted("DsHmp", "test", 10.4),
    Quoted("VideoLISA", "test", 7.8),
    Quoted("LMPM", "test", 6.3),
)


def describe_quoted() -> list[dict[str, Any]]:
    """The rows in JSON, each with the paper and the protocol that it belongs to."""
    return [asdict(row) | {"protocol": "official", "source": SOURCE} for row in ROWS]

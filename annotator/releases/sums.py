"""What the data card says of all clips together, added up clip by clip: their frozen rows do not fit into memory."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

TEXTS = ("en_gpt", "cn")


@dataclass
class Sums:
    """How many clips there are, and how many of them have what.

    Args:
        texts: By derived text, clips that have one of their own.
        unfit: By derived text, clips whose text was written but left out, each with the reason.
        prompted: Clips for which people approved prompts.
        undrafted: Clips for which no prompt was ever drafted or approved.
        stretches: By predictor and engine, stretches that it computed.
    """

    clips: int = 0
    imported: int = 0
    reworded: int = 0
    prompted: int = 0
    undrafted: int = 0
    sources: Counter[str] = field(default_factory=Counter)
    stretches: Counter[tuple[str, str]] = field(default_factory=Counter)
    texts: Counter[str] = field(default_factory=Counter)
    unfit: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, frozen: dict[str, Any]) -> None:
        """Count one more clip."""
        self.clips += 1
        self.imported += "left_out" in frozen
        self.reworded += bool(frozen.get("rewordings"))
        self.prompted += bool(frozen.get("referrals"))
        self.undrafted += frozen.get("referrals") is None
        self.sources[frozen["source"]] += 1
        self.stretches.update((one["predictor"], one["engine"]) for one in frozen["segments"])
        for name in TEXTS:
            text = derived(frozen, name)
            self.texts[name] += text["text"] is not None
            if text["left_out"] not in (None, "absent"):
                self.unfit[name].append(f"{frozen['number']:06d} ({text['left_out']})")


def derived(frozen: dict[str, Any], field: str) -> dict[str, Any]:
    """A derived text as it was frozen; a release that was frozen before there were any has none."""
    found: dict[str, Any] = frozen.get("derived", {}).get(field) or {"text": None, "left_out": "absent"}
    return found

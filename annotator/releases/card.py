"""The README of a release: a data card with the head that Hugging Face reads, and how to read the files.

What it says is counted in the files or kept with the release, so that equal releases have equal cards.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.formats.contents.croissant import Head
from annotator.formats.interchange import losses
from annotator.formats.leakage import Leak
from annotator.releases.choices import BY_RULE, Choices, choices_from
from annotator.releases.models import Release
from annotator.releases.sums import Sums
from annotator.scoring.statistics import Row
from annotator.scoring.statistics_tables import as_markdown

_SIZES = ((10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"))
_LEAKS_TOLD = 20


@dataclass(frozen=True)
class Card:
    """What the README is made of: `sums` of all clips, `counts` by split, `leaks` between splits, clips left out."""

    release: Release
    sums: Sums
    counts: dict[str, Row]
    leaks: Sequence[Leak]
    left_out: Iterable[dict[str, Any]] = ()

    @property
    def choices(self) -> Choices:
        return choices_from(self.release.choices)

    @property
    def title(self) -> str:
        return f"{self.release.project.name} {self.release.version}"


def rendered(card: Card) -> str:
    """The whole file."""
    note = f"\n{card.release.note}\n" if card.release.note else ""
    parts = [f"# {card.title}\n{note}\n{summary(card)}\n", _numbers(card), _reading(card), _making(card), _splits(card)]
    parts += _left_out(card)
    return "\n".join([_head(card), *parts, _limits(card)])


def croissant_head(card: Card) -> Head:
    """What data portals show of the release."""
    return Head(
        name=card.title,
        version=card.release.version,
        description=summary(card),
        creator=card.release.project.name,
        licence=card.choices.licence,
        published=card.release.created_at.date().isoformat(),
        collection=f"Clips from {', '.join(sources(card))}, each at constant 30 fps.",
        annotation=HOW,
    )


def summary(card: Card) -> str:
    """One sentence."""
    return f"{card.sums.clips} clips with grounded captions and 30-fps masks, in the ViCaS layout."


def sources(card: Card) -> list[str]:
    """Where the clips come from, most first."""
    return [name for name, _ in sorted(card.sums.sources.items(), key=lambda one: (-one[1], one[0]))]


def languages(card: Card) -> list[str]:
    """English, and Chinese if a clip has a text of its own."""
    return ["en", "zh"] if card.sums.texts["cn"] else ["en"]


def _head(card: Card) -> str:
    """YAML, each value as JSON, which is YAML too."""
    licence = card.choices.licence or "unknown"
    size = next((name for most, name in _SIZES if card.sums.clips < most), "100K<n<1M")
    values = {
        "license": licence,
        "language": languages(card),
        "pretty_name": card.title,
        "size_categories": [size],
        "task_categories": ["video-text-to-text", "mask-generation"],
        "tags": ["grounded-captions", "video-object-segmentation", "referring-segmentation", "croissant"],
        "configs": _configs(card),
    }
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    return "\n".join(["---", *lines, "---", ""])


def _configs(card: Card) -> list[dict[str, Any]]:
    """What `datasets.load_dataset` opens: Parquet split by split if it is there, else all annotations at once."""
    if "parquet" not in card.choices.formats:
        everything = {"split": "all", "path": f"annotations/{card.release.version}/*.json"}
        return [{"config_name": "default", "data_files": [everything]}]
    files = [
        {"split": told, "path": f"{losses.FOLDER}/parquet/data/{split}-*.parquet"}
        for split, told in (("train", "train"), ("val", "validation"), ("test", "test"))
        if card.counts[split]["videos"]
    ]
    return [{"config_name": "default", "data_files": files}]


def _numbers(card: Card) -> str:
    return f"""{as_markdown({"What it holds": card.counts})}
Masks are counted as they are listed; "visible" leaves out those without a pixel.
Languages: {", ".join(languages(card))}.
"""


def _reading(card: Card) -> str:
    version = card.release.version
    others = "".join(
        f"- `{losses.FOLDER}/{name}/`: the same as {name}; its `{losses.FILE}` says what that cannot hold.\n"
        for name in card.choices.formats
    )
    return f"""## Reading it

- `annotations/{version}/NNNNNN.json`: one file a clip. `image_size` is [height, width];
  `segmentations` has one entry a frame at 30 fps; `is_gt` marks the frames that people drew (every 30th, from 0),
  all others are computed between them.
- `splits/{version}/`: clip ids. The published reader (github.com/Ali2500/ViCaS) looks for splits beside its own
  package: copy these over its own, and call `get_split_videos(split, "{version}")`. `ViCaSDataset(DIR, split=…)` knows
  no version but "v0.1" and stops with an assertion: give it copies of the two folders under that name.
- {_videos(card)} `ffmpeg -i CLIP -r 30 -q:v 1 -start_number 0 %05d.jpg` gives
  exactly the frames that the annotations count.
- `predictions/NNNNNN.json`: an empty prediction a clip, as the published scorer wants it; every clip of the split that
  is scored needs one.
- `frames.parquet`: a row a frame: whether people drew it, when the original shows it, the checksum of its pixels, and
  which tracks are there and by whom.
- `provenance.jsonl`: by track, how many masks people drew, changed or took from a draft, and which predictor did the
  rest; how many prompts people approved, and how many are unreviewed ones by rule.
- `stills.jsonl`: a perceptual hash a keyframe; near-duplicates between splits are found by it.
- `croissant.json`: what the tables hold, for data portals and `mlcroissant`.
{others}- `manifest.json`: size and sha256 of every file.
- `caption_raw_en_gpt`: {_texts_told(card.sums, "en_gpt", "cleaned", "a copy of `caption_raw_en`")}
- `caption_raw_cn`: {_texts_told(card.sums, "cn", "Chinese", "empty")}
- `object_referrals`: {_prompts_told(card)}
- `reworded_en_captions`: {_rewordings_told(card.sums)}
"""


def _videos(card: Card) -> str:
    if card.choices.videos == "files":
        return "`videos/`: the clips at constant 30 fps."
    return (
        "`video_list.jsonl`: the clips at constant 30 fps, which may not be given away here: name, bytes, sha256,\n"
        "  frames and size of each. Put those that you have into `videos/` under these names, and prove them by sha256."
    )


HOW = (
    "A person writes a caption whose phrases name objects by number. Another person draws each object on every 30th "
    "frame or says that it is absent, and a predictor computes the frames between. Both are approved: inspected by "
    "somebody who made nothing of it, or passed where the project inspects a sample."
)


def _making(card: Card) -> str:
    imported = card.sums.imported
    came = (
        f"{imported} clips came from another data set: its drawn frames count as human, its prompts as approved.\n\n"
        if imported
        else ""
    )
    computed = sorted(card.sums.stretches.items())
    by = "".join(f"- `{name}`, engine `{engine}`: {n} stretches\n" for (name, engine), n in computed)
    return f"""## How it was made

{HOW} Clips come from {", ".join(sources(card))}. Frozen on {card.release.created_at.date().isoformat()}.

{came}Masks between the drawn frames were computed by:

{by}"""


def _splits(card: Card) -> str:
    told = [f"- {leak.line}\n" for leak in card.leaks[:_LEAKS_TOLD]]
    if len(card.leaks) > _LEAKS_TOLD:
        told.append(f"- and {len(card.leaks) - _LEAKS_TOLD} more, which `verify_release` lists\n")
    leaks = "Pairs that a person should look at:\n\n" + "".join(told) if told else "No pair was found.\n"
    return f"""## Splits

Sizes {card.choices.splits}, seed {card.choices.seed}; dealt out by source, duration and number of objects. A clip
keeps its split in all later versions. Clips of different splits were held against each other by their
names and by the looks of their stills. {leaks}"""


def _left_out(card: Card) -> list[str]:
    """Clips that were frozen but are not here, if there are any."""
    named = [f"- {one['number']:06d} ({one['split']}): {one['reason']}\n" for one in card.left_out]
    if not named:
        return []
    why = "These clips were frozen with the others, but their stored files were damaged when this version was built."
    return [f"## Left out\n\n{why}\nAll others kept their splits.\n\n{''.join(named)}"]


def _limits(card: Card) -> str:
    licence = card.choices.licence or "not decided; ask before you use it"
    return f"""## Licence and limits

Licence: {licence}. Computed masks were approved, not drawn. A caption names the objects that its author
chose, at most ten.
"""


def _texts_told(sums: Sums, field: str, kind: str, otherwise: str) -> str:
    """How many clips have a derived text, what stands in the others, and which were written but do not fit."""
    have, unfit = sums.texts[field], sums.unfit[field]
    told = f"{have} of {sums.clips} clips have a {kind} text of their own"
    if have < sums.clips:
        told += f"; it is {otherwise} in the others" if have else f"; it is {otherwise}"
    return f"{told}." + (f" Left out, for it does not fit the raw caption: {', '.join(unfit)}." if unfit else "")


def _prompts_told(card: Card) -> str:
    """How many clips have prompts that people approved, none, or by rule ones that nobody has looked at."""
    sums, by_rule = card.sums, card.choices.prompts == BY_RULE
    told = [f"{sums.prompted} of {sums.clips} clips have prompts that people approved"]
    unseen = sums.undrafted if by_rule else 0
    if unseen:
        told.append(f"{unseen} have unreviewed prompts by rule from the caption, which nobody has looked at")
    if nothing := sums.clips - sums.prompted - unseen:
        told.append(f"{nothing} have none, as people approved none")
    return f"{'; '.join(told)}. `provenance.jsonl` counts them clip by clip."


def _rewordings_told(sums: Sums) -> str:
    """How many clips have rewordings."""
    told = f"{sums.reworded} of {sums.clips} clips have rewordings"
    return f"{told}; it is empty in the others." if sums.reworded < sums.clips else f"{told}."

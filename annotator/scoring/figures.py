"""A dataset's statistics as figures, after the paper's figure 3: vectors for print, pictures for pages.

Equal numbers give equal bytes: nothing is drawn from chance, and no file says when or by which version it was made.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotator.formats.whole_file import write_whole

_INK, _BAR, _BEYOND = "#1c1e22", "#3b6fd8", "#8a8f98"
_CLOUD = (800, 400)  # pixels
# name of the histogram: title, what the axis counts, whose number the bars give
_HISTOGRAMS = {
    "seconds": ("Video duration", "seconds", "videos"),
    "caption_words": ("Caption length", "words", "videos"),
    "objects": ("Objects in a video", "objects", "videos"),
    "mask_area": ("Size of drawn masks", "per cent of the picture", "masks"),
}
NAMES = (*_HISTOGRAMS, "nouns")


def draw(folder: Path, row: Mapping[str, Any]) -> None:
    """Write each figure as NAME.svg and NAME.png.

    Args:
        folder: Where to; made if it is not there.
        row: A split's numbers, as `statistics` gives them; without a noun there is no cloud.

    Raises:
        OSError: the disk is full or not writable.
    """
    for name, words in _HISTOGRAMS.items():
        for ending, content in _histogram(row[name], *words).items():
            write_whole(folder / f"{name}.{ending}", content)
    if row["top_nouns"]:
        for ending, content in _cloud(row["top_nouns"]).items():
            write_whole(folder / f"nouns.{ending}", content)


def _histogram(histogram: Mapping[str, Any], title: str, unit: str, counted: str) -> dict[str, bytes]:
    """Bars up to the last that holds something; the one that takes all beyond is grey."""
    import matplotlib  # seconds that only who draws shall pay
    from matplotlib.figure import Figure

    width, counts = histogram["bin"], histogram["counts"]
    end = max((place for place, count in enumerate(counts) if count), default=0) + 1
    starts = [place * width for place in range(end)]
    colours = [_BEYOND if start >= histogram["last"] else _BAR for start in starts]
    with matplotlib.rc_context({"svg.hashsalt": "tether", "font.size": 9, "text.color": _INK}):
        figure = Figure(figsize=(5, 3))
        figure.subplots_adjust(left=0.12, right=0.96, top=0.88, bottom=0.16)
        axes = figure.subplots()
        axes.bar(starts, counts[:end], width=width * 0.94, align="edge", color=colours)
        axes.set(title=title, xlabel=unit, ylabel=counted)
        axes.spines[["top", "right"]].set_visible(False)
        if starts[-1] >= histogram["last"]:
            axes.annotate(f"{histogram['last']:g}+", (starts[-1], counts[end - 1]), ha="left", va="bottom")
        return {ending: _saved(figure, ending) for ending in ("svg", "png")}


def _saved(figure: Any, ending: str) -> bytes:
    out = io.BytesIO()
    nothing = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}
    figure.savefig(out, format=ending, dpi=150, metadata=nothing[ending])
    return out.getvalue()


def _cloud(nouns: list[dict[str, Any]]) -> dict[str, bytes]:
    """The nouns, each as large as it is frequent."""
    from wordcloud import WordCloud  # it brings matplotlib

    width, height = _CLOUD
    cloud = WordCloud(
        width=width, height=height, background_color="white", prefer_horizontal=1.0, random_state=0,
        max_words=150, color_func=lambda *_, **__: _INK,
    )  # fmt: skip
    cloud.generate_from_frequencies({one["noun"]: one["count"] for one in nouns})
    out = io.BytesIO()
    cloud.to_image().save(out, format="PNG")
    return {"svg": cloud.to_svg().encode(), "png": out.getvalue()}

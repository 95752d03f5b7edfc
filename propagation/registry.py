"""A worker is configured with a name; here it becomes an engine, and torch is loaded only if that engine needs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from propagation.clicks import ClickPredictor
from propagation.errors import PackageMissing, PredictorUnknown
from propagation.predictor import Carrier, Predictor


class Engine(Predictor, Carrier, Protocol):
    """What a name stands for: fills segments, and carries to single frames."""


def predictor_by_name(name: str, options: Mapping[str, str] | None = None) -> Engine:
    """Build the predictor of this name.

    Args:
        name: "flow"; "flow-fast", about 0.02 less overlap for two thirds of the time; "flow-preview", for a person
            who waits; or "sam2".
        options: the flows take `threads` (how many cores to use; all by default); sam2 takes `weights` (path) or
            `folder` (where to download them to), `sha256`, `size` (tiny, small, base+, large), `device`, `memory`
            (one, two), and how fast it shall work, see `sam2_model.Speed`: `batch` and `segments` (numbers),
            `precision` (fp32, bf16), `compile`, `graphs` and `exact` (on, off).

    Raises:
        PredictorUnknown: the name, or an option that this predictor does not take.
        PropagationError: what the predictor itself refuses, as missing weights.
    """
    builders: dict[str, Callable[[dict[str, str]], Engine]] = {
        **{flow: partial(_flow, flow) for flow in ("flow", "flow-fast", "flow-preview")},
        "sam2": _sam2,
    }
    if name not in builders:
        raise PredictorUnknown(f"No predictor is called {name!r}; choose one of {', '.join(builders)}.", name=name)
    return builders[name](dict(options or {}))


def click_predictor_beside(predictor: Carrier) -> ClickPredictor:
    """The click engine that goes with a loaded predictor: on SAM 2 its own model, else GrabCut."""
    if predictor.name == "sam2":
        from propagation.clicks_sam2 import sam2_clicks

        return sam2_clicks(predictor)
    from propagation.clicks_grabcut import GrabcutClicks

    return GrabcutClicks()


def _flow(name: str, options: dict[str, str]) -> Engine:
    from propagation.effort import EFFORTS
    from propagation.flow import FlowPredictor

    _refuse_unknown(name, options, {"threads"})
    threads = options.get("threads") or None
    if threads is not None and not (threads.isdecimal() and int(threads) > 0):
        raise PredictorUnknown(f"threads is {threads!r}; give a whole number from 1 on.", option="threads")
    return FlowPredictor(EFFORTS[name], threads=int(threads) if threads else None)


def _sam2(options: dict[str, str]) -> Engine:
    which = {"weights", "folder", "sha256", "size", "device", "memory"}
    _refuse_unknown("sam2", options, which | {"batch", "segments", "precision", "compile", "graphs", "exact"})
    try:
        from propagation.sam2_video import sam2_predictor
    except ModuleNotFoundError as problem:
        raise PackageMissing(
            f"Predictor sam2 needs the packages of requirements/sam2.txt ({problem}); install them, or choose flow."
        ) from problem

    return sam2_predictor(options)


def _refuse_unknown(name: str, options: Mapping[str, str], known: set[str]) -> None:
    unknown = sorted(set(options) - known)
    if unknown:
        takes = f"it takes {', '.join(sorted(known))}" if known else "it takes none"
        raise PredictorUnknown(f"Predictor {name} has no option {unknown[0]!r}; {takes}.", option=unknown[0])

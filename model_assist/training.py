"""One loop for every stage: what is trained and how fast is data, so there is nothing else to differ.

A step's samples, learning rate and random numbers follow from the seed and the step's number; with the weights and the
optimiser's moments that is all there is to a run, so one that was broken off goes on as if it had not been.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO, TypeVar

import torch
from accelerate import Accelerator, DistributedDataParallelKwargs
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.utils.tensorboard import SummaryWriter

from annotator.formats.progress import Step
from annotator.formats.release import Release
from annotator.formats.training_log import LOG
from model_assist.checkpoint import (
    Checkpoint,
    kept_weights,
    load_checkpoint,
    provenance_of,
    put_weights,
    save_checkpoint,
)
from model_assist.dataset import ReleaseClips
from model_assist.errors import ModelAssistError
from model_assist.network import VideoLlavaSeg
from model_assist.objective import Objective, Prepared
from model_assist.recipe import Stage
from model_assist.sharding import share_out, shared_as, whole
from model_assist.vocabulary import Vocabulary
from model_assist.warmup import objective_for


class TrainingFailed(ModelAssistError):
    """A loss that is no number any more, or a set-up that cannot be trained."""

    code = "training_failed"


def rate_at(step: int, steps: int, warmup: float) -> float:
    """The share of the learning rate at a step: linear warm-up, then half a cosine. Source: the paper's Table 5."""
    warm = max(round(steps * warmup), 1)
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * (step - warm) / max(steps - warm, 1)))


def untold(what: str) -> Step:
    """Progress that nobody is told of."""
    del what
    return lambda done, total: None


T = TypeVar("T")


def ahead(prepare: Callable[[int], T], first: int, end: int) -> Iterator[tuple[int, T]]:
    """Each step with what was prepared for it: the next is read while this one is computed.

    The reader computes on one thread: with a crew of its own beside the one that trains, a step of `tiny` on two cores
    takes half as long again.
    """
    threads = torch.get_num_threads()
    with ThreadPoolExecutor(max_workers=1, initializer=torch.set_num_threads, initargs=(1,)) as reader:
        reader.submit(torch.get_num_threads).result()  # it is there, and its choice made
        torch.set_num_threads(threads)  # OpenMP counts for each thread, other libraries by whoever spoke last
        waiting = reader.submit(prepare, first) if first < end else None
        for step in range(first, end):
            ready = waiting
            waiting = reader.submit(prepare, step + 1) if step + 1 < end else None
            if ready is not None:
                yield step, ready.result()


@dataclass
class Run:
    """A training run: its folder, its data, its processes.

    Args:
        folder: Checkpoints, `log.jsonl` and TensorBoard's files go there.
        save_every: Steps between checkpoints that a broken-off run goes on from; the end of a stage is always one.
        sharded: Whether the processes share the weights out among them (FSDP2) instead of each holding all.
        progress: Makes, of what is counted, who is told how far it is.
    """

    folder: Path
    release: Release
    model: VideoLlavaSeg
    vocabulary: Vocabulary
    save_every: int = 200
    parent: str | None = None
    sharded: bool = False
    progress: Callable[[str], Step] = untold

    def __post_init__(self) -> None:
        recipe = self.model.recipe
        self.accelerator = Accelerator(
            mixed_precision="bf16" if recipe.precision == "bf16" else "no",
            kwargs_handlers=[DistributedDataParallelKwargs(find_unused_parameters=True)],
        )
        if self.sharded and self.accelerator.num_processes == 1:
            raise TrainingFailed("There is one process, and nobody to share weights with: leave --shard out.")
        self.clips = ReleaseClips(self.release, "train", recipe, self.vocabulary)
        if not self.clips.video_ids:
            raise TrainingFailed("The release's train split is empty: there is nothing to learn from.")
        self.model.to(self.accelerator.device)
        if recipe.checkpointing:
            self.model.enable_checkpointing()
        self.log = Log(self.folder) if self.accelerator.is_main_process else None

    def stage_folder(self, stage: Stage) -> Path:
        """Where the end of a stage is kept."""
        return self.folder / f"stage_{stage.name}"

    def train(self, stage: Stage) -> None:
        """Train one stage from where it stands to its end.

        Raises:
            TrainingFailed: a loss is no number.
            TooManyBadSamples: the release cannot be read.
        """
        steps = stage.steps or math.ceil((stage.epochs or 0) * len(self.clips.video_ids) / stage.batch)
        objective = objective_for(stage.tasks, model=self.model, vocabulary=self.vocabulary, release=self.release)
        if not objective.whole_model and self.accelerator.num_processes > 1:
            raise TrainingFailed(f"Stage {stage.name} trains one part by itself: run it on one process.")
        kept = self._broken_off(stage)
        loop = _Loop(self, stage, objective, steps)
        progress = self.progress(f"steps of stage {stage.name}") if self.log is not None else untold("")
        for step, parts in ahead(loop.prepared, loop.go_on(kept), steps):
            told = loop.step(step, parts)
            progress(step + 1, steps)
            if self.log is not None:
                self.log.write({"stage": stage.name, "step": step} | told)
            if (step + 1) % self.save_every == 0 and step + 1 < steps:
                self.save(stage, loop, step + 1, self.folder / "going_on")
        self.save(stage, None, steps, self.stage_folder(stage))
        if self.log is not None:
            self.log.flush()

    def _broken_off(self, stage: Stage) -> Checkpoint | None:
        """Where this very stage was broken off; the model has its weights then."""
        folder = self.folder / "going_on"
        if not folder.is_dir():
            return None
        kept = load_checkpoint(folder)
        if kept.provenance.stage != stage.name:
            return None
        now = provenance_of(self.release, recipe=self.model.recipe, stage=stage.name, step=0)
        if kept.provenance.release_sha256 != now.release_sha256:
            raise TrainingFailed("The run began on another release; begin a new one in another folder.")
        put_weights(self.model, kept_weights(kept.model))
        return kept

    def save(self, stage: Stage, loop: _Loop | None, step: int, folder: Path) -> None:
        """Write a checkpoint, on one process; with the optimiser's moments where the stage goes on."""
        self.accelerator.wait_for_everyone()
        writes = self.accelerator.is_main_process
        weights = kept_weights(self.model, keep=writes)
        moments = None if loop is None else loop.moments(keep=writes)
        if not writes:
            return
        told = provenance_of(
            self.release, recipe=self.model.recipe, stage=stage.name, step=step, parent=self.parent,
            cpu_seconds=time.process_time(), bad_samples={str(k): v for k, v in self.clips.bad.items()},
        )  # fmt: skip
        self.parent = save_checkpoint(folder, weights, self.model.recipe, self.vocabulary, told, moments)


class _Loop:
    """The steps of one stage."""

    def __init__(self, run: Run, stage: Stage, objective: Objective, steps: int) -> None:
        self.run, self.stage, self.objective, self.steps = run, stage, objective, steps
        accelerator = run.accelerator
        if run.sharded:
            share_out(run.model, accelerator.device)
        self.groups = trained_groups(run.model, stage, objective.extra())
        run.model.remember(anything=run.model.recipe.remember_frozen and stage.crop >= 1 and not run.sharded)
        self.optimizer = torch.optim.AdamW(
            [{"params": list(group.values()), "lr": rate} for rate, group in self.groups],
            weight_decay=stage.weight_decay,
        )
        copied = objective.whole_model and not run.sharded
        self.model: Any = accelerator.prepare(run.model) if copied else run.model

    def step(self, step: int, parts: Sequence[Prepared]) -> dict[str, float]:
        """One optimiser step over all its micro-batches; what is told of it."""
        started, accelerator = time.monotonic(), self.run.accelerator
        torch.manual_seed(hash((self.run.model.recipe.seed, step)) % 2**31)
        for group, (rate, _) in zip(self.optimizer.param_groups, self.groups, strict=True):
            group["lr"] = rate * rate_at(step, self.steps, self.stage.warmup)
        counts = self._counts(parts)
        self.model.train()
        sums: dict[str, Tensor] = {}
        rounds = int(accelerator.gather(torch.tensor([len(parts)], device=accelerator.device)).max())
        for place in range(rounds):
            part, last = parts[min(place, len(parts) - 1)], place == rounds - 1
            idle = place >= len(parts)  # clips that could not be read; other processes wait in every pass
            with nullcontext() if last else accelerator.no_sync(self.model), accelerator.autocast():
                found = self.objective.sums(self.model, part.inputs)
            weighted = [
                self.objective.weights[n] * s / counts[n] for n, s in found.items() if n in self.objective.weights
            ]
            if weighted:  # a warm-up on clips that name no object has nothing to learn
                # Processes' gradients are averaged; what is wanted is their sum.
                accelerator.backward(torch.stack(weighted).sum() * accelerator.num_processes * (not idle))
            for name, value in found.items() if not idle else ():
                sums[name] = sums.get(name, 0) + value.detach()
        told = self._told(sums, counts)
        if not all(map(math.isfinite, told.values())):
            raise TrainingFailed(f"Stage {self.stage.name}, step {step}: the loss is no number any more ({told}).")
        norm = whole(nn.utils.clip_grad_norm_(self._parameters(), self.stage.clip))
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        return told | {"gradient": float(norm), "seconds": time.monotonic() - started}

    def prepared(self, step: int) -> list[Prepared]:
        """This process's share of the step's samples, some at a time.

        Raises:
            TooManyBadSamples: the release cannot be read.
            TrainingFailed: no clip of the share can.
        """
        accelerator, clips = self.run.accelerator, self.run.clips
        chosen = clips.of_step(self.stage, step)[accelerator.process_index :: accelerator.num_processes]
        size = self.run.model.recipe.micro_batch
        samples = list(clips.samples(self.stage, chosen))
        if not samples:
            raise TrainingFailed(f"Stage {self.stage.name}, step {step}: no clip of the step can be read.")
        return [self.objective.prepare(samples[at : at + size]) for at in range(0, len(samples), size)]

    def _counts(self, parts: Sequence[Prepared]) -> dict[str, int]:
        """Over what each sum is a mean: the whole step, on all processes."""
        names = sorted({name for part in parts for name in part.counts})
        mine = torch.tensor([sum(part.counts.get(name, 0) for part in parts) for name in names])
        everywhere = self.run.accelerator.reduce(mine.to(self.run.accelerator.device), reduction="sum").tolist()
        return {name: max(count, 1) for name, count in zip(names, everywhere, strict=True)}

    def _told(self, sums: Mapping[str, Tensor], counts: Mapping[str, int]) -> dict[str, float]:
        """Means by name, over all processes."""
        names = sorted(counts)
        device = self.run.accelerator.device
        mine = torch.stack([sums.get(name, torch.zeros((), device=device)).float() for name in names])
        everywhere = self.run.accelerator.reduce(mine, reduction="sum").tolist()
        return {name: value / counts[name] for name, value in zip(names, everywhere, strict=True)}

    def _parameters(self) -> list[nn.Parameter]:
        return [parameter for _, group in self.groups for parameter in group.values()]

    def moments(self, *, keep: bool) -> dict[str, Tensor]:
        """The optimiser's state by parameter, as safetensors hold it, with parameters that are thrown away later.

        Args:
            keep: False on a process that only gives its shares to the one that writes.
        """
        state: dict[str, Tensor] = {}
        for _, group in self.groups:
            for name, parameter in group.items():
                for key, value in self.optimizer.state.get(parameter, {}).items():
                    moment = whole(value.detach())
                    if keep:
                        state[f"{name}:{key}"] = moment.cpu()
                if keep and name.startswith("extra."):
                    state[f"{name}:value"] = parameter.detach().cpu()
        return state

    def go_on(self, kept: Checkpoint | None) -> int:
        """Take up the moments of a stage that was broken off; the step to begin with."""
        if kept is None:
            return 0
        state = load_file(kept.folder / "optimizer.safetensors")
        for _, group in self.groups:
            for name, parameter in group.items():
                mine = {key.rpartition(":")[2]: v for key, v in state.items() if key.rpartition(":")[0] == name}
                value = mine.pop("value", None)
                if value is not None:
                    parameter.data.copy_(value)
                self.optimizer.state[parameter] = {
                    key: each if key == "step" else shared_as(each, parameter) for key, each in mine.items()
                }
        return kept.provenance.step


def trained_groups(
    model: VideoLlavaSeg, stage: Stage, extra: Sequence[nn.Parameter]
) -> list[tuple[float, dict[str, nn.Parameter]]]:
    """Freeze all but what a stage trains; the rest as (learning rate, parameters by name), trained in fp32."""
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    groups = []
    for part, parameters in model.parts().items():
        if part in stage.rates:
            for parameter in parameters:
                parameter.requires_grad_(True)
                if parameter.dtype != torch.float32:
                    parameter.data = parameter.data.float()
            groups.append((stage.rates[part], {names[id(p)]: p for p in parameters}))
    if extra:
        groups.append((max(stage.rates.values()), {f"extra.{place}": p for place, p in enumerate(extra)}))
    return groups


class Log:
    """What happened at each step: lines of JSON always, and curves for TensorBoard."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lines: TextIO = (folder / LOG).open("a", encoding="utf-8")
        self._curves = SummaryWriter(str(folder / "tensorboard"))

    def write(self, told: Mapping[str, Any]) -> None:
        """One step."""
        self._lines.write(json.dumps(told) + "\n")
        self._lines.flush()
        for name, value in told.items():
            if isinstance(value, float):
                self._curves.add_scalar(f"{told['stage']}/{name}", value, told["step"])

    def flush(self) -> None:
        """Bring the curves to disk; lines are there at once."""
        self._curves.flush()

"""A weights file decides every mask and can carry code, so none is loaded before its checksum has been compared.

The four published SAM 2.1 files are known here; a file of one's own needs its checksum named with it.
"""

from __future__ import annotations

import fcntl
import hashlib
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

import torch

from propagation.errors import PredictorUnknown, WeightsDamaged, WeightsMissing
from propagation.sam2_download import download

SOURCE = "https://dl.fbaipublicfiles.com/segment_anything_2/092824/"


@dataclass(frozen=True)
class Release:
    """One published model size: its configuration in the sam2 package, its file and the file's checksum."""

    config: str
    file: str
    sha256: str


RELEASES = {
    "tiny": Release(
        "configs/sam2.1/sam2.1_hiera_t.yaml",
        "sam2.1_hiera_tiny.pt",
        "7402e0d864fa82708a20fbd15bc84245c2f26dff0eb43a4b5b93452deb34be69",
    ),
    "small": Release(
        "configs/sam2.1/sam2.1_hiera_s.yaml",
        "sam2.1_hiera_small.pt",
        "6d1aa6f30de5c92224f8172114de081d104bbd23dd9dc5c58996f0cad5dc4d38",
    ),
    "base+": Release(
        "configs/sam2.1/sam2.1_hiera_b+.yaml",
        "sam2.1_hiera_base_plus.pt",
        "a2345aede8715ab1d5d31b4a509fb160c5a4af1970f199d9054ccfb746c004c5",
    ),
    "large": Release(
        "configs/sam2.1/sam2.1_hiera_l.yaml",
        "sam2.1_hiera_large.pt",
        "2647878d5dfa5098f2f8649825738a9345572bae2d4350a2468587ece47dd318",
    ),
}


def release_of(size: str) -> Release:
    """The published release of a size.

    Raises:
        PredictorUnknown: there is no such size.
    """
    if size not in RELEASES:
        raise PredictorUnknown(f"SAM 2.1 has no size {size!r}; choose one of {', '.join(RELEASES)}.", size=size)
    return RELEASES[size]


def find_weights(release: Release, *, path: Path | None, folder: Path | None) -> Path:
    """The weights file: at `path`, else in `folder`, downloaded there when it is not there yet.

    Raises:
        WeightsMissing: not at `path`; or neither is given; or the download failed.
        WeightsDamaged: what was downloaded is not the published file; it is removed again.
    """
    if path is not None:
        if not path.is_file():
            raise WeightsMissing(f"There is no weights file at {path}; put {release.file} there.", path=str(path))
        return path
    if folder is None:
        raise WeightsMissing(
            f"Predictor sam2 needs weights: set its option weights to the path of {release.file}, or its option "
            "folder to where it may download them."
        )
    kept = folder / release.file
    return kept if kept.is_file() else _fetch(SOURCE + release.file, kept, release.sha256)


def read_weights(path: Path, *, sha256: str) -> dict[str, torch.Tensor]:
    """The tensors of a weights file, after its checksum was compared; nothing in the file is ever executed.

    Args:
        sha256: what the file must have, in hex.

    Raises:
        WeightsMissing: the file cannot be read.
        WeightsDamaged: another checksum, or something else than tensors by name under "model".
    """
    try:
        with path.open("rb") as file:
            _compare(file, path, sha256)
            file.seek(0)  # the very bytes that were compared, not a file put there meanwhile
            content = torch.load(file, map_location="cpu", weights_only=True)
    except OSError as problem:
        raise WeightsMissing(f"The weights file {path} cannot be read: {problem}.", path=str(path)) from problem
    except WeightsDamaged:
        raise
    except Exception as problem:  # torch names no error of its own for a file that is no checkpoint
        raise WeightsDamaged(
            f"{path} holds something other than weights and was not loaded; fetch the published file again.",
            path=str(path),
        ) from problem
    tensors = content.get("model") if isinstance(content, dict) else None
    if not isinstance(tensors, dict) or not all(isinstance(value, torch.Tensor) for value in tensors.values()):
        raise WeightsDamaged(f'{path} has no tensors under "model"; it is no SAM 2.1 checkpoint.', path=str(path))
    return tensors


def _compare(file: BufferedReader, path: Path, sha256: str) -> None:
    found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256.lower():
        raise WeightsDamaged(
            f"{path} has the checksum {found}, expected was {sha256}; it was not loaded. Fetch it again, or name the "
            "checksum of your own file in the option sha256.",
            path=str(path),
            found=found,
        )


def _fetch(address: str, kept: Path, sha256: str) -> Path:
    """Download a file next to where it shall be, and move it there only when it is whole."""
    part = kept.with_name(f"{kept.name}.part")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with part.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # two workers may start at once; the second finds it done
            if kept.is_file():
                part.unlink(missing_ok=True)
                return kept
            download(address, file)
            file.flush()
            with part.open("rb") as whole:
                _compare(whole, part, sha256)
            part.replace(kept)
    except OSError as problem:
        raise WeightsMissing(
            f"The weights could not be downloaded ({problem}); fetch {address} yourself and put it at {kept}. What "
            "did arrive is kept, and another try goes on from there.",
            address=address,
        ) from problem
    except WeightsDamaged:
        part.unlink(missing_ok=True)
        raise
    return kept

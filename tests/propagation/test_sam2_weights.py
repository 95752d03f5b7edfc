"""A weights file is foreign code until its checksum says otherwise."""

from __future__ import annotations

import hashlib
import pickle

import pytest
import torch

from propagation import sam2_weights
from propagation.errors import PredictorUnknown, WeightsDamaged, WeightsMissing
from propagation.registry import predictor_by_name
from propagation.sam2_weights import RELEASES, Release, find_weights, read_weights


def checksum(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_weights_with_another_checksum_are_refused_unread(tmp_path):
    path = tmp_path / "weights.pt"
    torch.save({"model": {"a": torch.zeros(2)}}, path)

    with pytest.raises(WeightsDamaged, match=f"{checksum(path)}, expected was {RELEASES['tiny'].sha256}"):
        predictor_by_name("sam2", {"weights": str(path)})


def test_a_pickle_with_code_is_not_executed_even_when_its_checksum_fits(tmp_path):
    path, trace = tmp_path / "weights.pt", tmp_path / "executed"

    class Bomb:
        def __reduce__(self):
            return exec, (f"open({str(trace)!r}, 'w').close()",)

    path.write_bytes(pickle.dumps({"model": Bomb()}, protocol=2))

    with pytest.raises(WeightsDamaged, match="something other than weights"):
        read_weights(path, sha256=checksum(path))

    assert not trace.exists()


def test_tensors_come_back_when_the_checksum_fits(tmp_path):
    path = tmp_path / "weights.pt"
    torch.save({"model": {"a": torch.arange(3)}}, path)

    tensors = read_weights(path, sha256=checksum(path).upper())

    assert tensors["a"].tolist() == [0, 1, 2]


def test_a_checkpoint_of_another_model_is_refused(tmp_path):
    path = tmp_path / "weights.pt"
    torch.save({"model": {"a": torch.zeros(2)}}, path)

    with pytest.raises(WeightsDamaged, match=r"not a SAM 2\.1 tiny checkpoint"):
        predictor_by_name("sam2", {"weights": str(path), "sha256": checksum(path)})


@pytest.mark.parametrize("content", [[1, 2], {"weights": 1}, {"model": {"a": 1}}])
def test_a_file_without_named_tensors_is_refused(tmp_path, content):
    path = tmp_path / "weights.pt"
    torch.save(content, path)

    with pytest.raises(WeightsDamaged, match="no tensors"):
        read_weights(path, sha256=checksum(path))


def test_missing_weights_say_what_to_put_where(tmp_path):
    with pytest.raises(WeightsMissing, match=r"put sam2\.1_hiera_large\.pt there"):
        predictor_by_name("sam2", {"weights": str(tmp_path / "none.pt"), "size": "large"})
    with pytest.raises(WeightsMissing, match="option weights"):
        predictor_by_name("sam2", {})


def test_an_impossible_size_or_memory_is_named():
    with pytest.raises(PredictorUnknown, match="'huge'; choose one of tiny, small"):
        predictor_by_name("sam2", {"size": "huge"})
    with pytest.raises(PredictorUnknown, match="not 'three'"):
        predictor_by_name("sam2", {"memory": "three"})


def test_published_weights_are_downloaded_once_and_only_whole(tmp_path, monkeypatch):
    web, folder = tmp_path / "web", tmp_path / "kept"
    web.mkdir()
    (web / "w.pt").write_bytes(b"weights")
    monkeypatch.setattr(sam2_weights, "SOURCE", web.as_uri() + "/")

    kept = find_weights(Release("", "w.pt", checksum(web / "w.pt")), path=None, folder=folder)
    (web / "w.pt").unlink()
    again = find_weights(Release("", "w.pt", "unused"), path=None, folder=folder)

    assert kept == again
    assert kept.read_bytes() == b"weights"
    assert [path.name for path in folder.iterdir()] == ["w.pt"]


def test_a_download_with_another_checksum_leaves_nothing_behind(tmp_path, monkeypatch):
    (tmp_path / "w.pt").write_bytes(b"forged")
    monkeypatch.setattr(sam2_weights, "SOURCE", tmp_path.as_uri() + "/")

    with pytest.raises(WeightsDamaged, match="expected was abc"):
        find_weights(Release("", "w.pt", "abc"), path=None, folder=tmp_path / "kept")

    assert not list((tmp_path / "kept").iterdir())


def test_a_download_without_a_network_says_what_to_fetch_and_where_to_put_it(tmp_path, monkeypatch):
    monkeypatch.setattr(sam2_weights, "SOURCE", "http://127.0.0.1:9/")

    with pytest.raises(WeightsMissing, match=r"fetch http://127\.0\.0\.1:9/w\.pt yourself and put it at .*kept/w\.pt"):
        find_weights(Release("", "w.pt", ""), path=None, folder=tmp_path / "kept")

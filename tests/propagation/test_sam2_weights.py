"""A weights file is foreign code until its checksum says otherwise."""

from __future__ import annotations

import hashlib
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import torch
from structlog.testing import capture_logs

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


@contextmanager
def published(content: bytes, monkeypatch, *, breaks_after: int | None = None, ranges: bool = True):
    """A server that gives one file; the first answer may break off. Yields the ranges that were asked for."""
    asked = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            begin = int((self.headers.get("Range") or "bytes=0-")[6:-1])
            asked.append(begin)
            if ranges and begin >= len(content):
                self.send_error(416)
                return
            rest = content[begin if ranges else 0 :]
            self.send_response(206 if ranges and begin else 200)
            self.send_header("Content-Length", str(len(rest)))
            self.end_headers()
            self.wfile.write(rest[:breaks_after] if len(asked) == 1 else rest)

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(sam2_weights, "SOURCE", f"http://127.0.0.1:{server.server_port}/")
    try:
        yield asked
    finally:
        server.shutdown()
        server.server_close()


CONTENT = bytes(range(256)) * 20_000  # five chunks
WEIGHTS = Release("", "w.pt", hashlib.sha256(CONTENT).hexdigest())


@pytest.mark.parametrize("ranges", [True, False])
def test_a_download_that_broke_off_goes_on_from_there_or_starts_again_and_is_whole(tmp_path, monkeypatch, ranges):
    with published(CONTENT, monkeypatch, breaks_after=3_000_000, ranges=ranges) as asked:
        with pytest.raises(WeightsMissing, match=r"3000000 of 5120000 bytes.*another try goes on from there"):
            find_weights(WEIGHTS, path=None, folder=tmp_path)
        assert not (tmp_path / "w.pt").exists()

        kept = find_weights(WEIGHTS, path=None, folder=tmp_path)

    assert asked == [0, 3_000_000]
    assert kept.read_bytes() == CONTENT
    assert [path.name for path in tmp_path.iterdir()] == ["w.pt"]


def test_a_download_tells_how_far_it_is(tmp_path, monkeypatch):
    with published(CONTENT, monkeypatch), capture_logs() as logs:
        find_weights(WEIGHTS, path=None, folder=tmp_path)

    percents = [log["percent"] for log in logs if log["event"] == "sam2.weights_download"]
    assert percents == sorted(percents)
    assert len(percents) >= 3
    assert percents[-1] == 100


def test_a_whole_part_that_a_killed_worker_left_is_taken_without_its_bytes_again(tmp_path, monkeypatch):
    (tmp_path / "w.pt.part").write_bytes(CONTENT)

    with published(CONTENT, monkeypatch) as asked:
        kept = find_weights(WEIGHTS, path=None, folder=tmp_path)

    assert asked == [len(CONTENT)]
    assert kept.read_bytes() == CONTENT


def test_a_part_of_another_file_is_found_out_and_the_next_try_starts_clean(tmp_path, monkeypatch):
    (tmp_path / "w.pt.part").write_bytes(b"something else")

    with published(CONTENT, monkeypatch) as asked:
        with pytest.raises(WeightsDamaged, match=WEIGHTS.sha256):
            find_weights(WEIGHTS, path=None, folder=tmp_path)
        kept = find_weights(WEIGHTS, path=None, folder=tmp_path)

    assert asked == [14, 0]
    assert kept.read_bytes() == CONTENT


def test_two_workers_that_start_at_once_download_once(tmp_path, monkeypatch):
    with published(CONTENT, monkeypatch) as asked, ThreadPoolExecutor(2) as workers:
        found = list(workers.map(lambda _: find_weights(WEIGHTS, path=None, folder=tmp_path), range(2)))

    assert len(asked) == 1
    assert {path.read_bytes() for path in found} == {CONTENT}
    assert [path.name for path in tmp_path.iterdir()] == ["w.pt"]

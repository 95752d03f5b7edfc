"""Files of predictions come from anybody: whole and right, wrong in many ways, or meant to do harm."""

from __future__ import annotations

import io
import json
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.formats import predictions
from annotator.formats.predictions import PredictionsInvalid, unpack

VIDEOS = (3, 12)
WHOLE = {f"{number:06d}.json": json.dumps({"video_id": number, "pred_lgvis_masks": []}) for number in VIDEOS}


def silent(done: int, size: int) -> None:
    """Nobody watches."""


def zipped(members: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(members: dict[str, str | bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]  # the mode is a parameter here
        for name, content in members.items():
            raw = content.encode() if isinstance(content, str) else content
            one = tarfile.TarInfo(name)
            one.size = len(raw)
            archive.addfile(one, io.BytesIO(raw))
    return out.getvalue()


class Inbox:
    """Files as somebody sends them, and the folder that they are taken apart into."""

    def __init__(self, place: Path) -> None:
        self.source, self.folder = place / "sent", place / "apart"
        self.folder.mkdir()

    def take(self, content: bytes, name: str = "p.zip", step: Callable[[int, int], None] = silent) -> dict[str, object]:
        self.source.write_bytes(content)
        unpack(self.source, name, self.folder, videos=VIDEOS, step=step)
        return {path.name: json.loads(path.read_text()) for path in self.folder.iterdir()}

    def refused(self, content: bytes, name: str = "p.zip") -> list[str]:
        with pytest.raises(PredictionsInvalid) as refusal:
            self.take(content, name)
        assert refusal.value.fields["total"] >= len(refusal.value.fields["faults"])  # type: ignore[operator,arg-type]
        return refusal.value.fields["faults"]  # type: ignore[return-value]


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)


LINES = "\n".join(WHOLE.values())
SHAPES = {
    "zip": (zipped(WHOLE), "P.ZIP"),
    "zip with a folder and a file manager's files": (
        zipped(
            {"out/": "", **{f"out/{name}": text for name, text in WHOLE.items()}, "__MACOSX/._a": "", ".DS_Store": ""}
        ),
        "p.zip",
    ),
    "tar": (tarred(WHOLE), "p.tar"),
    "gzipped tar": (tarred(WHOLE, "w:gz"), "p.tar.gz"),
    "a list": (f"[{','.join(WHOLE.values())}]".encode(), "p.json"),
    "a line each": (f"{LINES}\n".encode(), "p.jsonl"),
    "one after the other": ("".join(WHOLE.values()).encode(), "p.json"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_predictions_come_in_any_of_these_shapes(inbox: Inbox, shape: str) -> None:
    content, name = SHAPES[shape]

    taken = inbox.take(content, name)

    assert taken == {name: json.loads(text) for name, text in WHOLE.items()}


def test_a_json_file_of_many_blocks_is_read_as_it_comes(inbox: Inbox) -> None:
    long = {"video_id": 3, "pred_caption": "é" * 1_000_000}

    taken = inbox.take(json.dumps([long, {"video_id": 12}], ensure_ascii=False).encode(), "p.json")

    assert taken["000003.json"] == long


def test_all_that_is_wrong_is_named_in_one_answer(inbox: Inbox) -> None:
    wrong = {"../000003.json": "{}", "/etc/000003.json": "{}", "a\\000003.json": "{}", "notes.txt": "", "3.json": "{}",
             "a/000012.json": "{}", "b/000012.json": "{}", "000999.json": "{}"}  # fmt: skip

    faults = inbox.refused(zipped(wrong))

    assert [fault.split(": ", 1)[1] for fault in faults[:7]] == [
        "the path leads out of the archive.", "the path leads out of the archive.",
        "the path leads out of the archive.", "not named NNNNNN.json, a video's number in six digits.",
        "not named NNNNNN.json, a video's number in six digits.", "video 000012 is there twice.",
        "video 000999 is not in this split.",
    ]  # fmt: skip
    assert faults[7:] == ["1 of 2 videos are missing: 000003."]
    assert [path.name for path in inbox.folder.parent.iterdir() if path.name not in ("sent", "apart")] == []


def test_of_many_faults_the_first_are_named_and_all_are_counted(inbox: Inbox) -> None:
    with pytest.raises(PredictionsInvalid) as refusal:
        inbox.take(zipped({f"{number:06d}.json": "{}" for number in range(100, 400)}))

    assert len(refusal.value.fields["faults"]) == predictions.NAMED  # type: ignore[arg-type]
    assert refusal.value.fields["total"] == 301


def test_links_and_devices_are_no_predictions(inbox: Inbox) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        link = tarfile.TarInfo("000003.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    symbolic = zipfile.ZipInfo("000003.json")
    symbolic.external_attr = 0o120777 << 16
    zip_out = io.BytesIO()
    with zipfile.ZipFile(zip_out, "w") as zip_archive:
        zip_archive.writestr(symbolic, "/etc/passwd")

    of_tar, of_zip = inbox.refused(out.getvalue(), "p.tar"), inbox.refused(zip_out.getvalue())

    assert of_tar[0] == of_zip[0] == "'000003.json': a link or a device, no file."


@pytest.mark.parametrize(("name", "pack"), [("p.zip", zipped), ("p.tar.gz", lambda one: tarred(one, "w:gz"))])
def test_a_bomb_is_counted_while_it_unpacks_in_little_memory(
    inbox: Inbox, name: str, pack: Callable[..., bytes]
) -> None:
    bomb = pack({"000003.json": bytes(200 << 20), "000012.json": "{}"})
    assert len(bomb) < 1 << 20
    tracemalloc.start()

    faults = inbox.refused(bomb, name)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert faults == ["'000003.json': more than 32 MiB for one video."]
    assert peak < 16 << 20
    assert not (inbox.folder / "000003.json").exists()


def test_a_list_of_files_that_would_fill_the_memory_is_refused(inbox: Inbox) -> None:
    crowded = zipped({f"{'x' * 200}{at}": "" for at in range(20_000)})

    [fault] = inbox.refused(crowded)

    assert "its list of files, or a header, takes more than 4 MiB" in fault


def test_what_is_no_such_file_is_refused_with_what_it_is_not(inbox: Inbox) -> None:
    whole = zipped(WHOLE)
    cut = tarred(WHOLE, "w:gz")

    refused = [
        inbox.refused(b"something", "p.zip"),
        inbox.refused(whole[: len(whole) // 2], "p.zip"),
        inbox.refused(cut[: len(cut) // 2], "p.tgz"),
        inbox.refused(b"something", "p.tar"),
        inbox.refused(zipped(WHOLE, zipfile.ZIP_LZMA)),
        inbox.refused(b'{"video_id": 3', "p.json"),
        inbox.refused(b"\xff\xfe", "p.json"),
        inbox.refused(b"[1, 2]", "p.json"),
        inbox.refused(b"[" + b'{"a":' * 100_000, "p.json"),
    ]

    assert all(fault.startswith("The file is refused: ") for [fault] in refused)


def test_predictions_in_json_say_which_video_they_are_of(inbox: Inbox) -> None:
    faults = inbox.refused(b'[{"video_id": "3"}, {"video_id": true}, {}, {"video_id": 3}, {"video_id": 3}]', "p.json")

    assert faults == [
        "prediction 1: video_id is '3', no number from 0 to 999999.",
        "prediction 2: video_id is True, no number from 0 to 999999.",
        "prediction 3: video_id is None, no number from 0 to 999999.",
        "'prediction 5': video 000003 is there twice.",
        "1 of 2 videos are missing: 000012.",
    ]


def test_whoever_watches_may_end_the_work(inbox: Inbox) -> None:
    def full(done: int, size: int) -> None:
        raise InterruptedError("no room")

    with pytest.raises(InterruptedError):
        inbox.take(zipped(WHOLE), step=full)

"""The folder that carries bells on one machine: a message is whole or not there, and a broken one ends nobody."""

from __future__ import annotations

import threading
from pathlib import Path
from queue import Empty

from kombu import Connection

import annotator.celery


def folder_at(place: Path) -> Connection:
    options = {"data_folder_in": str(place), "data_folder_out": str(place), "control_folder": str(place / "control")}
    connection = Connection("filesystem://", transport_options=options)
    assert isinstance(connection.transport, annotator.celery.FolderTransport)
    return connection


def test_a_reader_that_looks_all_the_time_never_sees_half_a_message(tmp_path: Path) -> None:
    sent = 1500

    def ring() -> None:
        with folder_at(tmp_path) as connection:
            queue = connection.SimpleQueue("assist")
            for number in range(sent):
                queue.put({"job": number})

    writer = threading.Thread(target=ring)
    heard = []
    with folder_at(tmp_path) as connection:
        channel = connection.default_channel
        connection.SimpleQueue("assist")
        writer.start()
        while len(heard) < sent and (writer.is_alive() or any(tmp_path.glob("*.msg"))):
            try:
                heard.append(channel._get("assist"))
            except Empty:
                continue
    writer.join()

    assert len(heard) == sent


def test_a_message_that_was_cut_off_counts_as_lost(tmp_path: Path) -> None:
    (tmp_path / "1_broken.torn.msg").write_text('{"bo')
    with folder_at(tmp_path) as connection:
        connection.SimpleQueue("torn").put({"job": 7})
        channel = connection.default_channel

        first = next(message for message in (got(channel) for _ in range(5)) if message is not None)

    assert first["body"]


def got(channel: annotator.celery.WholeMessages) -> dict[str, object] | None:
    try:
        message: dict[str, object] = channel._get("torn")
    except Empty:
        return None
    return message

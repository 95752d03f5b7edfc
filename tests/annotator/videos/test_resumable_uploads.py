"""Resumable uploads over HTTP: a file that comes in pieces, breaks off and goes on is the same file, byte for byte."""

from __future__ import annotations

import base64
import hashlib

import pytest

from annotator.jobs.models import Job
from annotator.videos import queries, upload_actions
from annotator.videos.actions import ADMIT
from annotator.videos.models import Upload
from tests import factories as make
from tests.annotator.videos.sender import CONTENT, SPOKEN, Sender, code, kept, metadata

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]
CONTENT_OF_FILE = bytes(range(256)) * 40


def test_a_file_in_pieces_is_whole_and_queued_for_a_look(sender):
    begun = sender.begin(len(CONTENT_OF_FILE), source="Oops")

    offsets = [
        sender.append(CONTENT_OF_FILE[at : at + 3000], at).headers["Upload-Offset"]
        for at in range(0, len(CONTENT_OF_FILE), 3000)
    ]

    upload = sender.row()
    assert (begun.status_code, begun.headers["Location"]) == (201, f"/api/uploads/{upload.key}")
    assert offsets == ["3000", "6000", "9000", "10240"]
    assert queries.file_of(upload).read_bytes() == CONTENT_OF_FILE
    assert (upload.state, upload.source, upload.expires_at) == ("received", "Oops", None)
    assert Job.objects.filter(kind=ADMIT, subject=upload.pk, state="queued").count() == 1


def test_what_is_missing_is_asked_for_and_sent_by_another_program_of_the_same_person(sender):
    sender.begin(len(CONTENT_OF_FILE), name="härbst.mp4")
    sender.append(CONTENT_OF_FILE[:5000], 0)

    asked = sender.ask()
    sender.append(CONTENT_OF_FILE[5000:], int(asked.headers["Upload-Offset"]))

    assert (asked.status_code, asked.content, asked.headers["Cache-Control"]) == (200, b"", "no-store")
    assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == ("5000", "10240")
    assert asked.headers["Upload-Metadata"] == metadata(filename="härbst.mp4")
    assert "GMT" in asked.headers["Upload-Expires"]
    assert asked.headers["Tus-Resumable"] == "1.0.0"
    assert queries.file_of(sender.row()).read_bytes() == CONTENT_OF_FILE


def test_who_lost_the_last_answer_is_told_that_all_is_here(sender):
    sender.begin(4)
    sender.append(b"four", 0)

    asked, again = sender.ask(), sender.append(b"more", 4)

    assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == ("4", "4")
    assert code(again) == (409, "upload_complete")
    assert Job.objects.filter(kind=ADMIT).count() == 1


@pytest.mark.parametrize("offset", [0, 4999, 5001, 10240])
def test_bytes_for_another_place_are_refused_and_change_nothing(sender, offset):
    sender.begin(len(CONTENT_OF_FILE))
    sender.append(CONTENT_OF_FILE[:5000], 0)

    answer = sender.append(b"x" * 10, offset)

    assert code(answer) == (409, "offset_conflict")
    assert answer.json()["error"]["fields"] == {"offset": 5000}
    assert sender.row().offset == 5000
    assert queries.file_of(sender.row()).read_bytes() == CONTENT_OF_FILE[:5000]


@pytest.mark.parametrize("offset", ["", "-1", "1.5", "٣", "9" * 30])
def test_an_offset_that_is_none_is_refused(sender, offset):
    sender.begin(10)

    assert code(sender.append(b"x", offset)) == (400, "header_refused")
    assert sender.row().offset == 0


@pytest.mark.parametrize("content", ["application/octet-stream", "multipart/form-data; boundary=x", "application/json"])
def test_a_body_of_another_kind_is_refused(sender, content):
    sender.begin(10)

    assert code(sender.append(b"x", 0, content)) == (415, "unsupported_media_type")
    assert (sender.row().offset, kept()) == (0, [])


@pytest.mark.parametrize("version", [{}, {"Tus-Resumable": "0.2.2"}])
def test_another_version_of_the_protocol_is_refused_with_the_one_that_is_spoken(sender, version):
    sender.begin(10)
    there = {**version, "Upload-Offset": "0", "Upload-Length": "10"}

    answers = [
        sender.browser.post(sender.uploads, headers=there),
        sender.browser.head(sender.address, headers=there),
        sender.browser.patch(sender.address, b"x", content_type=CONTENT, headers=there),
        sender.browser.delete(sender.address, headers=there),
    ]

    assert [answer.status_code for answer in answers] == [412] * 4
    assert {answer.headers["Tus-Version"] for answer in answers} == {"1.0.0"}
    assert Upload.objects.get().offset == 0


def test_what_is_spoken_is_told_to_who_asks(sender, project):
    sender.begin(10)

    of_project, of_upload = sender.browser.options(sender.uploads), sender.browser.options(sender.address)

    assert (of_project.status_code, of_upload.status_code) == (204, 204)
    assert of_project.headers["Tus-Extension"] == "creation,expiration,checksum,termination"
    assert of_project.headers["Tus-Max-Size"] == str(project.max_bytes)
    assert of_upload.headers["Tus-Version"] == "1.0.0"


@pytest.mark.parametrize(
    ("length", "name", "refused"),
    [
        (50_001, "a.mp4", (422, "file_too_large")),
        (0, "a.mp4", (422, "not_a_video")),
        (10, "notes.txt", (422, "not_a_video")),
        (10, "", (422, "not_a_video")),
        ("", "a.mp4", (400, "length_required")),
        ("ten", "a.mp4", (400, "length_required")),
    ],
)
def test_what_cannot_become_a_clip_is_refused_before_its_first_byte(length, name, refused):
    project = make.project(max_bytes=50_000)
    sender = Sender(make.browser(make.lead(project)), project)

    answer = sender.begin(length, name)

    assert code(answer) == refused
    assert not Upload.objects.exists()


@pytest.mark.parametrize("told", ["filename é", "filename %%%", "filename /w==", "filename " + "QUFB" * 600])
def test_metadata_that_cannot_be_read_is_refused(sender, told):
    headers = {**SPOKEN, "Upload-Length": "10", "Upload-Metadata": told}

    answer = sender.browser.post(sender.uploads, headers=headers)

    assert code(answer) == (400, "header_refused")
    assert not Upload.objects.exists()


def test_more_bytes_than_were_announced_are_refused_whole(sender):
    sender.begin(10)
    sender.append(b"01234", 0)

    answer = sender.append(b"567890", 5)

    assert code(answer) == (413, "file_too_large")
    assert sender.row().offset == 5
    assert sender.append(b"56789", 5).status_code == 204


def test_more_bytes_than_were_announced_are_cut_off_where_they_did_not_say_how_many(project, sender):
    sender.begin(10)
    taken = 0

    def endless():
        nonlocal taken
        while True:
            taken += 1
            yield b"12345"

    with pytest.raises(upload_actions.UploadTooLarge):
        upload_actions.append(sender.row().by, key=sender.row().key, offset=0, pieces=endless(), length=0)

    assert (taken, sender.row().offset) == (3, 0)
    sender.append(b"abcdefghij", 0)
    assert queries.file_of(sender.row()).read_bytes() == b"abcdefghij"


def test_a_sender_that_breaks_off_within_a_piece_leaves_the_upload_where_it_was(sender):
    sender.begin(len(CONTENT_OF_FILE))
    sender.append(CONTENT_OF_FILE[:4000], 0)

    def broken():
        yield b"x" * 2000
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        upload_actions.append(sender.row().by, key=sender.row().key, offset=4000, pieces=broken(), length=6240)

    assert sender.ask().headers["Upload-Offset"] == "4000"
    sender.append(CONTENT_OF_FILE[4000:], 4000)
    assert queries.file_of(sender.row()).read_bytes() == CONTENT_OF_FILE


def test_bytes_whose_row_was_never_written_are_written_over(sender):
    """A process that was killed between the file and the row."""
    sender.begin(len(CONTENT_OF_FILE))
    sender.append(CONTENT_OF_FILE[:4000], 0)
    with queries.file_of(sender.row()).open("ab") as file:
        file.write(b"garbage" * 5000)

    asked = sender.ask()
    sender.append(CONTENT_OF_FILE[4000:], 4000)

    assert asked.headers["Upload-Offset"] == "4000"
    assert queries.file_of(sender.row()).read_bytes() == CONTENT_OF_FILE


def test_bytes_that_a_disk_lost_are_asked_for_again(sender):
    """A machine that lost its power although the disk had said that all was written."""
    sender.begin(len(CONTENT_OF_FILE))
    sender.append(CONTENT_OF_FILE[:4000], 0)
    queries.file_of(sender.row()).write_bytes(CONTENT_OF_FILE[:1500])

    early = sender.append(CONTENT_OF_FILE[4000:], 4000)
    asked = sender.ask()
    sender.append(CONTENT_OF_FILE[1500:], 1500)

    assert code(early) == (409, "offset_conflict")
    assert asked.headers["Upload-Offset"] == "1500"
    assert queries.file_of(sender.row()).read_bytes() == CONTENT_OF_FILE


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_checksum_is_compared_and_bytes_that_changed_are_not_kept(sender, algorithm):
    sender.begin(10)
    digest = base64.b64encode(hashlib.new(algorithm, b"01234").digest()).decode()

    changed = sender.append(b"01239", 0, Upload_Checksum=f"{algorithm} {digest}")
    right = sender.append(b"01234", 0, Upload_Checksum=f"{algorithm} {digest}")

    assert code(changed) == (460, "checksum_mismatch")
    assert (right.status_code, right.headers["Upload-Offset"]) == (204, "5")
    assert queries.file_of(sender.row()).read_bytes() == b"01234"


@pytest.mark.parametrize("checksum", ["md5 AAAA", "sha1", "sha1 %%", ""])
def test_a_checksum_that_cannot_be_compared_is_refused(sender, checksum):
    sender.begin(10)

    assert code(sender.append(b"x", 0, Upload_Checksum=checksum)) == (400, "header_refused")
    assert sender.row().offset == 0


def test_a_listed_upload_says_how_far_it_is_and_by_what_its_page_knows_it(sender):
    sender.begin(10, fingerprint="a clip.mp4 10 1700000000000")
    sender.append(b"01234", 0)

    [listed] = sender.browser.get(sender.uploads).json()["uploads"]

    assert (listed["state"], listed["offset"], listed["bytes"], listed["progress"]) == ("sending", 5, 10, 0.5)
    assert listed["fingerprint"] == "a clip.mp4 10 1700000000000"
    assert sender.address.endswith(listed["key"])


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.mp4", "passwd.mp4"),
        ("/etc/passwd.mp4", "passwd.mp4"),
        ("..\\..\\<b>\u202e4pm.mp4", "<b>4pm.mp4"),
        ("a\x00b\n.mp4", "ab.mp4"),
        ("x" * 400 + ".mp4", "x" * 190 + "xxxxxx.mp4"),
    ],
)
def test_a_file_name_is_shown_as_plain_text_and_is_never_a_path(sender, name, shown):
    sender.begin(4, name)
    sender.append(b"four", 0)

    assert sender.row().name == shown
    assert kept() == [f"upload-{sender.row().pk}"]

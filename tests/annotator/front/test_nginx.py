"""A real nginx on our configuration, before real processes: what passes, what it adds, and that it adds no hole."""

from __future__ import annotations

import base64
import contextlib
import gzip
import io
import json
import os
import re
import socket
import subprocess
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker
from websockets.sync.client import connect

from annotator.events.models import Event
from annotator.videos.models import Upload
from annotator.videos.queries import file_of
from docker import proxy
from docker.errors import StartError
from tests.annotator.front.scene import CONTENT, SECRET, Scene, scene
from tests.contracts.source import ROOT, documented
from tests.machine import find_nginx
from tests.processes import wait_for

pytestmark = pytest.mark.django_db
LAST = len(CONTENT) - 1
PROTECTING = (
    "Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
)  # fmt: skip
TUS = {"Tus_Resumable": "1.0.0", "Content_Type": "application/offset+octet-stream"}


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    counts = {"rest": 2, "sockets": 1, "nginx": 1}
    with (
        django_db_blocker.unblock(),
        scene(tmp_path_factory.mktemp("front"), counts, TETHER_LOG_ADDRESSES="1") as made,
    ):
        yield made


@pytest.fixture(params=["media", "file"])
def address(world: Scene, request: pytest.FixtureRequest) -> str:
    """Of the clip's video, or of the release's file: both hold the same bytes."""
    return world.media + "canonical.mp4" if request.param == "media" else world.file


def test_nginx_itself_finds_no_fault_in_what_we_write(tmp_path: Path) -> None:
    environment = {**os.environ, "TETHER_DATA": str(tmp_path), "TETHER_NGINX": find_nginx() or ""}
    given = {
        "TETHER_PROXY": "10.0.0.0/8, 2001:db8::/32",
        "TETHER_REST": "127.0.0.1:1,[::1]:2",
        "TETHER_BIND": "0.0.0.0",
    }

    told = subprocess.run([*proxy.prepare(environment | given), "-t"], capture_output=True, text=True, check=False)

    assert (told.returncode, "[warn]" in told.stderr) == (0, False), told.stderr
    assert "@{" not in (tmp_path / "nginx" / "8000" / "nginx.conf").read_text().split("\n", 2)[2]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TETHER_BIND", "0.0.0.0; include /etc/passwd"), ("PORT", "http"), ("TETHER_PROXY", "everybody"),
        ("TETHER_REST", "rest"), ("TETHER_SOCKETS", "sockets:80; deny all"), ("TETHER_DATA", '/data"; root /'),
        ("TETHER_DATA", "/data/$uri"),
    ],
)  # fmt: skip
def test_what_nginx_cannot_be_told_stops_the_start_and_names_itself(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(StartError, match=re.escape(name)):
        proxy.configuration({name: value}, run=tmp_path)


def test_a_member_gets_the_whole_file_from_nginx_with_all_that_tether_says_of_it(world: Scene, address: str) -> None:
    answer, direct = world.ask(address), world.ask(address, at="rest-1")

    assert (answer.status, answer.body) == (200, CONTENT)
    assert (direct.status, direct.body) == (200, b"")
    assert direct["X-Accel-Redirect"].startswith("/accel/")
    assert answer.all("X-Accel-Redirect") == []
    for name in ("Content-Type", "Cache-Control", "ETag", "Vary", *PROTECTING):
        assert [in_order(value) for value in answer.all(name)] == [in_order(value) for value in direct.all(name)], name
    assert answer["Accept-Ranges"] == "bytes"
    assert len(answer["X-Request-Id"]) == 32


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-", 0, LAST), ("bytes=0-0", 0, 0), ("bytes=1000-1999", 1000, 1999), ("bytes=300000-", 300_000, LAST),
        ("bytes=-10", LAST - 9, LAST), ("bytes=-99999999", 0, LAST), ("bytes=767990-99999999", 767_990, LAST),
    ],
)  # fmt: skip
def test_a_range_through_nginx_is_exactly_its_bytes(
    world: Scene, address: str, wanted: str, first: int, last: int
) -> None:
    answer = world.ask(address, Range=wanted)
    head = world.ask(address, method="HEAD", Range=wanted)

    assert (answer.status, answer.body) == (206, CONTENT[first : last + 1])
    assert answer["Content-Range"] == f"bytes {first}-{last}/{len(CONTENT)}"
    assert (head.status, head.body, head["Content-Length"]) == (206, b"", str(last - first + 1))


def test_several_ranges_at_once_get_the_whole_file(world: Scene, address: str) -> None:
    assert world.ask(address, Range="bytes=0-1,5-6").body == CONTENT


@pytest.mark.parametrize("wanted", ["bytes=768000-", "bytes=99999999-99999999", "bytes=-0"])
def test_a_range_that_is_not_there_is_refused_in_tethers_words(world: Scene, address: str, wanted: str) -> None:
    answer = world.ask(address, Range=wanted)

    assert (answer.status, json.loads(answer.body)["error"]["code"]) == (416, "range_unusable")
    if address != world.file:
        assert answer["Content-Range"] == f"bytes */{len(CONTENT)}"


def test_who_has_the_file_already_is_told_so_and_a_range_of_another_version_is_not_cut(
    world: Scene, address: str
) -> None:
    tag = world.ask(address)["ETag"]

    known = [world.ask(address, If_None_Match=value) for value in (tag, f'"other", W/{tag}', "*")]
    other = world.ask(address, If_None_Match='"other"')
    same, changed = (world.ask(address, Range="bytes=0-9", If_Range=value) for value in (tag, '"other"'))

    assert [(answer.status, answer.body) for answer in known] == [(304, b"")] * 3
    assert known[0]["ETag"] == tag
    assert (other.status, other.body) == (200, CONTENT)
    assert (same.status, same.body) == (206, CONTENT[:10])
    assert (changed.status, changed.body) == (200, CONTENT)


def test_a_stranger_and_a_member_of_another_project_get_nothing(world: Scene, address: str) -> None:
    stranger, outsider = world.ask(address, who=None), world.ask(address, who="outsider", Range="bytes=0-9")

    assert (stranger.status, outsider.status) == (401, 404)
    assert CONTENT[:100] not in stranger.body + outsider.body


def spellings(world: Scene) -> list[bytes]:
    """Every way that is known to lead a server out of its folders, towards a file that is really there."""
    up = [b"..", b"%2e%2e", b"%2E.", b"%252e%252e", b"..%2f", b"..%5c", b"..\\", b"%c0%ae%c0%ae", b"..;", b"%2e%2e%2f"]
    inside = world.media.encode()
    release = f"/api/releases/{world.release.pk}/files/".encode()
    starts = [
        b"/static/app/assets",
        b"/static",
        b"/media",
        b"/accel/media",
        b"/accel/releases",
        inside[:-1],
        release[:-1],
    ]
    found = []
    for start in starts:
        for step in up:
            for depth in (1, 2, 3, 4):
                steps = b"/".join([step] * depth)
                found += [start + joint + steps + b"/secret_key" for joint in (b"", b"/", b"//")]
        found += [start + step + b"/" + name for step in up for name in (b"manage.py", b".vite/manifest.json")]
    within = [
        b"original.txt",
        b"stills/../original.txt",
        b"stills/%2e%2e/original.txt",
        b"//original.txt",
        b"./original.txt",
    ]
    found += [inside + path for path in within]
    found += [inside + b"canonical.mp4%00.txt", inside + b"/etc/passwd", inside + b"%2fetc%2fpasswd", b"//etc/passwd"]
    found += [
        release + path
        for path in (b"unlisted.json", b"../unlisted.json", b"%2e%2e/v1/unlisted.json", b"/unlisted.json")
    ]
    found += [
        b"http://127.0.0.1/accel/media/../secret_key",
        b"/accel/media/../../secret_key",
        b"/secret_key",
        b"/..",
        b"*",
    ]
    return [*found, inside + b"\x00", inside + b"a b", b"\\..\\secret_key", b"/static/app/assets/..%00/secret_key"]


def test_no_spelling_of_a_path_leads_out_of_what_is_served(world: Scene) -> None:
    wrong = []
    for target in spellings(world):
        answer = world.ask_raw(target)
        status, _, body = answer.partition(b"\r\n")
        page = b'<div id="root"' in body or b"app.html" in body
        if SECRET in answer or b"DJANGO_SETTINGS_MODULE" in answer or b'"isEntry"' in answer or b"root:" in answer:
            wrong.append((target, "leaks"))
        elif b" 200 " in status and not page:
            wrong.append((target, answer[:300]))
        elif not re.search(rb" (200|400|404) ", status):
            wrong.append((target, status))

    assert wrong == []


def test_the_inner_places_are_not_reached_from_outside_whatever_a_client_sends(world: Scene) -> None:
    inner = world.ask(world.media + "canonical.mp4", at="rest-1")["X-Accel-Redirect"]

    direct = world.ask(inner)
    asked = world.ask_raw(b"/api/session", f"X-Accel-Redirect: {inner}".encode(), b"X-Original-URL: /metrics")
    link = world.ask(world.media + "thumbnail.jpg")

    assert (direct.status, json.loads(direct.body)["error"]["code"]) == (404, "not_found")
    assert b'"user"' in asked or b"project" in asked
    assert CONTENT[:100] not in asked
    assert (link.status, SECRET in link.body) == (404, False)  # a link out of the folder


def test_the_pages_files_are_sent_by_nginx_for_ever_and_compressed(world: Scene) -> None:
    for file in sorted((ROOT / "frontend" / "dist" / "assets").iterdir()):
        answer = world.ask(f"/static/app/assets/{file.name}", who=None)
        assert (answer.status, answer.body) == (200, file.read_bytes())
        assert answer["Cache-Control"] == "max-age=315360000, public, immutable"

    script = max((ROOT / "frontend" / "dist" / "assets").glob("*.js"), key=lambda file: file.stat().st_size)
    packed = world.ask(f"/static/app/assets/{script.name}", who=None, Accept_Encoding="gzip")
    written = world.ask(f"/static/app/assets/{script.name}", who=None, method="POST")

    assert (packed["Content-Encoding"], packed["Content-Type"]) == ("gzip", "text/javascript")
    assert gzip.decompress(packed.body) == script.read_bytes()
    assert written.status == 404


def test_headers_that_protect_are_said_once_and_as_tether_says_them_and_no_version_is_told(world: Scene) -> None:
    asset = next((ROOT / "frontend" / "dist" / "assets").glob("*.css")).name
    for path in ("/", "/api/session", "/api/nothing", f"/static/app/assets/{asset}", world.media + "canonical.mp4"):
        through, direct = world.ask(path), world.ask(path, at="rest-1")

        for name in PROTECTING:
            told = [[in_order(value) for value in one.all(name)] for one in (through, direct)]
            assert told[0] == told[1], (path, name)
            assert len(told[0]) <= 1, (path, name)
        assert through["X-Content-Type-Options"] == "nosniff"
        assert through["Server"] == "nginx"
        assert through.all("X-Powered-By") == []


def in_order(value: str) -> str:
    """A header without what differs from one answer to the next: its parts in order, no number used once."""
    return "; ".join(sorted(part.strip() for part in re.sub(r"'nonce-[^']+'", "", value).split(";")))


def test_what_nginx_refuses_itself_is_in_the_words_of_tether(world: Scene) -> None:
    figures = [world.ask(path, who=None) for path in ("/metrics", "//metrics", "/%6detrics", "/x/../metrics")]
    large, ours = (
        world.ask("/api/session", method="POST", body=b" " * size, who=None, Content_Type="application/json")
        for size in (4_000_000, 2_500_000)
    )

    assert [answer.status for answer in figures] == [404] * 4
    assert [(one.status, json.loads(one.body)["error"]["code"]) for one in (large, ours)] == [
        (413, "body_too_large")
    ] * 2
    assert all(one["Content-Type"] == "application/json" for one in (large, ours, *figures))
    codes = set(re.findall(r'"code":"(\w+)"', (ROOT / "docker" / "nginx.conf").read_text()))
    assert codes <= documented("errors.md")


@pytest.mark.parametrize(("path", "status"), [("/api/me", 401), ("/api/nothing", 404)])
def test_a_refusal_reaches_who_still_sends_a_body_that_nobody_reads(world: Scene, path: str, status: int) -> None:
    asked = {"method": "POST", "body": b" " * 8_000_000, "who": None, "Content_Type": "application/json"}

    answers = [world.ask(path, at="rest-1", **asked) for _ in range(5)]  # type: ignore[arg-type]

    assert [answer.status for answer in answers] == [status] * 5


def test_a_socket_passes_and_hears_what_happens(world: Scene) -> None:
    port = world.fleet.ports["nginx-1"]
    where, cookie = f"ws://127.0.0.1:{port}/ws/projects/{world.project.slug}", f"sessionid={world.member}"
    with connect(where, origin=f"http://127.0.0.1:{port}", additional_headers={"Cookie": cookie}) as line:  # type: ignore[arg-type]
        hello = json.loads(line.recv(timeout=10))
        invited, _ = invite(world, at="nginx-1", scheme="http")
        heard = json.loads(line.recv(timeout=10))

    assert (hello["topic"], invited) == ("hello", 201)
    assert (heard["topic"], heard["verb"]) == ("invitation", "changed")


def test_a_file_that_is_sent_in_pieces_arrives_whole(world: Scene) -> None:
    content = os.urandom(12_000_000)
    name = base64.b64encode(b"a clip.mp4").decode()
    begun = world.ask(
        f"/api/projects/{world.project.slug}/uploads", method="POST", Upload_Length=str(len(content)),
        Upload_Metadata=f"filename {name}", **TUS, **world.token,
    )  # fmt: skip
    where = begun["Location"]
    first = world.ask(where, method="PATCH", body=content[: 8 << 20], Upload_Offset="0", **TUS, **world.token)
    there = world.ask(where, method="HEAD", Tus_Resumable="1.0.0")
    rest = world.ask(where, method="PATCH", body=content[8 << 20 :], Upload_Offset=str(8 << 20), **TUS, **world.token)
    whole = world.ask(where, method="PATCH", body=content, Upload_Offset="0", **TUS, **world.token)

    assert (begun.status, first.status, rest.status) == (201, 204, 204), begun.body
    assert there["Upload-Offset"] == str(8 << 20)
    assert file_of(Upload.objects.get()).read_bytes() == content
    assert (whole.status, json.loads(whole.body)["error"]["code"]) == (413, "body_too_large")


def test_an_archive_is_made_while_it_is_sent(world: Scene) -> None:
    answer = world.ask(f"/api/releases/{world.release.pk}/archive.zip")

    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        [name] = archive.namelist()
        assert archive.read(name) == CONTENT
    assert answer.all("Server") == ["nginx"]


def test_who_asks_is_told_by_the_proxy_that_the_operator_named_and_by_nobody_else(world: Scene) -> None:
    world.fleet.environment["TETHER_PROXY"] = "127.0.0.1"
    world.fleet.add("nginx-2")

    by_anybody = invite(world, at="nginx-1", scheme="http")
    as_if_by_https = invite(world, at="nginx-1", scheme="https")
    by_the_proxy = invite(world, at="nginx-2", scheme="https")

    assert by_anybody == (201, "127.0.0.1")
    assert as_if_by_https[0] == 403  # its origin is not what the server believes to be reached by
    assert by_the_proxy == (201, "192.0.2.7")


def invite(world: Scene, *, at: str, scheme: str) -> tuple[int, str | None]:
    """A write as a proxy would pass it on: its status, and the address that the log has of it."""
    told = {"X_Forwarded_For": "192.0.2.7", "X_Forwarded_Proto": scheme, "Forwarded": "for=192.0.2.8"}
    origin = {"Origin": f"{scheme}://127.0.0.1:{world.fleet.ports[at]}", "Content_Type": "application/json"}
    body = json.dumps({"email": "new@example.org", "role": "annotator", "skills": []}).encode()
    path = f"/api/projects/{world.project.slug}/invitations"
    answer = world.ask(path, at=at, method="POST", body=body, **told, **world.token, **origin)
    return answer.status, Event.objects.order_by("-id").values_list("address", flat=True).first()


def test_guesses_are_stopped_before_they_reach_tether(world: Scene) -> None:
    bodies = [json.dumps({"username": f"nobody{number}", "password": "a guess"}).encode() for number in range(70)]

    answers = [
        world.ask("/api/session", method="POST", body=body, who=None, Content_Type="application/json")
        for body in bodies
    ]

    codes = [json.loads(answer.body)["error"]["code"] for answer in answers]
    by_nginx = [answer for answer in answers if not answer.all("X-Request-Id")]
    assert set(codes[:15]) == {"authentication_failed"}
    assert set(codes[20:]) == {"throttled"}
    assert len(by_nginx) > 10
    assert {answer["Retry-After"] for answer in by_nginx} == {"30"}
    assert world.ask("/api/session").status == 200


def test_who_sends_slowly_is_let_go(world: Scene) -> None:
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", world.fleet.ports["nginx-1"]), timeout=30) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        with contextlib.suppress(ConnectionResetError):
            assert line.recv(1000) == b""

    assert time.monotonic() - begun < 15


def test_a_process_that_dies_is_not_noticed_and_where_none_is_left_it_is_said_when_to_come_again(world: Scene) -> None:
    world.fleet.kill("rest-1")
    one_left = {world.ask("/api/session").status for _ in range(20)}
    world.fleet.kill("rest-2")
    none_left = world.ask("/api/session")
    for name in ("rest-1", "rest-2"):
        world.fleet.start(name)
    wait_for(lambda: world.ask("/readyz").status == 200)

    assert one_left == {200}
    assert (none_left.status, none_left["Retry-After"]) == (503, "2")
    assert json.loads(none_left.body)["error"]["code"] == "server_away"

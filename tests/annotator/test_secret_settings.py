"""The start: a secret may lie in a file, and none is told; a bucket is named whole or not at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.annotator.test_settings import SECRET, WHOLE, read, start
from tests.contracts import source

SECRETS = sorted(source.secrets())


def test_every_setting_that_sounds_like_a_secret_can_lie_in_a_file() -> None:
    sounding = {name for name in source.settings() if re.search(r"(KEY|SECRET|PASSWORD|TOKEN)$", name)}

    assert sounding | {"DATABASE_URL", "CELERY_BROKER_URL", "TETHER_EMAIL_URL"} == set(SECRETS)


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"hunter2\n", "expected not beside {name}, which is set, too; remove one of them."),
        (b" \n", "expected a file that is not empty."),
        (b"\xff\xfe", "expected a file of text."),
        (None, "expected a readable file (No such file or directory)."),
    ],
    ids=["given twice", "empty", "no text", "not there"],
)
def test_a_secrets_file_that_is_of_no_use_stops_the_start_and_tells_nothing_of_secrets(
    tmp_path: Path, name: str, content: bytes | None, told: str
) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    twice = {name: "hunter2 in plain"} if "beside" in told else {}
    good = {} if name == "TETHER_SECRET_KEY" else {"TETHER_SECRET_KEY": SECRET}

    ended = start(tmp_path, **good | twice | {f"{name}_FILE": str(file)})

    assert ended.returncode != 0
    assert f"{name}_FILE={str(file)!r} is not usable: {told.format(name=name)}" in ended.stderr
    assert "hunter2" not in ended.stderr


def test_every_secret_is_taken_from_its_file(tmp_path: Path) -> None:
    given = {
        "TETHER_SECRET_KEY": f"{SECRET}, from a file", "TETHER_METRICS_TOKEN": "a token of more than 24 characters",
        "TETHER_OIDC_CLIENT_SECRET": "of the organisation", "TETHER_LANGUAGE_KEY": "of the model",
        "TETHER_EMAIL_URL": "smtp+tls://post:letters@mail.example.org:587", "DATABASE_PASSWORD": "r:o/w@s %",
        "CELERY_BROKER_PASSWORD": "b/e@l:l",
    }  # fmt: skip
    for name, value in given.items():
        (tmp_path / name).write_text(f"{value}\n")
    files = {f"{name}_FILE": str(tmp_path / name) for name in given}
    beside = {
        "TETHER_OIDC_ISSUER": "https://login.example.org", "TETHER_OIDC_CLIENT_ID": "tether",
        "TETHER_LANGUAGE_URL": "http://models/v1", "TETHER_LANGUAGE_MODEL": "m", "TETHER_METRICS": "token",
        "DATABASE_URL": "postgresql://tether@postgres:5432/tether", "CELERY_BROKER_URL": "redis://redis:6379/0",
    }  # fmt: skip
    show = (
        "[settings.SECRET_KEY, settings.METRICS_TOKEN, settings.OIDC['secret'], settings.LANGUAGE['key'],"
        " settings.MAIL['EMAIL_HOST_PASSWORD'], settings.DATABASES['default']['PASSWORD'], settings.CELERY_BROKER_URL]"
    )

    told = read(tmp_path, show, TETHER_SECRET_KEY="", **files | beside)

    assert told == [
        given["TETHER_SECRET_KEY"], given["TETHER_METRICS_TOKEN"], given["TETHER_OIDC_CLIENT_SECRET"],
        given["TETHER_LANGUAGE_KEY"], "letters", "r:o/w@s %", "redis://:b%2Fe%40l%3Al@redis:6379/0",
    ]  # fmt: skip


def test_whole_addresses_may_lie_in_files(tmp_path: Path) -> None:
    (tmp_path / "rows").write_text("postgresql://tether:hunter2@postgres/tether\n")
    (tmp_path / "bell").write_text("amqp://tether:hunter2@rabbit//\n")
    files = {"DATABASE_URL_FILE": str(tmp_path / "rows"), "CELERY_BROKER_URL_FILE": str(tmp_path / "bell")}

    told = read(tmp_path, "[settings.DATABASES['default']['PASSWORD'], settings.CELERY_BROKER_URL]", **files)

    assert told == ["hunter2", "amqp://tether:hunter2@rabbit//"]


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("DATABASE_URL", "postgresql://tether:hunter2@postgres/tether"),
        ("DATABASE_URL", "sqlite:////tmp/rows"),
        ("CELERY_BROKER_URL", "redis://:hunter2@redis:6379/0"),
        ("CELERY_BROKER_URL", "filesystem://"),
    ],
)
def test_a_password_apart_from_an_address_that_takes_none_stops_the_start(
    tmp_path: Path, address: str, url: str
) -> None:
    password = address.replace("URL", "PASSWORD")

    ended = start(tmp_path, TETHER_SECRET_KEY=SECRET, **{address: url, password: "hunter2"})

    assert ended.returncode != 0
    assert f"beside {password}" in ended.stderr.strip().splitlines()[-1]
    assert "hunter2" not in ended.stderr.strip().splitlines()[-1]


def test_an_organisation_s_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hunter2\n")
    given = WHOLE | {"TETHER_OIDC_CLIENT_SECRET": "", "TETHER_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret")}

    read_in = read(tmp_path, "settings.OIDC", **given | {"TETHER_OIDC_ISSUER": "https://login.example.org/"})

    names = {"issuer": "https://login.example.org", "client_id": "tether", "name": "your organisation"}
    assert read_in == names | {"secret": "hunter2"}


BUCKET = {"TETHER_STORAGE": "s3", "TETHER_S3_BUCKET": "files", "TETHER_S3_ACCESS_KEY": "us"} | {
    "TETHER_S3_SECRET_KEY": "hunter2",
    "TETHER_S3_ENDPOINT": "http://minio:9000/",
}


@pytest.mark.parametrize("missing", ["TETHER_S3_BUCKET", "TETHER_S3_ACCESS_KEY", "TETHER_S3_SECRET_KEY"])
def test_half_a_bucket_stops_the_start_and_names_what_is_missing(tmp_path: Path, missing: str) -> None:
    half = {name: value for name, value in BUCKET.items() if name != missing}

    ended = start(tmp_path, TETHER_SECRET_KEY=SECRET, **half)

    assert ended.returncode != 0
    assert missing in ended.stderr.strip().splitlines()[-1]
    assert "hunter2" not in ended.stderr


@pytest.mark.parametrize("name", ["TETHER_S3_ENDPOINT", "TETHER_S3_ADDRESS"])
def test_a_bucket_s_address_is_one_and_holds_no_password(tmp_path: Path, name: str) -> None:
    ended = start(tmp_path, TETHER_SECRET_KEY=SECRET, **BUCKET | {name: "http://me:hunter2@minio"})

    assert ended.returncode != 0
    assert name in ended.stderr.strip().splitlines()[-1]
    assert "hunter2" not in ended.stderr


def test_pages_may_show_media_from_where_browsers_reach_the_bucket_and_from_nowhere_else(tmp_path: Path) -> None:
    directives = "settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['media-src']"

    without = read(tmp_path, directives, **BUCKET)
    sent_there = read(tmp_path, directives, **BUCKET | {"TETHER_S3_ADDRESS": "https://s3.example.org"})

    assert without == ["'self'", "blob:"]
    assert sent_there == ["'self'", "blob:", "https://s3.example.org"]

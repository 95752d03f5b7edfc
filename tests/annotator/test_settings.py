"""The start: a bad value stops it with one sentence that names the variable, and nothing secret is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contracts import source

SECRET = "a secret of more than thirty-two characters"
READ = "import django; django.setup(); from django.conf import settings; print('DEBUG', settings.DEBUG)"


def start(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A process that reads the settings in an environment of its own."""
    environment = {
        "PATH": os.environ["PATH"],
        "TETHER_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "annotator.settings",
    }
    command = [sys.executable, "-c", READ]
    return subprocess.run(
        command, env=environment | variables, cwd=source.ROOT, capture_output=True, text=True, check=False
    )


def read(folder: Path, expression: str, **variables: str) -> object:
    """What a process with these variables makes of an expression."""
    show = (
        "import django, json; django.setup(); from django.conf import settings\n"
        "from annotator.annotations.propagation_plan import predictor_name\n"
        f"print(json.dumps({expression}))"
    )
    environment = {"PATH": os.environ["PATH"], "TETHER_DATA": str(folder), "TETHER_SECRET_KEY": SECRET}
    environment |= {"DJANGO_SETTINGS_MODULE": "annotator.settings"} | variables
    return json.loads(subprocess.check_output([sys.executable, "-c", show], env=environment, cwd=source.ROOT))


BAD = {
    "TETHER_DATA": "/dev/null/data",
    "TETHER_SECRET_KEY": "short",
    "TETHER_SECRET_KEY_FILE": "/nowhere/key",
    "TETHER_DEBUG": "maybe",
    "TETHER_HTTPS": "sometimes",
    "TETHER_OIDC_ISSUER": "http://login.example.org",
    "TETHER_OIDC_CLIENT_ID": "without the others",
    "TETHER_OIDC_CLIENT_SECRET": "hunter2, without the others",
    "TETHER_OIDC_CLIENT_SECRET_FILE": "/nowhere/secret",
    "TETHER_LOG_ADDRESSES": "perhaps",
    "FORWARDED_ALLOW_IPS": "somewhere",
    "TETHER_ACCEL": "sometimes",
    "TETHER_ADDRESS": "tether.example.org",
    "TETHER_EMAIL_URL": "pigeon://me:hunter2@somewhere",
    "TETHER_ORIGINS": "tether.example.org",
    "TETHER_LOG_LEVEL": "LOUD",
    "TETHER_LOG_FORMAT": "verse",
    "TETHER_EMAIL_URL_FILE": "/nowhere/mail",
    "DATABASE_URL": "mysql://me:hunter2@somewhere/rows",
    "DATABASE_URL_FILE": "/nowhere/database",
    "DATABASE_PASSWORD": "hunter2, without a server",
    "DATABASE_PASSWORD_FILE": "/nowhere/password",
    "TETHER_STORAGE": "a shelf",
    "TETHER_S3_ENDPOINT": "http://me:hunter2@minio",
    "TETHER_S3_BUCKET": "without s3",
    "TETHER_S3_REGION": "without s3",
    "TETHER_S3_ACCESS_KEY": "without s3",
    "TETHER_S3_SECRET_KEY": "hunter2, without s3",
    "TETHER_S3_ACCESS_KEY_FILE": "/nowhere/key",
    "TETHER_S3_SECRET_KEY_FILE": "/nowhere/secret",
    "TETHER_S3_ADDRESS": "http://me:hunter2@minio",
    "TETHER_CACHE_BYTES": "all of it",
    "CELERY_BROKER_URL": "carrier-pigeon://me:hunter2@somewhere",
    "CELERY_BROKER_URL_FILE": "/nowhere/broker",
    "CELERY_BROKER_PASSWORD": "hunter2, without a server",
    "CELERY_BROKER_PASSWORD_FILE": "/nowhere/password",
    "TETHER_JOB_LEASE_SECONDS": "0",
    "TETHER_JOB_RING_SECONDS": "soon",
    "TETHER_JOB_ATTEMPTS": "-1",
    "TETHER_SIGN_IN_TRIES": "0",
    "TETHER_WORK_LEASE_SECONDS": "nan",
    "TETHER_IDLE_SECONDS": "0",
    "TETHER_EVENT_POLL_SECONDS": "inf",
    "TETHER_PREDICTOR": "crystal-ball",
    "TETHER_RUN_PREDICTORS": "flow,crystal-ball",
    "TETHER_SAM2_SIZE": "enormous",
    "TETHER_SAM2_BATCH": "0",
    "TETHER_SAM2_SEGMENTS": "some",
    "TETHER_SAM2_PRECISION": "fp64",
    "TETHER_SAM2_COMPILE": "maybe",
    "TETHER_SAM2_GRAPHS": "1",
    "TETHER_SAM2_EXACT": "nearly",
    "TETHER_SAM2_MEMORY": "three",
    "TETHER_LANGUAGE_URL": "ftp://me:hunter2@models",
    "TETHER_LANGUAGE_MODEL": "without an address",
    "TETHER_LANGUAGE_KEY_FILE": "/nowhere/key",
    "TETHER_LANGUAGE_PRICE_IN": "cheap",
    "TETHER_LANGUAGE_PRICE_OUT": "-1",
    "TETHER_LANGUAGE_CAP": "none",
    "TETHER_LANGUAGE_SECONDS": "0",
    "TETHER_FREE_SPACE_BYTES": "1 GB",
    "TETHER_REQUESTS_PER_PERSON": "-1",
    "TETHER_REQUESTS_PER_STRANGER": "few",
    "TETHER_SESSION_SECONDS": "59",
    "TETHER_SESSION_IDLE_SECONDS": "a night",
    "TETHER_METRICS": "perhaps",
    "TETHER_METRICS_TOKEN_FILE": "/nowhere/token",
}
ANY_WORD = {
    "TETHER_LANGUAGE_KEY",
    "TETHER_METRICS_TOKEN",
    "TETHER_HOSTS",
    "TETHER_OIDC_NAME",
    "TETHER_SAM2_WEIGHTS",
    "TETHER_SAM2_SHA256",
    "TETHER_DEVICE",
    "TETHER_WEBHOOK_HOSTS",
    "TETHER_EMAIL_FROM",
    "TETHER_POSTGRES_BIN",
    "TETHER_ALIVE_FILE",
}  # whatever is given is taken


@pytest.mark.parametrize("name", BAD)
def test_a_bad_value_stops_the_start_and_names_itself(tmp_path: Path, name: str) -> None:
    good = {} if name.startswith("TETHER_SECRET_KEY") else {"TETHER_SECRET_KEY": SECRET}

    ended = start(tmp_path, **good | {name: BAD[name]})

    assert ended.returncode != 0
    last = ended.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: ")
    assert name in last
    assert "hunter2" not in ended.stderr


def test_every_setting_that_can_be_wrong_is_tried_here() -> None:
    assert source.settings() == set(BAD) | ANY_WORD


WHOLE = {
    "TETHER_OIDC_ISSUER": "https://login.example.org/realms/lab",
    "TETHER_OIDC_CLIENT_ID": "tether",
    "TETHER_OIDC_CLIENT_SECRET": "hunter2",
}


@pytest.mark.parametrize("missing", WHOLE)
def test_half_an_organisation_stops_the_start_and_names_what_is_missing(tmp_path: Path, missing: str) -> None:
    half = {name: value for name, value in WHOLE.items() if name != missing}

    ended = start(tmp_path, TETHER_SECRET_KEY=SECRET, **half)

    assert ended.returncode != 0
    assert missing in ended.stderr.strip().splitlines()[-1]
    assert "hunter2" not in ended.stderr


@pytest.mark.parametrize(
    "issuer",
    ["login.example.org", "https://", "https://login.example.org?a=b", "http://127.0.0.1.evil.org", "https://a b"],
)
def test_an_organisation_s_address_is_one_that_nobody_can_listen_in_on(tmp_path: Path, issuer: str) -> None:
    ended = start(tmp_path, TETHER_SECRET_KEY=SECRET, **WHOLE | {"TETHER_OIDC_ISSUER": issuer})

    assert ended.returncode != 0
    assert "TETHER_OIDC_ISSUER" in ended.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("url", ["nonsense", "", "postgresql://me:hunter2@host:port/rows", "mysql:hunter2"])
def test_a_database_address_that_is_none_is_refused_without_its_password(tmp_path: Path, url: str) -> None:
    ended = start(tmp_path, TETHER_SECRET_KEY=SECRET, DATABASE_URL=url)

    assert ended.returncode != 0
    assert "DATABASE_URL" in ended.stderr.strip().splitlines()[-1]
    assert "hunter2" not in ended.stderr.strip().splitlines()[-1]


def test_the_data_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "my data #1 50% ünïcödé"
    show = "from django.conf import settings; print(settings.DATABASES['default']['NAME'])"
    environment = {"PATH": os.environ["PATH"], "TETHER_DATA": str(folder), "TETHER_SECRET_KEY": SECRET}
    command = [sys.executable, "-c", show]

    shown = subprocess.check_output(
        command, env=environment | {"DJANGO_SETTINGS_MODULE": "annotator.settings"}, cwd=source.ROOT, text=True
    )

    assert shown.strip() == str(folder / "db.sqlite3")


@pytest.mark.parametrize(
    ("given", "name", "offered"),
    [
        ({}, "flow", ["flow", "flow-fast"]),
        ({"TETHER_PREDICTOR": "flow-fast"}, "flow-fast", ["flow", "flow-fast"]),
        (
            {"TETHER_PREDICTOR": "sam2", "TETHER_SAM2_SIZE": "tiny"},
            "sam2:tiny",
            ["flow", "flow-fast", "sam2:tiny"],
        ),
        ({"TETHER_PREDICTOR": "flow-fast", "TETHER_RUN_PREDICTORS": "sam2:large"}, "flow-fast", ["sam2:large"]),
    ],
)
def test_runs_call_the_configured_predictor_by_its_whole_name(
    tmp_path: Path, given: dict[str, str], name: str, offered: list[str]
) -> None:
    assert read(tmp_path, "[predictor_name(), settings.RUN_PREDICTORS]", **given) == [name, offered]


def test_how_fast_sam_2_works_is_its_own_choice_unless_told(tmp_path: Path) -> None:
    names = ("batch", "segments", "precision", "compile", "graphs", "exact", "memory")
    told = {"TETHER_SAM2_BATCH": "4", "TETHER_SAM2_PRECISION": "bf16", "TETHER_SAM2_COMPILE": "on"}
    show = f"[settings.PREDICTOR_OPTIONS[name] for name in {names}]"

    assert read(tmp_path, show) == [""] * 7
    assert read(tmp_path, show, **told) == ["4", "", "bf16", "on", "", "", ""]


def test_without_a_secret_key_nothing_starts(tmp_path: Path) -> None:
    ended = start(tmp_path)

    assert ended.returncode != 0
    assert "TETHER_SECRET_KEY has 0 characters" in ended.stderr


@pytest.mark.parametrize("where", ["named", "written by make run"])
def test_the_secret_key_may_lie_in_a_file_and_debug_is_off(tmp_path: Path, where: str) -> None:
    file = tmp_path / ("elsewhere" if where == "named" else "secret_key")
    file.write_text(SECRET + "\n")

    ended = start(tmp_path, **{"TETHER_SECRET_KEY_FILE": str(file)} if where == "named" else {})

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == "DEBUG False\n"


@pytest.mark.parametrize(
    ("hosts", "starts"),
    [(None, True), ("localhost", True), ("127.0.0.1, localhost", True), ("0.0.0.0", False), ("*", False),
     ("localhost,tether.example.org", False)],
)  # fmt: skip
def test_debug_is_for_loopback_only(tmp_path: Path, hosts: str | None, starts: bool) -> None:
    given = {} if hosts is None else {"TETHER_HOSTS": hosts}

    ended = start(tmp_path, TETHER_SECRET_KEY=SECRET, TETHER_DEBUG="1", **given)

    assert (ended.returncode == 0) is starts
    assert ended.stdout == ("DEBUG True\n" if starts else "")
    assert starts or "TETHER_DEBUG='1' is not usable" in ended.stderr


@pytest.mark.parametrize(
    "url", ["http://me:hunter2@models/v1", "models:8000/v1", "http://", "http://models/v1?key=hunter2"]
)
def test_a_language_endpoint_is_named_by_a_plain_address_without_a_secret_in_it(tmp_path: Path, url: str) -> None:
    ended = start(tmp_path, TETHER_SECRET_KEY=SECRET, TETHER_LANGUAGE_URL=url, TETHER_LANGUAGE_MODEL="m")

    assert ended.returncode != 0
    assert "TETHER_LANGUAGE_URL" in ended.stderr.strip().splitlines()[-1]
    assert "hunter2" not in ended.stderr


def test_without_an_address_there_is_no_language_endpoint(tmp_path: Path) -> None:
    assert read(tmp_path, "settings.LANGUAGE") == {}


def test_a_language_endpoint_is_its_address_model_key_and_prices(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("hunter2\n")
    given = {"URL": "http://127.0.0.1:8000/v1/", "MODEL": "m", "KEY_FILE": str(tmp_path / "key"), "PRICE_IN": "0.5"}

    told = read(tmp_path, "settings.LANGUAGE", **{f"TETHER_LANGUAGE_{name}": value for name, value in given.items()})

    assert told == {
        "url": "http://127.0.0.1:8000/v1", "model": "m", "key": "hunter2", "price_in": 0.5, "price_out": 0,
        "seconds": 60,
    }  # fmt: skip

"""The containers: what is published, what each may do, and that what they start is what the tests start."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from docker.services import commands
from tests.contracts.source import ROOT

COMPOSE = ROOT / "docker" / "compose.yaml"
FOREIGN = {"postgres", "redis"}
DECLARED = yaml.safe_load(COMPOSE.read_text())
SERVICES: dict[str, dict[str, Any]] = DECLARED["services"]
OURS = sorted(set(SERVICES) - FOREIGN)
every = pytest.mark.parametrize("name", sorted(SERVICES))


def test_it_is_what_the_compose_specification_allows() -> None:
    schema = json.loads(Path(ROOT / "tests" / "contracts" / "compose-spec.json").read_text())

    jsonschema.Draft7Validator(schema).validate(DECLARED)


def test_nginx_alone_is_published_and_on_loopback() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert list(published) == ["nginx"]
    assert all(port.startswith("127.0.0.1:") for port in published["nginx"])


def test_nothing_but_nginx_has_a_way_out_and_nginx_does_not_see_the_database() -> None:
    open_ones = {name for name, network in DECLARED["networks"].items() if not network.get("internal")}
    reached = {name: set(service["networks"]) for name, service in SERVICES.items()}

    assert {name for name, networks in reached.items() if networks & open_ones} == {"nginx"}
    assert reached["nginx"] & reached["postgres"] == set()
    assert reached["nginx"] & reached["redis"] == set()
    assert {name for name, networks in reached.items() if "front" in networks} == {"nginx", "rest", "sockets"}


@every
def test_a_container_may_do_only_what_it_must(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "network_mode" not in service
    assert set(service["deploy"]["resources"]["limits"]) >= {"memory", "pids"}
    assert all("docker.sock" not in str(volume) for volume in service.get("volumes", []))


@every
def test_every_service_that_stays_has_a_health_check(name: str) -> None:
    service = SERVICES[name]

    assert ("healthcheck" in service) == (service["restart"] != "no")


@every
def test_nothing_runs_as_root(name: str) -> None:
    images = re.split(r"^FROM ", (ROOT / "docker" / "Dockerfile").read_text(), flags=re.MULTILINE)[1:]
    last = {
        re.search(r" AS (\S+)", image)[1]: re.findall(r"^USER (\S+)", image, flags=re.MULTILINE)[-1:]
        for image in images
    }

    if name in FOREIGN:
        assert SERVICES[name]["user"] == name
    else:
        image = SERVICES[name]["image"].removeprefix("tether-")
        assert last[image] == ["tether"]


@every
def test_no_secret_is_in_the_environment_and_each_that_is_named_is_given(name: str) -> None:
    told = SERVICES[name].get("environment", {})
    given = set(SERVICES[name].get("secrets", []))

    named = {
        Path(value).name for key, value in told.items() if key.endswith("_FILE") and value.startswith("/run/secrets/")
    }
    assert [key for key in told if re.search(r"(KEY|SECRET|PASSWORD|TOKEN)$", key)] == []
    assert [value for value in told.values() if re.search(r"://[^/]*:[^/]*@", str(value))] == []
    assert named <= given <= set(DECLARED["secrets"])
    assert "openssl rand" in COMPOSE.read_text().split("services:")[0]


def test_secrets_are_files_that_git_and_the_images_never_see() -> None:
    places = {Path(secret["file"]).parent.as_posix() for secret in DECLARED["secrets"].values()}

    assert places == {"../secrets"}
    assert "/secrets/" in (ROOT / ".gitignore").read_text().splitlines()
    assert (ROOT / "docker" / "Dockerfile.dockerignore").read_text().splitlines()[1] == "*"


@pytest.mark.parametrize("name", OURS)
def test_each_of_ours_is_a_service_by_name_of_an_image_that_is_built(name: str) -> None:
    built = {service["image"] for service in SERVICES.values() if "build" in service}
    targets = re.findall(r" AS (\S+)", (ROOT / "docker" / "Dockerfile").read_text())
    service = SERVICES[name]

    assert len(service["command"]) == 1
    assert service["command"][0] in commands()
    assert "entrypoint" not in service
    assert service["image"] in built
    assert service["image"].removeprefix("tether-") in targets


def test_what_the_images_copy_is_let_through() -> None:
    copied = re.findall(
        r"^COPY (?!--from)(?:--\S+ )?(.+)$", (ROOT / "docker" / "Dockerfile").read_text(), flags=re.MULTILINE
    )
    tops = {word.split("/")[0] for line in copied for word in line.split()[:-1]}
    let_through = {
        line[1:]
        for line in (ROOT / "docker" / "Dockerfile.dockerignore").read_text().splitlines()
        if line.startswith("!")
    }

    assert tops == let_through


def test_nginx_is_given_what_it_sends_and_nothing_else_of_the_data() -> None:
    volumes = SERVICES["nginx"]["volumes"]

    assert {(volume["volume"]["subpath"], volume["read_only"]) for volume in volumes} == {
        ("media", True),
        ("releases", True),
    }
    assert "secrets" not in SERVICES["nginx"]


def test_every_value_that_is_left_to_the_operator_has_a_default_that_starts() -> None:
    asked = re.findall(r"(?<!\$)\$\{([A-Z_]+)([^}]*)\}", re.sub(r"(?m)^\s*#.*$", "", COMPOSE.read_text()))

    assert {name for name, _ in asked} == {"PORT", "TETHER_HOSTS", "TETHER_ORIGINS", "TETHER_HTTPS", "TETHER_PROXY"}
    assert all(rest.startswith(":-") for _, rest in asked)

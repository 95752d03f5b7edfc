"""How many workers a cluster runs is asked of the rows: the query of the ScaledObject, on the real schema."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from django.db import ProgrammingError, connection, transaction
from django.db.models.functions import Now

from annotator.jobs.models import Job
from docker.services import commands
from tests.contracts.source import ROOT

FILE = ROOT / "docker" / "kubernetes" / "propagation.yaml"
DECLARED = {one["kind"]: one for one in yaml.safe_load_all(FILE.read_text())}
[TRIGGER] = DECLARED["ScaledObject"]["spec"]["triggers"]
CONTAINER: dict[str, Any] = DECLARED["Deployment"]["spec"]["template"]["spec"]["containers"][0]


def asked() -> list[tuple[Any, ...]]:
    """What the query gives to the account that the file's head makes, which may do nothing else."""
    [grant] = re.findall(r"GRANT .*;", FILE.read_text())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE ROLE keda")
        cursor.execute(grant)
        cursor.execute("SET LOCAL ROLE keda")
        cursor.execute(TRIGGER["metadata"]["query"])
        rows = cursor.fetchall()
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("SELECT error_text FROM jobs_job")
        cursor.execute("RESET ROLE")
        cursor.execute("DROP OWNED BY keda; DROP ROLE keda")
    return rows


@pytest.mark.django_db
def test_workers_are_asked_for_by_what_waits_and_what_runs_in_their_queue():
    empty = asked()
    for number, (queue, state) in enumerate(
        [("propagation", "queued"), ("propagation", "running"), ("propagation", "paused"), ("propagation", "done"),
         ("propagation", "failed"), ("assist", "queued")]
    ):  # fmt: skip
        lease = Now() if state == "running" else None
        Job.objects.create(kind="annotations.propagate", subject=number, queue=queue, state=state, lease_until=lease)

    assert empty == [(0,)]
    assert asked() == [(2,)]


def test_what_scales_is_the_worker_that_is_declared_and_keda_signs_in_as_the_account_that_is_made():
    spec = DECLARED["ScaledObject"]["spec"]

    assert spec["scaleTargetRef"]["name"] == DECLARED["Deployment"]["metadata"]["name"]
    assert TRIGGER["authenticationRef"]["name"] == DECLARED["TriggerAuthentication"]["metadata"]["name"]
    assert TRIGGER["type"] == "postgresql"
    assert f"CREATE ROLE {TRIGGER['metadata']['userName']} " in FILE.read_text()
    assert CONTAINER["args"][0] in commands()
    assert spec["minReplicaCount"] == 0
    assert CONTAINER["securityContext"]["readOnlyRootFilesystem"] is True

"""A real S3-compatible server for tests, in a process of its own: it checks keys, signatures and rights.

Source: moto's server mode, https://docs.getmoto.org/en/latest/docs/server_mode.html and …/docs/iam.html
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from tests.services import Server, free_port

SET_UP = 3  # requests before keys are asked for
EVERYTHING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}],
}


@dataclass(frozen=True)
class S3Server:
    """A server, and the keys of the one account that it knows."""

    endpoint: str
    access_key: str
    secret_key: str

    def client(self) -> Any:
        """A line to it, past everything of ours."""
        keys = {"aws_access_key_id": self.access_key, "aws_secret_access_key": self.secret_key}
        return _client("s3", self.endpoint, **keys)


def start_s3(folder: Path, *, checking: bool = True) -> S3Server:
    """A fresh server that keeps everything in memory and ends with the run.

    Args:
        checking: Whether it looks at keys and signatures; it cannot at those in an address.

    Raises:
        ServerMissing
    """
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    settings = {"INITIAL_NO_AUTH_ACTION_COUNT": str(SET_UP)} if checking else {}
    Server(command, folder / "s3.log", port, env={"PATH": "", **settings}).start()
    endpoint = f"http://127.0.0.1:{port}"
    if not checking:
        return S3Server(endpoint, "anybody", "anything at all")
    iam = _client("iam", endpoint, aws_access_key_id="nobody", aws_secret_access_key="nothing")
    iam.create_user(UserName="tether")
    key = iam.create_access_key(UserName="tether")["AccessKey"]
    iam.put_user_policy(UserName="tether", PolicyName="files", PolicyDocument=json.dumps(EVERYTHING))
    return S3Server(endpoint, key["AccessKeyId"], key["SecretAccessKey"])


def _client(service: str, endpoint: str, **keys: str) -> Any:
    settings = Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1})
    return boto3.client(service, endpoint_url=endpoint, region_name="us-east-1", config=settings, **keys)

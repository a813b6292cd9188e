import logging
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

BUCKET = "parts"


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """A server that speaks S3's protocol, on the loopback address; its URL."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_server: str, settings: Any) -> Iterator[Any]:
    """An empty bucket that the product uses for this test, as boto3 sees it."""
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    s3 = boto3.resource("s3", endpoint_url=s3_server, region_name="us-east-1", **keys)
    bucket = s3.create_bucket(Bucket=BUCKET)
    settings.STORAGE_URL = f"s3://{BUCKET}"
    settings.STORAGE_OPTIONS = {
        "endpoint": s3_server, "region": "us-east-1", "access_key_id": "testing", "secret_access_key": "testing",
    }  # fmt: skip
    yield bucket
    bucket.objects.all().delete()
    bucket.delete()


@pytest.fixture(params=["folder", "s3"])
def anywhere(request: pytest.FixtureRequest) -> str:
    """Once with a folder, once with S3."""
    if request.param == "s3":
        request.getfixturevalue("bucket")
    return str(request.param)

"""A file that is fetched is the published one, or it is nothing."""

import hashlib
import socket
import time

import pytest

from finnect.inspection.backbones.errors import (
    BackboneAddressRefused,
    BackboneCutOff,
    BackboneTooSlow,
    BackboneUnreachable,
    WrongBackboneFile,
)
from finnect.inspection.backbones.fetching import MOBILENET_V2, Patience, Published, fetch
from tests.inspection.backbones.conftest import Publisher

HASTY = Patience(silence=0.3, grace=0.3, rate=100_000)


@pytest.fixture
def published(publisher: Publisher) -> Published:
    return Published("file", publisher.url("good"), len(publisher.content), hashlib.sha256(publisher.content).hexdigest())


def test_the_published_file_is_fetched(publisher: Publisher, published: Published) -> None:
    assert fetch(published) == publisher.content
    assert fetch(published, url=publisher.url("moved")) == publisher.content
    assert publisher.asked == ["/good", "/moved", "/good"]


def test_another_file_of_the_same_size_is_refused(publisher: Publisher, published: Published) -> None:
    publisher.content = publisher.content[:-1] + b"!"
    with pytest.raises(WrongBackboneFile):
        fetch(published)


def test_no_more_is_read_than_the_file_has(publisher: Publisher, published: Published) -> None:
    with pytest.raises(WrongBackboneFile):
        fetch(published, url=publisher.url("longer"))


@pytest.mark.parametrize("path", ["cut-off", "chunks-cut-off"])
def test_a_body_that_ends_early_is_told(path: str, publisher: Publisher, published: Published) -> None:
    with pytest.raises(BackboneCutOff) as caught:
        fetch(published, url=publisher.url(path))
    assert 0 <= caught.value.params["got"] < published.size == caught.value.params["size"]


@pytest.mark.parametrize("path", ["silent", "trickle"])
def test_a_slow_body_is_not_waited_for(path: str, publisher: Publisher, published: Published) -> None:
    started = time.monotonic()
    with pytest.raises(BackboneTooSlow):
        fetch(published, url=publisher.url(path), patience=HASTY)
    assert time.monotonic() - started < 3


def test_a_server_that_says_nothing_is_not_waited_for(publisher: Publisher, published: Published) -> None:
    started = time.monotonic()
    with pytest.raises(BackboneUnreachable, match="timed out"):
        fetch(published, url=publisher.url("mute"), patience=HASTY)
    assert time.monotonic() - started < 3


def test_a_missing_file_is_told(publisher: Publisher, published: Published) -> None:
    with pytest.raises(BackboneUnreachable, match="HTTP 404"):
        fetch(published, url=publisher.url("missing"))


def test_where_nobody_listens_is_told(published: Published) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(BackboneUnreachable, match="refused"):
        fetch(published, url=f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize("elsewhere", ["https://example.com/file", "http://localhost/good", "ftp://example.com/f", "//127.0.0.2/good"])
def test_a_redirect_to_another_host_or_scheme_is_refused(elsewhere: str, publisher: Publisher, published: Published) -> None:
    publisher.elsewhere = elsewhere
    with pytest.raises(BackboneAddressRefused):
        fetch(published, url=publisher.url("away"))
    assert publisher.asked == ["/away"]


def test_redirects_without_end_are_not_followed(publisher: Publisher, published: Published) -> None:
    with pytest.raises(BackboneUnreachable):
        fetch(published, url=publisher.url("round"))
    assert len(publisher.asked) < 6


@pytest.mark.parametrize(
    "url", ["http://example.com/f?key=secret", "ftp://example.com/f", "file:///etc/passwd", "https://", "https://[", "x"]
)
def test_only_https_is_asked(url: str, published: Published) -> None:
    with pytest.raises(BackboneAddressRefused) as caught:
        fetch(published, url=url)
    assert "secret" not in str(caught.value)


def test_the_address_is_pinned_to_a_commit() -> None:
    assert MOBILENET_V2.url.startswith("https://")
    assert "/104342d2d3480b3e66203073dac24f4e2dbb4c41/" in MOBILENET_V2.url

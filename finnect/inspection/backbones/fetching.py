"""Fetching a published file over https: of known size and hash, within limits of time, and without leaving its host."""

import hashlib
import time
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException, HTTPResponse
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from finnect.inspection.backbones.errors import (
    BackboneAddressRefused,
    BackboneCutOff,
    BackboneTooSlow,
    BackboneUnreachable,
    WrongBackboneFile,
)

PIECE = 1 << 16
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Published:
    """A file as its publisher offers it."""

    name: str
    url: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Patience:
    """`silence`: seconds to wait for the connection, and for each next piece; `rate`: bytes a second at least, after `grace` seconds."""

    silence: float = 10
    grace: float = 10
    rate: float = 16_384


# ImageNet, uint8, Apache-2.0. The commit is part of the address, so that what lies there does not change.
MOBILENET_V2 = Published(
    name="mobilenet_v2_1.0_224_quant.tflite",
    url="https://raw.githubusercontent.com/google-coral/test_data/104342d2d3480b3e66203073dac24f4e2dbb4c41/mobilenet_v2_1.0_224_quant.tflite",
    size=3_610_798,
    sha256="7aad0c74c5e3c06e5eb3c827e13304fdd68a83da6087d92ee169c24ff9fd4776",
)


def fetch(published: Published, *, url: str = "", patience: Patience | None = None) -> bytes:
    """The file, from its publisher or from a mirror at `url`; never more than its known size is read.

    :raises BackboneAddressRefused, BackboneUnreachable, BackboneTooSlow, BackboneCutOff, WrongBackboneFile:
    """
    patience = patience or Patience()
    url = url or published.url
    host = _host(url)
    try:
        # An opener of our own still asks the proxy that the environment names.
        answer = build_opener(_OnItsHost).open(Request(url, headers={"User-Agent": "Finnect"}), timeout=patience.silence)
    except HTTPError as error:
        with error:
            raise BackboneUnreachable(host=host, error=f"HTTP {error.code}") from error
    except (OSError, HTTPException, ValueError) as error:  # ValueError: a redirect to what is no address
        raise BackboneUnreachable(host=host, error=_cause(error)) from error
    with answer:
        return checked(published, _body(answer, published, host, patience))


def checked(published: Published, data: bytes) -> bytes:
    """`data`, which is the published file byte for byte.

    :raises WrongBackboneFile:
    """
    if hashlib.sha256(data).hexdigest() != published.sha256:
        raise WrongBackboneFile(name=published.name, sha256=published.sha256[:12])
    return data


def _host(url: str) -> str:
    """The host that an address names, if it may be asked: over https, or on this machine, where nobody listens in between."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise BackboneAddressRefused(address=url) from error
    if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK)):
        raise BackboneAddressRefused(address=_shown(url))
    return parts.hostname


def _shown(url: str) -> str:
    """What of an address may be told: its path and query can hold keys."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}"


def _body(answer: HTTPResponse, published: Published, host: str, patience: Patience) -> bytes:
    """At most one byte more than the file has, so that a longer one is told from it."""
    started, data = time.monotonic(), bytearray()
    while len(data) <= published.size:
        seconds = 0.0
        try:
            # `read1` returns what has come; `read` would wait for the whole piece, however slowly it trickles.
            piece = answer.read1(min(PIECE, published.size + 1 - len(data)))
            seconds = time.monotonic() - started
        except TimeoutError as error:
            seconds = time.monotonic() - started
            raise BackboneTooSlow(host=host, got=len(data), size=published.size, seconds=seconds) from error
        except (OSError, HTTPException) as error:
            raise BackboneCutOff(got=len(data), size=published.size) from error
        if not piece:
            break
        data += piece
        if seconds > patience.grace and len(data) < patience.rate * seconds:
            raise BackboneTooSlow(host=host, got=len(data), size=published.size, seconds=seconds)
    if len(data) < published.size:
        raise BackboneCutOff(got=len(data), size=published.size)
    return bytes(data)


def _cause(error: Exception) -> str:
    return str(error.reason if isinstance(error, URLError) else error) or type(error).__name__


class _OnItsHost(HTTPRedirectHandler):
    """Follows redirects of the same scheme, host and port only."""

    max_redirections = 3

    def redirect_request(self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str) -> Request | None:
        if urlsplit(newurl)[:2] != urlsplit(req.full_url)[:2]:
            fp.close()
            raise BackboneAddressRefused(address=_shown(newurl))
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]

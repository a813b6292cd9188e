"""Giving files back so that a browser saves or shows them and never runs them."""

from collections.abc import Iterable
from urllib.parse import quote

from fastapi.responses import StreamingResponse

INERT = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, max-age=300",
}


def attachment(pieces: Iterable[bytes], filename: str, size: int | None, media_type: str = "application/octet-stream") -> StreamingResponse:
    """A download under the user's own file name (RFC 6266); `size` is None where it is not known beforehand."""
    disposition = f"attachment; filename*=UTF-8''{quote(filename, safe='')}"
    headers = {**INERT, "Content-Disposition": disposition, **({} if size is None else {"Content-Length": str(size)})}
    return StreamingResponse(iter(pieces), media_type=media_type, headers=headers)

"""Backbones in storage: install, choose, read. Every process sees the same, because nothing is kept in memory.

Below `<MODEL_FOLDER>/backbones/` lie the converted file, a note of its hash, the choice if one was made, and when a fetch
was last begun by itself.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from finnect import storage
from finnect.inspection.backbones.errors import BackboneDamaged, BackboneNotInstalled, NoSpaceForBackbone, UnknownBackbone
from finnect.inspection.backbones.fetching import MOBILENET_V2, checked, fetch
from finnect.storage import StorageUnavailable

if TYPE_CHECKING:
    from finnect.inspection.detection import Backbone

BUILTIN, DRAWN, MOBILENET = "builtin", "drawn", "mobilenet_v2"
NAMES = (BUILTIN, DRAWN, MOBILENET)
PAUSE = timedelta(days=1)  # between two fetches that nobody asked for
NO_SPACE = "os error 28"  # ENOSPC, as the store words it


@dataclass(frozen=True)
class Installed:
    """The converted file in storage."""

    sha256: str
    size: int


def folder() -> str:
    """The storage prefix of all this."""
    return f"{settings.MODEL_FOLDER}/backbones"


def install(file: Path | None = None) -> Installed:
    """Fetch MobileNetV2, or take it from a file that somebody brought; convert it and keep it. One that was there is replaced.

    :raises Problem: one of `errors`; what was in storage before is then as it was.
    """
    from finnect.inspection.backbones.converting import to_onnx

    published = checked(MOBILENET_V2, file.read_bytes()) if file else fetch(MOBILENET_V2, url=settings.BACKBONE_URL)
    converted = to_onnx(published)
    made = Installed(hashlib.sha256(converted).hexdigest(), len(converted))
    try:
        storage.put(_key("mobilenet_v2.onnx"), converted, sha256=made.sha256)
        _write("mobilenet_v2", asdict(made))  # last, because it says that the file is there
    except StorageUnavailable as error:
        if NO_SPACE in str(error.__cause__):
            raise NoSpaceForBackbone() from error
        raise
    return made


def install_when_due() -> Installed | None:
    """Install when MobileNetV2 would be used but is missing, at most once a day; None when there was nothing to do.

    :raises Problem: as `install`.
    """
    if settings.BACKBONE or _read("choice") or installed():
        return None
    tried = _read("tried")
    if tried and datetime.now(UTC) - datetime.fromisoformat(tried["at"]) < PAUSE:
        return None
    _write("tried", {"at": datetime.now(UTC).isoformat()})
    return install()


def installed() -> Installed | None:
    """MobileNetV2 as it was kept, or None."""
    note = _read("mobilenet_v2")
    return Installed(**note) if note else None


def use(name: str) -> None:
    """Train on this one from now on, in every process.

    :raises UnknownBackbone, BackboneNotInstalled:
    """
    if name not in NAMES:
        raise UnknownBackbone(names=", ".join(NAMES))
    if name == MOBILENET and not installed():
        raise BackboneNotInstalled(name=name)
    _write("choice", {"backbone": name})


def in_use() -> str:
    """One of `NAMES`: what was chosen, else MobileNetV2 once it is installed. FINNECT_BACKBONE is not looked at."""
    choice = _read("choice")
    return str(choice["backbone"]) if choice else MOBILENET if installed() else BUILTIN


def chosen() -> "Backbone":
    """The backbone in use.

    :raises BackboneNotInstalled, BackboneDamaged:
    """
    from finnect.inspection.detection import Backbone  # takes onnxruntime with it, which those who only list do not need

    name = in_use()
    if name != MOBILENET:
        return Backbone.drawn() if name == DRAWN else Backbone.builtin()
    note = installed()
    try:
        converted = storage.read(_key("mobilenet_v2.onnx"))
    except FileNotFoundError as error:
        raise BackboneNotInstalled(name=MOBILENET) from error
    if not note or hashlib.sha256(converted).hexdigest() != note.sha256:
        raise BackboneDamaged(name=MOBILENET)
    return Backbone.from_onnx(converted, name="MobileNetV2")


def _key(name: str) -> str:
    return f"{folder()}/{name}"


def _read(name: str) -> dict[str, Any] | None:
    try:
        return dict(json.loads(storage.read(_key(f"{name}.json"))))
    except FileNotFoundError:
        return None


def _write(name: str, note: dict[str, Any]) -> None:
    storage.put(_key(f"{name}.json"), json.dumps(note).encode())

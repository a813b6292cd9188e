"""Which network new models are trained on: one of the two in the package, MobileNetV2 fetched once, or a file of one's own.

    install()  # fetch, check, convert, keep
    chosen()   # the Backbone that training takes

FINNECT_BACKBONE, where it is set, goes before all of this: see `services.detectors.configured_backbone`.
"""

from finnect.inspection.backbones.errors import (
    BackboneAddressRefused,
    BackboneCutOff,
    BackboneDamaged,
    BackboneNotInstalled,
    BackboneTooSlow,
    BackboneUnreachable,
    NoSpaceForBackbone,
    UnknownBackbone,
    WrongBackboneFile,
)
from finnect.inspection.backbones.keeping import (
    BUILTIN,
    DRAWN,
    MOBILENET,
    Installed,
    chosen,
    folder,
    in_use,
    install,
    install_when_due,
    installed,
    use,
)

__all__ = [
    "BUILTIN",
    "DRAWN",
    "MOBILENET",
    "BackboneAddressRefused",
    "BackboneCutOff",
    "BackboneDamaged",
    "BackboneNotInstalled",
    "BackboneTooSlow",
    "BackboneUnreachable",
    "Installed",
    "NoSpaceForBackbone",
    "UnknownBackbone",
    "WrongBackboneFile",
    "chosen",
    "folder",
    "in_use",
    "install",
    "install_when_due",
    "installed",
    "use",
]

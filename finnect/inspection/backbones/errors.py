"""What can go wrong between the published file and the backbone in storage."""

from finnect.kit.errors import Problem
from finnect.kit.words import N_


class BackboneAddressRefused(Problem):
    status = 422
    code = "BACKBONE_ADDRESS_REFUSED"
    title = N_("The backbone is not fetched from there")
    detail = N_(
        "%(address)s is refused: only https addresses are asked, and no redirect to another host is followed. Correct BACKBONE_URL."
    )


class BackboneUnreachable(Problem):
    status = 502
    code = "BACKBONE_UNREACHABLE"
    title = N_("The backbone cannot be reached")
    detail = N_(
        "%(host)s did not hand it out (%(error)s). Try again later, name a mirror in BACKBONE_URL, or fetch the file elsewhere and"
        " give it to `finnect backbone install FILE`."
    )


class BackboneTooSlow(Problem):
    status = 504
    code = "BACKBONE_TOO_SLOW"
    title = N_("The backbone comes too slowly")
    detail = N_("%(host)s sent %(got)d of %(size)d bytes in %(seconds)d seconds. Try again later, or name a mirror in BACKBONE_URL.")


class BackboneCutOff(Problem):
    status = 502
    code = "BACKBONE_CUT_OFF"
    title = N_("The backbone was cut off on its way")
    detail = N_("%(got)d of %(size)d bytes arrived. Nothing was kept; try again.")


class WrongBackboneFile(Problem):
    status = 422
    code = "WRONG_BACKBONE_FILE"
    title = N_("This is not the published backbone")
    detail = N_("Its size or SHA-256 is not that of %(name)s, which begins with %(sha256)s. Nothing was kept.")


class NoSpaceForBackbone(Problem):
    status = 507
    code = "NO_SPACE_FOR_BACKBONE"
    title = N_("There is no space for the backbone")
    detail = N_("Storage is full. Free some megabytes, then run `finnect backbone install` again.")


class BackboneNotInstalled(Problem):
    status = 409
    code = "BACKBONE_NOT_INSTALLED"
    title = N_("The backbone is not installed")
    detail = N_("%(name)s is not in storage. Run `finnect backbone install`, or choose another one with `finnect backbone use`.")


class BackboneDamaged(Problem):
    status = 409
    code = "BACKBONE_DAMAGED"
    title = N_("The installed backbone is damaged")
    detail = N_("%(name)s in storage is not what was installed. Run `finnect backbone install` again.")


class UnknownBackbone(Problem):
    status = 422
    code = "UNKNOWN_BACKBONE"
    title = N_("There is no backbone of this name")
    detail = N_("There are: %(names)s. An ONNX file of your own is named by FINNECT_BACKBONE.")

"""Reading a question for how many pictures were inspected, and what was found."""

from typing import cast

from finnect.assistant.dialogue.groups import order_asked
from finnect.assistant.dialogue.heard import FILTERS, Heard
from finnect.assistant.dialogue.pictures import PERCENT
from finnect.assistant.dialogue.spans import is_possible
from finnect.assistant.dialogue.times import times
from finnect.assistant.dialogue.wanted import Counted, InspectedBy, InspectionQuestion
from finnect.assistant.dialogue.words import MEASURES

_COUNTED = ("inspectioncount", "inspectioncounts", "inspectionnumbers", "inspectiontotals", "검사량", "dailyinspection")
_SEVERAL = ("parts", "ones", "pieces", "pictures", "photos", "images", "items", "screws", "bottles")
_DONE = ("inspections", "inspected", "checked", "examined", "tested", "screened")


def inspection_question(heard: Heard) -> tuple[InspectionQuestion, list[str]] | None:
    counted = _counted(heard)
    if counted is None or heard("subject", "table") or heard("file"):
        return None
    by = _inspected_by(heard)
    order = order_asked(heard, "product") if by == "category" else None
    period, compared, baseline, left = times(heard, of_several=by is not None)
    left += heard.said(*FILTERS, "number", "best", "patron", "busy", "dear", "without", "average", "per")
    left += [] if order else heard.said("rank", "most", "place")
    left += [] if by else heard.said("by", "thing", "trend")
    left += heard.said("compare") if by and period and not _has_several_categories(heard) else []
    left += [piece.text for piece in heard.pieces if piece.kind == "period" and not is_possible(piece.value)]
    category = None if by == "category" and _has_several_categories(heard) else heard.first("category")
    return InspectionQuestion(counted, period, category, by, order, compared, baseline), left


def _inspected_by(heard: Heard) -> InspectedBy | None:
    if heard("by", "category", "product") or _has_several_categories(heard):
        return "category"
    if heard("thing", "category", "product") and (heard("rank") or heard("most")):
        return "category"
    by = next((cast(InspectedBy, one) for one in ("day", "week", "month") if heard("by", one)), None)
    return by or ("day" if heard("trend") and not heard("by") else None)


def _has_several_categories(heard: Heard) -> bool:
    return len(heard.all("category")) > 1


def _counted(heard: Heard) -> Counted | None:
    if heard("defect", "defect_rate"):
        return "defect_rate"
    if (
        heard.says("수량", "volume", "quantity", "pieces", "units")
        and (heard("act", "inspect") or heard("defect"))
        and not heard("act", "sell")
    ):
        return "defects" if heard("defect", "defects") else "normals" if heard("defect", "normals") else "inspections"
    if heard("field", *MEASURES) or heard("field", "confidence") or heard("trust"):
        return None
    if (heard("share") or heard.says(*PERCENT)) and heard("defect"):
        return "normals" if heard("defect", "normals") else "defect_rate"
    if heard.says(*_COUNTED):
        return "inspections"
    if heard("defect", "normals") and heard("period") and any(piece.text.endswith(_SEVERAL) for piece in heard.pieces):
        return "normals"
    if (
        heard("weak")
        and heard.says("bad")
        and (heard("share") or heard.says(*PERCENT))
        and (heard("subject", "image") or heard("category"))
    ):
        return "defect_rate"
    if heard.says("rejected") and (heard("category") or heard("subject", "image")) and (heard("share") or heard("count")):
        return "defect_rate" if heard("share") else "defects"
    if heard("defect", "normals") and _inspected_by(heard) and not heard("defect", "defects"):
        return "normals"
    if heard("defect", "defects") and (_inspected_by(heard) or heard("compare")) and not heard("defect", "normals"):
        return "defects"
    if _are_meant(heard):
        return "defects"
    if not (heard("count") or heard.says("total")):
        of_a_time = (_inspected_by(heard) or heard("period")) and not any(map(heard, ("how", "result", "it", "defect", "weak")))
        return "inspections" if heard.says(*_DONE) and of_a_time else None
    if heard("count", "people") or heard("act", "sell", "earn", "buy"):
        return None
    if heard("defect", "defects"):
        return "defects"
    if heard("defect", "normals"):
        return "normals"
    if heard("weak") and (heard("subject", "image") or heard("category")):
        return "defects" if heard.says("bad") else "normals"
    if heard("act", "inspect") and heard("subject", "image") and heard("period"):  # "photos checked this week?"
        return "inspections"
    looked_at = heard("subject", "image") and heard.says("check")
    return "inspections" if heard("act", "inspect") or looked_at else None


def _are_meant(heard: Heard) -> bool:
    """ "rejects today?", "이번 주 불량": of a period there are several."""
    of_several = heard.says("rejects", "defects", "failures", "duds") and heard.says("sofar", "todate", "지금까지", "현재까지")
    of_one = heard("defect", "normals") or heard("subject", "image") or heard("newest")
    return heard("defect", "defects") and (of_several or (heard("period") and not of_one))

"""Reading a question for what an inspection found of one picture."""

from finnect.assistant.dialogue.heard import FILTERS, RANKS, Heard
from finnect.assistant.dialogue.text import Language
from finnect.assistant.dialogue.wanted import DataQuestion, Subject
from finnect.assistant.dialogue.words import MEASURES

PERCENT = ("percent", "percentage", "몇퍼센트", "몇프로", "퍼센트", "프로", "몇퍼", "howmanypercent")
_PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp")
_EXACT = ("정확도", "accuracy")  # a model's is not how sure it was of one picture


def picture_question(heard: Heard, language: Language) -> tuple[DataQuestion, list[str]] | None:
    """What is asked of one picture, and the words that ask for more."""
    fields = _image_fields(heard)
    if not fields or heard("subject", "table") or heard("field", *MEASURES):
        return None
    if heard("subject", "upload") and not _names_a_picture(heard):
        return None
    of_the_model = heard("subject", "model") and ("confidence" not in fields or any(piece.text in _EXACT for piece in heard.pieces))
    if of_the_model or explains(heard):
        return None
    if (
        fields == ("confidence",)
        and heard("what")
        and not any(map(heard, ("newest", "subject", "the", "file", "category", "ask", "act", "it", "defect")))
    ):
        return None
    if _only_describes(heard) or _complains(heard):
        return None
    beyond = ("by", "compare", "period", "number", "all", "other", "share", "average", "per", "without", "trend", "again")
    left = heard.said(*FILTERS, *RANKS, *beyond)
    subject = Subject("image", heard.first("file"), heard.first("category"))
    return DataQuestion(fields, subject, language, 1.0), left


def _image_fields(heard: Heard) -> tuple[str, ...]:
    about_one = (
        heard("subject", "image") or heard("newest") or heard("file") or heard("category") or heard("thing", "product") or heard("it")
    )
    prediction = heard("field", "prediction")
    if _contradicts(heard):
        return ()
    verdicts = heard("defect", "defects", "normals")
    both = (
        heard.says("aswell")
        or (heard.says("with") and heard("result") and not heard("how"))
        or (prediction and any(piece.text.endswith("고") and not piece.text.endswith("라고") for piece in heard.pieces))
        or (prediction and heard.says("먼저", "그다음", "그다음에", "first", "then"))
        or any(piece.kind == "and" or (piece.kind, piece.value) == ("ending", "and") for piece in heard.pieces[1:])
    )
    if prediction and not (verdicts or both) and heard.says(*PERCENT):  # "with what percentage was it judged"
        return ("confidence",)
    trusts = heard("trust") and (about_one or heard.says(*PERCENT) or prediction or heard("amount") or heard("how") or verdicts)
    if heard("field", "confidence") or trusts:
        return ("prediction", "confidence") if (prediction or verdicts or heard("result") or heard("weak")) and both else ("confidence",)
    if _is_of_a_picture(heard) and not (prediction or verdicts or heard("field")):  # "what was decided for part.png"
        return ("prediction",)
    inspected = heard("act", "inspect") and any(map(heard, ("how", "result", "what"))) and not heard.says("run", "start")
    weak = about_one and (heard("weak") or inspected)
    return ("prediction",) if prediction or verdicts or weak else ()


def explains(heard: Heard) -> bool:
    """ "매출은 어떻게 계산해?" wants to know how, not how much."""
    return heard("explain") or (heard("how") and heard("calculate"))


def _contradicts(heard: Heard) -> bool:
    """ "정상인데 불량이라고 나왔어" and "멀쩡한 게 불량이래" complain, "정상이야 불량이야?" asks."""
    if heard("defect", "defects") and any(piece.kind == "weak" and piece.text.endswith("한") for piece in heard.pieces):
        return True
    if heard.says("or", "또는", "혹은", "아니면"):
        return False
    return heard("defect", "defects") and heard("defect", "normals") and (heard("though") or heard("ending", "though"))


def _only_describes(heard: Heard) -> bool:
    """ "불량 사진 보여줘" wants pictures, not a verdict."""
    pairs = zip(heard.pieces, heard.pieces[1:], strict=False)
    return any(one.kind == "defect" and next_one.kind == "subject" and not one.text.isascii() for one, next_one in pairs)


def _complains(heard: Heard) -> bool:
    """ "멀쩡한데 불량이래 어떻게 해" and "판정이 잘못 나온 것 같아" ask what to do."""
    if heard("field", "prediction") and any(piece.kind == "defect" and piece.text.startswith("잘못") for piece in heard.pieces):
        return True
    return heard("weak") and heard("defect") and heard("how") and not heard("trust")


def _is_of_a_picture(heard: Heard) -> bool:
    return _names_a_picture(heard) and any(piece.text.startswith("what") or piece.kind == "result" for piece in heard.pieces)


def _names_a_picture(heard: Heard) -> bool:
    return (heard.first("file") or "").casefold().endswith(_PICTURES)

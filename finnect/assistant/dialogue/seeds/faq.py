"""The answers of the FAQ a new installation starts with; plain data, editable in the admin. The questions stand in `faq.txt`."""

from finnect.assistant.dialogue.knowledge import FaqEntry
from finnect.assistant.dialogue.seeds.phrases import groups
from finnect.assistant.dialogue.text import Language

_ANSWERS: dict[tuple[str, Language], str] = {
    (
        "upload-image",
        "ko",
    ): "이미지 화면에서 사진을 선택해 올리면 바로 검사합니다. 품목을 고르지 않으면 가장 비슷한 품목의 모델로 검사합니다.",
    (
        "upload-image",
        "en",
    ): "Choose a picture on the images page; it is inspected at once. Without a category, the model of the most similar category is used.",
    (
        "upload-table",
        "ko",
    ): "표 화면에서 CSV 또는 엑셀(XLSX) 파일을 올리면 통계를 계산합니다. 열 이름이 다르면 올릴 때 짝을 지정할 수 있습니다.",
    (
        "upload-table",
        "en",
    ): "Upload a CSV or XLSX file on the tables page and the statistics are computed. Where your column names differ, you can "
    "map them while uploading.",
    (
        "formats",
        "ko",
    ): "판매 자료는 CSV, TSV, TXT, XLSX(각각 .gz 가능), 학습용 이미지 묶음은 ZIP, TAR, TAR.GZ, TGZ를 받습니다. 검사할 사진은 "
    "PNG나 JPEG 같은 이미지 파일이면 됩니다.",
    ("formats", "en"): "Sales tables: CSV, TSV, TXT and XLSX, each also as .gz. Training images: ZIP, TAR, TAR.GZ or TGZ. Pictures to "
    "inspect: image files such as PNG or JPEG.",
    ("confidence", "ko"): "신뢰도는 그 이미지의 판정(정상 또는 불량)이 맞을 확률을 0%에서 100% 사이로 나타낸 것입니다.",
    ("confidence", "en"): "Confidence is the probability, from 0% to 100%, that the verdict on the image (normal or defect) is right.",
    ("training", "ko"): "품목의 정상 이미지를 압축 파일로 올리면 그 모습을 학습하고, 다르게 보이는 곳을 불량으로 찾습니다. 불량 이미지는 "
    "없어도 됩니다. 학습은 관리자가 시작할 수 있고 진행률이 표시됩니다.",
    ("training", "en"): "Upload an archive of good images of a category; the model learns what normal looks like and marks what differs. "
    "Defect images are not needed. Administrators start the training and its progress is shown.",
    ("privacy", "ko"): "내가 올린 자료와 결과는 나와 관리자만 볼 수 있습니다. 다른 사용자에게는 보이지 않습니다.",
    ("privacy", "en"): "Only you and the administrators see what you uploaded and its results; other users do not.",
    ("password", "ko"): "비밀번호는 관리자가 다시 설정해 드립니다. 관리자에게 요청해 주세요.",
    ("password", "en"): "An administrator can reset your password; please ask one.",
    ("wrong-verdict", "ko"): "검사 결과 화면에서 ‘틀림’을 눌러 의견을 남겨 주세요. 관리자는 그 품목의 판정 기준값을 조정할 수 있습니다.",
    (
        "wrong-verdict",
        "en",
    ): "Mark the result as wrong on the inspection's page and add a note. Administrators can adjust the category's threshold.",
    ("revenue", "ko"): "총매출은 읽을 수 있는 모든 행의 수량 × 단가를 더한 값입니다. 취소(음수 수량)도 포함하므로 취소액만큼 줄어듭니다.",
    ("revenue", "en"): "Total revenue is the sum of quantity × unit price over all readable rows. Cancellations (negative quantities) are "
    "included, so they reduce it.",
    (
        "columns",
        "ko",
    ): "InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country 열을 읽습니다. 이름이 다르면 "
    "올릴 때 짝을 지정해 주세요.",
    (
        "columns",
        "en",
    ): "These columns are read: InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID and Country. "
    "Where your names differ, map them while uploading.",
}


def _entry(id: str, phrases: tuple[str, ...]) -> FaqEntry:
    name, _, language = id.rpartition("-")
    spoken: Language = "ko" if language == "ko" else "en"
    return FaqEntry(id, phrases[0], phrases[1:], _ANSWERS[name, spoken], spoken)


FAQ = tuple(_entry(id, phrases) for id, phrases in groups("faq.txt"))

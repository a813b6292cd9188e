"""The intents a new installation starts with; plain data, editable in the admin. How people say them stands in `intents.txt`.

A template answers line by line: a line whose value is missing is replaced by a sentence that says so.
"""

from finnect.assistant.dialogue.knowledge import Intent
from finnect.assistant.dialogue.seeds.phrases import groups
from finnect.assistant.dialogue.text import Language

IMAGE_KO = "최근 이미지 {image_file}({image_time} 업로드): {prediction}, 신뢰도 {confidence}"
TABLE_KO = (
    "최근 판매 자료 {table_file}({table_time} 업로드): 총매출 {total_revenue}, 고객 {num_customers}, "
    "인보이스 {num_invoices}, 총수량 {total_quantity}"
)
IMAGE_EN = "Newest image {image_file} (uploaded {image_time}): {prediction}, confidence {confidence}."
TABLE_EN = (
    "Newest sales table {table_file} (uploaded {table_time}): total revenue {total_revenue}, customers "
    "{num_customers}, invoices {num_invoices}, total quantity {total_quantity}."
)

_TEMPLATES: dict[str, dict[Language, str]] = {
    "greeting": {
        "ko": "안녕하세요! 올려 주신 이미지의 검사 결과와 판매 자료의 통계를 알려 드립니다. 예를 들어 “총매출 얼마야?”라고 물어보세요.",
        "en": "Hello! I report the results of your inspected images and sales tables. Try “What is the total revenue?”.",
    },
    "thanks": {
        "ko": "천만에요. 더 궁금한 점이 있으면 언제든지 물어보세요.",
        "en": "You are welcome. Ask me whenever you need something else.",
    },
    "analyse": {
        "ko": "업로드한 파일은 자동으로 분석됩니다. 지금까지의 최신 결과입니다.\n" + IMAGE_KO + "\n" + TABLE_KO,
        "en": "Uploaded files are analysed automatically. These are the newest results.\n" + IMAGE_EN + "\n" + TABLE_EN,
    },
    "result": {"ko": IMAGE_KO + "\n" + TABLE_KO, "en": IMAGE_EN + "\n" + TABLE_EN},
    "model": {
        "ko": "지금 사용 중인 모델은 {num_models}입니다: {models}\n학습 중인 모델: {num_training}",
        "en": "Active models ({num_models}): {models}.\nModels in training: {num_training}.",
    },
    "help": {
        "ko": "이런 것을 물어보실 수 있습니다.\n"
        "이미지: “마지막 이미지 불량이야?”, “신뢰도 알려줘”\n"
        "판매 자료: “총매출 얼마야?”, “고객 수는?”, “인보이스 몇 건이야?”, “총수량 알려줘”\n"
        "그 밖에: “모델 상태 어때?”, “분석 결과 알려줘”, 업로드와 학습에 관한 질문",
        "en": "You can ask me, for example:\n"
        "Images: “Is the last image defective?”, “What is the confidence?”\n"
        "Sales tables: “What is the total revenue?”, “How many customers / invoices / units?”\n"
        "Also: “What is the model status?”, “Show me the results”, and how uploading and training work.",
    },
    "handover": {
        "ko": "담당자에게 넘기겠습니다. 지금까지의 대화를 관리자가 볼 수 있습니다.",
        "en": "I am handing this over to a person. The administrators can see this conversation.",
    },
}
INTENTS = tuple(Intent(name, examples, _TEMPLATES[name]) for name, examples in groups("intents.txt"))

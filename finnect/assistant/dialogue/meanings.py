"""Words that mean the same in everyday questions and requests, in Korean and English: plain data and one function.

N-grams cannot know that "방법" asks what "어떻게" asks. Each group is a meaning with the stems by which it is said.
"""

import re

_GROUPS = {
    "how": "방법, 어떻게, 법 좀, 법을, 는 법, 려면, 방식, 요령, 절차, how to, how do, how can, way to, steps",
    "why": "왜, 이유, 까닭, 때문, 원인, 어째서, why, reason, cause, how come",
    "when": "언제, 몇 시, 몇시, 시간, 시각, 며칠, 날짜, 시기, 시점, when, what time, which day, date",
    "where": "어디, 장소, 위치, 곳, where, location, place",
    "who": "누구, 누가, 사람, 담당자, who, whom, person",
    "howmuch": "얼마, 어느 정도, 어느정도, 몇, 정도, 비용, 가격, 요금, 금액, how much, how many, price, cost, amount, fee",
    "which": "어느, 어떤, 무슨, which",
    "never": "지 마, 지마, 지는 마, 말아, 마라, 마세요, 말자, 말 것, 말도록, 금지, 안 돼, 안돼, 안 된, 안된, 안됨, 자제, 그만, "
    "삼가, 않도록, 않게, 않았으면, 큰일, 못 하게, do not, don't, never, stop",
    "rather": "말고, 보다는, 보단, 대신, 아니라, 않고, instead, rather, other than",
    "either": "아니면, 중에, 중 , 이랑, 혹은, 둘 중, 어느 쪽, 어느쪽, or, between, either",
    "want": "싶, 원하, 바라, 희망, 하고파, want, wish, would like, need",
    "must": "야 해, 야해, 야 돼, 야돼, 야 되, 야되, 꼭, 반드시, 필수, 도록, 잊지, must, have to, should, need to",
    "use": "사용, 쓰지, 쓰는, 쓰려, 쓰고, 쓸, 써, 이용, 활용, use, using",
    "buy": "사고, 사려, 살 수, 사야, 사자, 구매, 구입, 산 , 주문, buy, purchase, order",
    "check": "확인, 체크, 알아보, 점검, 조회, 살펴, check, verify, look up, see",
    "delete": "삭제, 지우, 지워, 없애, 제거, delete, remove, erase",
    "begin": "시작, 개시, 켜, 켤, 작동, 가동, 틀어, 트는, start, begin, turn on, launch, switch on",
    "end": "끝, 종료, 마감, 끄는, 끄지, 꺼, 끌, 마치, end, finish, turn off, close",
    "list": "목록, 리스트, 명단, 종류, 뭐뭐, list, kinds",
    "fix": "수리, 고치, 고쳐, 고장, 해결, fix, repair, broken, solve",
    "change": "변경, 바꾸, 바꿔, 바꿀, 수정, 고치, 조정, 교체, 전환, change, modify, edit, update, switch",
    "make": "만드, 만들, 생성, 작성, 제작, 레시피, 요리법, make, create, recipe",
    "send": "보내, 전송, 발송, 송부, 부치, send, mail, ship",
    "receive": "받, 수신, 수령, receive, get",
    "go": "가는, 가려, 갈 , 가자, 가야, 가기, 나가, 외출, 방문, 이동, 출발, go, travel, visit",
    "come": "오는, 올 , 도착, come, arrive",
    "late": "늦, 지각, late, delay",
    "early": "일찍, 이른, 빨리, 빠른, early, soon",
    "morning": "아침, 오전, morning",
    "evening": "저녁, 밤, 야간, evening, night",
    "weekday": "평일, 주중, weekday",
    "lastyear": "작년, 지난해, 저번 년, 지난 해, last year",
    "before": "지난, 저번, 이전, last, previous",
    "next": "다음, next, following",
    "schedule": "일정, 스케줄, 스케쥴, 약속, 계획, schedule, appointment, plan",
    "reserve": "예약, 예매, 잡아, 잡을, 잡는, reserve, book",
    "set": "설정, 맞추, 맞춰, 세팅, set, configure",
    "upload": "업로드, 올리, 올려, 올린, 등록, 첨부, 제출, upload, submit, add, put, import, attach",
    "see": "보여, 볼 수, 보이, 열람, 공개, see, view, visible, show, display",
    "private": "비공개, 공개, 다른 사람, 남이, 동료, 타인, private, others, other people, colleagues, coworkers, everyone",
    "forget": "잊어, 잊었, 까먹, 분실, 기억이 안, 기억 안, 모르겠, forgot, forgotten, forget, remember, lost",
    "password": "비밀번호, 비번, 패스워드, 암호, password, passcode",
    "signin": "로그인, 접속, 로그온, log in, login, sign in, signin, log on",
    "wrong": "틀리, 틀렸, 틀린, 잘못, 오류, 이상하, 오판정, 에러, wrong, incorrect, mistake, error, not right",
    "mean": "뜻, 의미, 정의, 무슨 말, 뭔가요, 뭐야, 뭐예요, mean, meaning, definition, explain",
    "calculate": "계산, 산출, 구하, calculate, calculated, compute, computed",
    "learn": "학습, 훈련, 가르치, 배우, train, training, learn, teach, trained",
    "image": "사진, 이미지, 그림, image, picture, photo, pic, images, pictures, photos",
    "table": "엑셀, 표, 시트, csv, 판매 자료, 매출 자료, 판매 데이터, spreadsheet, table, excel, sheet",
    "format": "형식, 확장자, 포맷, jpg, jpeg, png, tiff, bmp, xls, xlsx, format, formats, file type, file types, extension, extensions",
    "column": "열 이름, 열이, 열을, 열로, 컬럼, 칼럼, 항목, 양식, column, columns, template, structured",
    "human": "상담원, 상담사, 담당자, 관리자, 직원, 사람, human, person, agent, representative, someone, administrator, somebody",
    "talk": "통화, 연결, 얘기, 이야기, 대화, 문의, 말하, talk, speak, chat, connect, transfer, contact",
    "can": "가능, 할 수, 될까, 되나, 돼요, 수 있, possible, can i, able, allowed, support, supported",
    "like": "좋아하, 선호, 마음에, like, prefer, favourite, favorite",
    "save": "절약, 아껴, 아끼, 절감, save",
    "online": "인터넷, 온라인, 웹, online, internet, web",
    "phone": "핸드폰, 휴대폰, 스마트폰, 휴대전화, mobile, smartphone, phone",
    "average": "평균, 보통, 대체로, average, usual, usually",
    "cancel": "취소, 철회, 무르, cancel, revoke",
    "report": "레포트, 리포트, 보고서, 과제, report, assignment",
    "meeting": "회의, 미팅, 모임, meeting",
    "parent": "어머니, 어머님, 엄마, 아버지, 아버님, 아빠, 부모, mother, father, parents",
    "eat": "먹, 식사, 밥, eat, meal, food",
    "wash": "세탁, 빨래, 빨 , 빨아, 빨려, wash, laundry",
    "light": "조명, 전등, 무드등, 형광등, 불을, 불 , light, lamp",
    "hot": "더운물, 뜨거운, 온수, 따뜻한, hot, warm",
    "cold": "찬물, 차가운, 냉수, 시원한, cold, cool",
    "lock": "잠금, 장금, 도어락, 자물쇠, lock",
    "forbid": "금지되, 금물, 불가, 허용되지, 해서는 안, 하면 안, forbidden, prohibited",
    "weather": "날씨, 기온, 비 오, 비가, 강수, 우산, weather, rain, forecast",
}  # fmt: skip
_PATTERNS = tuple(
    (
        meaning,
        re.compile(
            "|".join(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word) for word in map(str.strip, words.split(", ")))
        ),
    )
    for meaning, words in _GROUPS.items()
)


def meanings(text: str) -> list[str]:
    """The meanings that a text in the form of `plain` holds."""
    return [meaning for meaning, pattern in _PATTERNS if pattern.search(text)]

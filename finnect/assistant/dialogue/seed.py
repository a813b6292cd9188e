"""The intents a new installation starts with; plain data, editable in the admin.

A template answers line by line: a line whose value is missing is replaced by a sentence that says so.
"""

from finnect.assistant.dialogue.knowledge import Intent

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


def _list(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


GREETING = Intent(
    "greeting",
    _list("""
        안녕
        안녕하세요
        안녕하십니까
        안녕 반가워
        반갑습니다
        만나서 반가워요
        하이
        헬로
        좋은 아침이에요
        좋은 아침
        좋은 저녁입니다
        처음 뵙겠습니다
        잘 지냈어?
        오랜만이야
        저기요
        여보세요
        거기 누구 있어요?
        hello
        hi
        hey
        hi there
        hello there
        good morning
        good afternoon
        good evening
        nice to meet you
        greetings
        how are you
        how are you doing today
        hey assistant
        is anyone there
        ㅎㅇ
        ㅎㅇㅎㅇ
        안녕 챗봇아
        hiya
        hey there
        good day
        hello again
        heya
    """),
    {
        "ko": "안녕하세요! 올려 주신 이미지의 검사 결과와 판매 자료의 통계를 알려 드립니다. 예를 들어 “총매출 얼마야?”라고 물어보세요.",
        "en": "Hello! I report the results of your inspected images and sales tables. Try “What is the total revenue?”.",
    },
)
THANKS = Intent(
    "thanks",
    _list("""
        고마워
        고마워요
        고맙습니다
        감사합니다
        감사해요
        정말 감사드립니다
        땡큐
        도와줘서 고마워
        알려줘서 고마워
        덕분에 해결됐어요
        큰 도움이 됐어요
        수고했어
        수고하셨습니다
        잘했어
        최고야 고마워
        thanks
        thank you
        thank you very much
        thanks a lot
        many thanks
        thx
        ty
        thanks for your help
        that was helpful
        that helped a lot
        great job
        well done
        much appreciated
        perfect, thank you
        ㄱㅅ
        ㄳ
        감사감사
        thank you for the information
        cheers
        cheers, that is all
        i appreciate your help
        appreciate it
        nice one
        good work
    """),
    {
        "ko": "천만에요. 더 궁금한 점이 있으면 언제든지 물어보세요.",
        "en": "You are welcome. Ask me whenever you need something else.",
    },
)
ANALYSE = Intent(
    "analyse",
    _list("""
        이 파일 분석해줘
        이미지 업로드 했어, 결과 알려줘
        데이터셋 검사해줘
        파일 분석 부탁해
        이 데이터 분석해 주세요
        엑셀 파일 분석해줘
        csv 분석해줘
        방금 올린 파일 분석해줘
        사진 올렸어 검사해줘
        이미지 검사해줘
        이 사진 좀 봐줘
        업로드한 이미지 분석 시작해줘
        분석 돌려줘
        검사 시작해줘
        데이터 올렸으니까 분석해줘
        이 이미지 확인 좀 해줘
        판매 자료 분석해 줄 수 있어?
        파일 하나 올렸는데 봐줄래
        analyse this file
        analyze this file for me
        please analyze my data
        analyse the csv
        inspect this image
        check this picture
        i uploaded an image, tell me the result
        i have just uploaded a file, please analyse it
        run the analysis
        start the inspection
        inspect my dataset
        can you look at this photo
        process the spreadsheet i uploaded
        take a look at my file
    """),
    {
        "ko": "업로드한 파일은 자동으로 분석됩니다. 지금까지의 최신 결과입니다.\n" + IMAGE_KO + "\n" + TABLE_KO,
        "en": "Uploaded files are analysed automatically. These are the newest results.\n" + IMAGE_EN + "\n" + TABLE_EN,
    },
)
RESULT = Intent(
    "result",
    _list("""
        업로드한 파일 결과 보여줘
        AI 분석 결과 알려줘
        내가 올린 데이터 정상인지 확인해줘
        분석 결과 알려줘
        결과 보여줘
        결과 나왔어?
        결과 어떻게 됐어?
        분석 끝났어?
        아까 올린 파일 결과 어때?
        마지막 분석 결과 보여줘
        최근 결과 확인하고 싶어
        내 파일 결과 좀 볼 수 있을까요?
        업로드 결과 확인해줘
        데이터 결과 요약해줘
        내 데이터 괜찮아?
        올린 자료에 문제 없는지 봐줘
        결과 요약
        show me the results of my file
        show the result of the uploaded file
        what are the results
        any results yet
        is the analysis finished
        is the analysis done
        tell me the analysis result
        what did the ai find
        what came out of the analysis
        summarize the results
        give me a summary of the latest results
        check whether my data is normal
        is my data okay
        how did my upload turn out
        결과 언제 나와?
        분석 결과 아직이야?
        분석이 다 끝났나요?
        업로드한 파일 어떻게 됐어?
        have you finished analysing my file
        is it done analysing
        what was the outcome
        what did you find in my data
        latest results please
    """),
    {"ko": IMAGE_KO + "\n" + TABLE_KO, "en": IMAGE_EN + "\n" + TABLE_EN},
)
MODEL = Intent(
    "model",
    _list("""
        모델 상태 어때?
        AI 모델 지금 사용 가능해?
        모델 로드 됐어?
        모델 상태 알려줘
        지금 쓸 수 있는 모델 있어?
        어떤 모델이 켜져 있어?
        활성화된 모델 뭐야?
        현재 사용 중인 모델 알려줘
        모델 준비됐어?
        모델 학습 끝났어?
        학습 진행 중인 모델 있어?
        인공지능 모델 잘 돌아가?
        AI 작동 중이야?
        모델 몇 개 있어?
        모델 버전 뭐야?
        학습된 모델 목록 보여줘
        what is the status of the model
        model status
        is the ai model available
        is the model loaded
        is the model ready
        which models are active
        which model is in use
        what models do we have
        how many models are there
        is the model trained yet
        has the training finished
        is a model training right now
        list the trained models
        which version of the model is running
        is the ai working
        모델이 작동하고 있나요?
        지금 어떤 모델 써?
        is the detector ready
        is the detector running now
        which detector is active
        are any models available
    """),
    {
        "ko": "지금 사용 중인 모델은 {num_models}입니다: {models}\n학습 중인 모델: {num_training}",
        "en": "Active models ({num_models}): {models}.\nModels in training: {num_training}.",
    },
)
HELP = Intent(
    "help",
    _list("""
        무슨 기능 할 수 있어?
        너 뭐 할 줄 알아?
        사용 방법 알려줘
        뭘 물어볼 수 있어?
        어떤 걸 할 수 있어?
        도와줘
        도움말
        도움이 필요해요
        기능 알려줘
        어떻게 쓰는 거야?
        사용법 좀 가르쳐 주세요
        뭐 하는 챗봇이야?
        넌 누구야?
        무엇을 도와줄 수 있나요?
        메뉴 보여줘
        질문 예시 보여줘
        what can you do
        what do you do
        help
        help me
        i need help
        how do i use this
        how does this work
        what can i ask you
        what features do you have
        which questions can you answer
        who are you
        what are you
        show me some examples
        무슨 일을 해?
        넌 무슨 일을 하니?
        처음 써보는데 뭘 하면 돼?
        what are you capable of
        i am new, what is this
        how can you help me
        what is this chatbot for
        instructions
    """),
    {
        "ko": "이런 것을 물어보실 수 있습니다.\n"
        "이미지: “마지막 이미지 불량이야?”, “신뢰도 알려줘”\n"
        "판매 자료: “총매출 얼마야?”, “고객 수는?”, “인보이스 몇 건이야?”, “총수량 알려줘”\n"
        "그 밖에: “모델 상태 어때?”, “분석 결과 알려줘”, 업로드와 학습에 관한 질문",
        "en": "You can ask me, for example:\n"
        "Images: “Is the last image defective?”, “What is the confidence?”\n"
        "Sales tables: “What is the total revenue?”, “How many customers / invoices / units?”\n"
        "Also: “What is the model status?”, “Show me the results”, and how uploading and training work.",
    },
)

HANDOVER = Intent(
    "handover",
    _list("""
        상담원
        상담원 연결해줘
        상담원이랑 통화하고 싶어
        사람과 이야기하고 싶어요
        사람이랑 대화할래
        담당자 연결 부탁드립니다
        담당자와 얘기하고 싶습니다
        담당자한테 물어볼래
        관리자 불러줘
        관리자와 통화할 수 있을까요?
        직원 연결해줘
        실제 사람이 답해줬으면 좋겠어
        챗봇 말고 사람이 필요해
        고객센터 상담사 연결
        talk to a person
        i want to talk to a human
        speak to a real person
        connect me with an agent
        connect me to support
        human agent
        let me talk to someone
        i need a human
        can i speak to an administrator
        get me a human
        i want to speak with a representative
        is there someone i can talk to
        contact support
        i would rather talk to a human than a bot
        let me speak with a member of staff
        put me through to support
        can someone real answer me
        지원팀 연결해 주세요
        사람이 직접 답변해 주세요
    """),
    {
        "ko": "담당자에게 넘기겠습니다. 지금까지의 대화를 관리자가 볼 수 있습니다.",
        "en": "I am handing this over to a person. The administrators can see this conversation.",
    },
)

INTENTS = (GREETING, THANKS, ANALYSE, RESULT, MODEL, HELP, HANDOVER)

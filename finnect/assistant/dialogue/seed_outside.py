"""Examples of what the assistant is not for: they teach the classifier where its business ends. Plain data."""

OUTSIDE = tuple(
    line.strip()
    for line in """
    오늘 날씨 어때?
    내일 비 와?
    미세먼지 알려줘
    지금 몇 시야?
    오늘 무슨 요일이야?
    농담 하나 해줘
    재미있는 이야기 해줘
    노래 틀어줘
    음악 추천해줘
    영화 추천해줘
    점심 뭐 먹을까?
    맛집 알려줘
    김치찌개 만드는 법 알려줘
    주식 추천해줘
    삼성전자 주가 얼마야?
    비트코인 가격 알려줘
    환율 얼마야?
    축구 경기 결과 알려줘
    대통령이 누구야?
    한국의 수도는 어디야?
    영어로 번역해줘
    숙제 도와줘
    시 하나 써줘
    파이썬 코드 짜줘
    택시 불러줘
    지하철 시간 알려줘
    비행기 표 예약해줘
    병원 예약해줘
    알람 맞춰줘
    사랑해
    너 몇 살이야?
    남자친구 있어?
    심심해
    배고파
    로또 번호 알려줘
    오늘 운세 알려줘
    뉴스 보여줘
    이메일 보내줘
    전화 걸어줘
    불 꺼줘
    회의 일정 잡아줘
    연차 며칠 남았어?
    월급 언제 들어와?
    경쟁사 매출 알려줘
    what is the weather today
    will it rain tomorrow
    what time is it
    what day is it
    tell me a joke
    tell me a story
    play some music
    recommend a movie
    what should i eat for lunch
    find a restaurant nearby
    how do i cook pasta
    which stocks should i buy
    what is the stock price of apple
    bitcoin price
    exchange rate of the dollar
    who won the game last night
    who is the president
    what is the capital of france
    translate this into french
    do my homework
    write a poem
    write a python script
    call a taxi
    when is the next train
    book a flight
    make a doctor's appointment
    set an alarm
    i love you
    how old are you
    do you have a girlfriend
    i am bored
    i am hungry
    lottery numbers
    read me the news
    send an email
    call my mother
    turn off the lights
    schedule a meeting
    how many vacation days do i have left
    when do i get paid
    what is the meaning of life
    revenue of our competitor
    pay my bill
    what is my account balance
    transfer money
""".strip().splitlines()
)

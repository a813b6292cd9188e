"""Countries and parts as people call them, in Korean and English: plain data. The first name is the usual one in tables and categories."""

COUNTRIES = tuple(
    tuple(name.strip() for name in line.split(","))
    for line in """
United Kingdom, UK, U.K., Great Britain, Britain, GB, England, British, English customers, 영국, 잉글랜드, 대영제국
Germany, Deutschland, German, Germans, 독일
France, French, 프랑스, 불란서
EIRE, Ireland, Irish, Republic of Ireland, 아일랜드, 에이레
Spain, Spanish, 스페인, 에스파냐
Netherlands, Holland, Dutch, The Netherlands, 네덜란드
Belgium, Belgian, 벨기에
Switzerland, Swiss, 스위스
Portugal, Portuguese, 포르투갈
Australia, Australian, 호주, 오스트레일리아
Norway, Norwegian, 노르웨이
Italy, Italian, 이탈리아, 이태리
Channel Islands, 채널제도, 채널 제도
Finland, Finnish, 핀란드
Cyprus, Cypriot, 키프로스, 사이프러스
Sweden, Swedish, 스웨덴
Austria, Austrian, 오스트리아
Denmark, Danish, 덴마크
Japan, Japanese, 일본
Poland, Polish customers, 폴란드
USA, United States, the US, the States, U.S.A., America, American, United States of America, 미국
Israel, Israeli, 이스라엘
Unspecified, 미지정
Singapore, 싱가포르, 싱가폴
Iceland, Icelandic, 아이슬란드
Canada, Canadian, 캐나다
Greece, Greek, 그리스
Malta, Maltese, 몰타
United Arab Emirates, UAE, Emirates, 아랍에미리트, 아랍 에미리트
European Community, European Union, EU, 유럽연합, 유럽공동체
RSA, South Africa, South African, 남아공, 남아프리카공화국, 남아프리카
Lebanon, Lebanese, 레바논
Lithuania, Lithuanian, 리투아니아
Brazil, Brazilian, 브라질
Czech Republic, Czechia, Czech, 체코
Bahrain, 바레인
Saudi Arabia, Saudi, 사우디, 사우디아라비아
Hong Kong, 홍콩
South Korea, Korea, Republic of Korea, Korean, 한국, 대한민국, 남한
North Korea, 북한
China, Chinese, 중국
Taiwan, Taiwanese, 대만, 타이완
India, Indian, 인도
Indonesia, Indonesian, 인도네시아
Vietnam, Vietnamese, 베트남
Thailand, Thai, 태국
Malaysia, Malaysian, 말레이시아
Philippines, Filipino, 필리핀
Russia, Russian, 러시아
Ukraine, Ukrainian, 우크라이나
Turkey, Türkiye, Turkish, 터키, 튀르키예
Egypt, Egyptian, 이집트
Iran, Iranian, 이란
Iraq, Iraqi, 이라크
Ghana, Ghanaian, 가나
Nigeria, Nigerian, 나이지리아
Kenya, Kenyan, 케냐
Morocco, Moroccan, 모로코
Mexico, Mexican, 멕시코
Argentina, Argentinian, 아르헨티나
Chile, Chilean, 칠레
Colombia, Colombian, 콜롬비아
Peru, Peruvian, 페루
New Zealand, 뉴질랜드
Hungary, Hungarian, 헝가리
Romania, Romanian, 루마니아
Bulgaria, Bulgarian, 불가리아
Croatia, Croatian, 크로아티아
Slovakia, Slovak, 슬로바키아
Slovenia, Slovenian, 슬로베니아
Serbia, Serbian, 세르비아
Estonia, Estonian, 에스토니아
Latvia, Latvian, 라트비아
Luxembourg, 룩셈부르크
Mongolia, Mongolian, 몽골
Kazakhstan, 카자흐스탄
Pakistan, 파키스탄
Scotland, Scottish, 스코틀랜드
Wales, Welsh, 웨일스
""".strip().splitlines()
)

CHAT = {  # how words are shortened in a chat
    "yr": "year",
    "yrs": "years",
    "qtrs?": "quarter",
    "mth": "month",
    "mths": "months",
    "wk": "week",
    "wks": "weeks",
    "hv": "have",
    "abt": "about",
    "cnt": "count",
    "cuz": "because",
    "coz": "because",
    "dont": "don't",
    "r": "are",
    "ur": "your",
    r"acc\.? to": "according to",
    r"no\. ?1": "best",
    "avarage": "average",
    "2nd": "second",
    "b4": "before",
    "val": "value",
    "hrs": "hours",
    r"no\. of": "number of",
    "invs?(?= count| no|s?\\b)": "invoice",
    "plz+": "please",
}
NUMBERS = {
    word: value
    for value, words in enumerate(
        """한 하나 one
두 둘 two
세 셋 three
네 넷 four
다섯 five
여섯 six
일곱 seven
여덟 eight
아홉 nine
열 ten""".splitlines(),
        start=1,
    )
    for word in words.split()
}

MONTHS = {
    name: place
    for place, names in enumerate(
        """january jan
february feb
march mar 삼월
april apr 사월
may 오월
june jun 유월
july jul 칠월
august aug 팔월
september sep sept 구월
october oct 시월
november nov 십일월
december dec 십이월""".splitlines(),
        start=1,
    )
    for name in names.split()
}

PARTS = tuple(
    tuple(name.strip() for name in line.split(","))
    for line in """
screw, 나사, 스크류, 스크루
bolt, 볼트
nut, 너트, 암나사
metal_nut, metal nut, nut, 금속 너트, 금속너트, 너트, 메탈너트
washer, 와셔
bottle, 병, 유리병, 보틀
cable, 케이블, 전선
capsule, 캡슐
pill, tablet, 알약, 정제
carpet, 카펫, 카페트
grid, 그리드, 격자, 철망
hazelnut, 헤이즐넛, 개암
leather, 가죽
tile, 타일
magnetic_tile, magnetic tile, magnet, 자석, 자석타일, 자성타일
toothbrush, 칫솔
transistor, 트랜지스터
wood, 목재, 나무
zipper, zip, 지퍼
gear, 기어, 톱니바퀴
bearing, 베어링
spring, 스프링, 용수철
pipe, tube, 파이프, 배관
board, circuit board, pcb, 기판, 회로기판
casting, 주물, 주조품
lens, 렌즈
glass, 유리
battery, cell, 배터리, 전지
connector, 커넥터
wire, 와이어, 철사
chip, 칩
cap, lid, 뚜껑, 캡
can, 캔
box, carton, 상자, 박스
fabric, cloth, textile, 원단, 직물, 천
label, 라벨, 레이블
panel, 패널
""".strip().splitlines()
)

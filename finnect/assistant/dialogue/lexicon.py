"""The words in which people ask for numbers, in Korean and English: plain data for the grammar.

Spaces do not matter. Endings may only follow a word; everything else stands on its own. What a question holds beyond
these words is something the grammar does not understand, so the list of small words decides how strict it is.
"""

from typing import Literal

Kind = Literal["field", "subject", "newest", "ask", "what", "the", "small", "ending"]

IMAGE_FIELDS = ("prediction", "confidence")
TABLE_FIELDS = ("total_revenue", "num_customers", "num_invoices", "total_quantity")
FIELDS = IMAGE_FIELDS + TABLE_FIELDS

WORDS: dict[tuple[Kind, str], str] = {
    ("field", "prediction"): """
        이미지상태, 사진상태, 제품상태, 부품상태, 판정, 판정결과, 이미지판정, 검사결과, 이미지검사결과, 이미지결과,
        사진결과, 예측, 예측값, 예측결과, 불량, 불량여부, 불량품, 불량판정, 불량인지, 정상, 정상여부, 정상품,
        정상인지, 정상인가, 양품, 양품인지, 결함, 결함여부, 하자, 합격, 합불, 이상여부,
        prediction, predicted, predict, verdict, inspection result, image status, picture status, status of the image,
        status of the picture, photo status, image result, picture result, defect, defective, defects, faulty, flawed,
        normal, a pass, okay or not, good or bad, condition of the image, condition of the part""",
    ("field", "confidence"): """
        신뢰도, 신뢰도값, 신뢰수준, 확신도, 확률, 얼마나 확실, 얼마나 확실한지, 얼마나 확실한가, 얼마나 확실해,
        얼마나 확신,
        confidence, confidence level, confidence score, certainty, how sure, how certain, how confident,
        probability""",
    ("field", "total_revenue"): """
        총매출, 매출, 매출액, 총매출액, 전체매출, 전체매출액, 매출총액, 매출합계, 매출금액, 총매상, 매상, 판매액,
        총판매액, 판매금액, 총판매금액, 판매총액, 얼마나 팔았, 얼마 팔았, 얼마나 벌었, 얼마 벌었, 얼마치 팔았,
        매출규모,
        total revenue, revenue, revenues, total sales, sales, sales total, sales amount, turnover, total turnover,
        overall revenue, gross revenue, sales figure, sales figures, how much did we sell, how much have we sold,
        how much money did we make, how much did we make, how much did we earn, how much have we made,
        how much have we earned, money did we make, takings""",
    ("field", "num_customers"): """
        고객수, 총고객수, 전체고객수, 고객, 고객님, 고객숫자, 고객인원, 총고객, 전체고객, 고객규모, 손님, 손님수,
        구매자, 구매자수, 구매고객, 구매고객수, 거래고객수, 바이어수,
        num customers, number of customers, customer count, customer number, customers, customer total,
        total customers, count of customers, clients, number of clients, client count, buyers, number of buyers,
        shoppers, people bought from us, people buy from us""",
    ("field", "num_invoices"): """
        인보이스수, 총인보이스수, 인보이스, 인보이스개수, 인보이스건수, 인보이스갯수, 송장, 송장수, 송장개수,
        송장건수, 청구서, 청구서수, 전표, 전표수, 주문, 주문수, 총주문수, 주문건수, 총주문건수, 거래건수, 총거래건수,
        거래수, 계산서, 계산서수,
        num invoices, number of invoices, invoice count, invoice number total, invoices, total invoices,
        count of invoices, orders, number of orders, order count, total orders, bills, number of bills, transactions,
        number of transactions, transaction count""",
    ("field", "total_quantity"): """
        총수량, 수량, 전체수량, 수량합계, 총판매수량, 판매수량, 판매량, 총판매량, 전체판매량, 팔린수량, 팔린개수,
        팔린갯수, 판매개수, 판매갯수, 몇개나 팔, 몇개 팔, 몇개나 팔렸, 몇개 팔렸, 몇개나 팔았, 몇개 팔았, 총개수,
        총갯수, 판매된수량, 몇개가 팔렸, 물량,
        total quantity, quantity, quantities, total units, units sold, units, items sold, pieces sold,
        number of items sold, number of units sold, how many items did we sell, how many units did we sell,
        how many items have we sold, how many units have we sold, how many pieces did we sell,
        how many products did we sell, sales volume, volume sold, total volume, items were sold, items did we sell,
        units did we sell, units have we sold""",
    ("subject", "image"): """
        이미지, 그림, 사진, 이미지파일, 사진파일, 제품, 부품, 샘플, 검사, 이미지검사,
        image, images, picture, pictures, photo, photos, pic, part, inspection, sample, product image""",
    ("subject", "table"): """
        표, 테이블, 엑셀, 엑셀파일, 시트, 판매데이터, 판매자료, 매출데이터, 매출자료, 매출파일, 매출표, 판매표,
        판매파일, 씨에스브이,
        csv,
        csv파일,
        xlsx,
        xlsx파일, 거래데이터, 통계,
        table, sheet, spreadsheet, excel, excel file, csv file, sales table, sales data, sales file, statistics""",
    (
        "subject",
        "upload",
    ): "데이터, 파일, 자료, 데이터셋, 업로드, 첨부파일, file, data, dataset, data set, upload, uploads, document",
    ("subject", "model"): """
        모델, 에이아이,
        ai,
        ai모델, 인공지능,
        model, models, detector""",
    ("newest", "newest"): """
        마지막, 마지막으로, 최근, 최근에, 가장최근, 가장최근에, 제일최근, 최신, 방금, 방금전, 막, 직전, 새로, 지금,
        현재, 현재까지, 지금까지,
        last, latest, newest, most recent, recent, recently, just, just now, now, current, currently, so far,
        right now, this, that, at the moment, today's latest""",
    ("ask", "ask"): """
        얼마, 얼마나, 얼마야, 얼마에요, 얼마예요, 얼마인가요, 얼마입니까, 얼마인지, 얼만지, 얼마지, 얼마죠, 얼마니,
        얼마냐, 얼마였어, 얼마였나요, 얼마였지, 얼마나돼, 얼마나돼요, 얼마나되나요, 얼마나되죠, 얼마나되니,
        얼마나됩니까, 얼마돼, 얼마나있어, 얼마나있나요, 얼마나나왔어, 얼마나나와, 얼마나왔어, 얼마나했어, 몇, 몇개,
        몇건, 몇명, 몇장, 몇프로, 몇퍼센트, 몇사람, 몇분, 몇개야, 몇건이야, 몇명이야, 몇명이에요, 몇명이나, 몇건이나,
        몇개나, 몇갠지, 어느정도, 어느정도야, 어때, 어때요, 어떤가요, 어떻습니까, 어땠어, 어땠나요, 어떠니, 어떻게돼,
        어떻게돼요, 어떻게되나요, 어떻게됩니까, 어떻게되죠, 어떻게되지, 어떻게되니, 어떻게나왔어, 어떻게나왔나요,
        알려, 알려줘, 알려봐, 알려달라, 알려다오, 알고싶어, 알고싶어요, 알고싶습니다, 알고싶은데, 알수있을까,
        알수있을까요, 알수있어, 알수있나요, 궁금해, 궁금해요, 궁금합니다, 궁금한데, 말해, 말해줘, 말해봐, 말씀해줘,
        가르쳐줘, 보여줘, 보여, 보자, 보고싶어, 보고싶어요, 볼래, 볼수있을까, 볼수있을까요, 볼수있어, 볼수있나요,
        불러줘, 확인, 확인해, 확인해줘, 확인하고싶어, 확인하고싶어요, 확인좀, 조회, 조회해, 조회해줘, 체크해줘,
        요약해줘, 계산해줘, 구해줘, 찾아줘, 대답해줘, 답해줘, 있어, 있어요, 있나, 있나요, 있니, 있는지, 있습니까,
        있지, 있었어, 나왔어, 나왔나요, 나왔니, 나왔지, 나와, 나와요, 나왔습니까, 되나요, 돼, 돼요, 되죠, 되지,
        됩니까, 되니, 됐어, 됐나요, 맞아, 맞아요, 맞나요, 맞니, 맞는지, 인지, 떴어, 높아, 높아요, 높나요, 높은가요,
        뭐로나왔어, 뭐라고나왔어, 뭐라고나와, 부탁, 부탁해, 했어, 했나요, 했지,
        tell me, tell, show me, show, give me, give, let me know, let me see, do you know, i want to know,
        i need to know, i want to see, i need, i want, want, need, know, i wonder, wondering, how many, how much,
        how big, how high, how large, how is, how are, how was, how were, what are, what were, which, report, display,
        get me, get, check, find, number, count, total, amount, figure, value, level, do we have, did we make, we have,
        have we got, are there, is there, were there, did we have, did we get, do i have, have, has, had, got, did,
        does, do, is, are, was, were, be, been, come out, came out, turn out, look, ok, okay, good, what did, say,
        see, look like, stand at, whats up with""",
    ("what", "what"): """
        뭐야, 뭐예요, 뭐에요, 뭔가요, 뭐지, 뭐죠, 뭐니, 뭐였지, 뭐였어, 무엇, 무엇인가요, 무엇입니까, 무엇인지, 뭔지,
        뭐, 뭐임, 뭐냐,
        what is, what's, whats, what, what was""",
    ("the", "the"): """
        the, our, my""",
    ("small", "small"): """
        우리, 우리회사, 우리가, 저희, 저희가, 회사, 내, 내가, 내가올린, 제가, 제, 제가올린, 나의, 내가업로드한,
        제가업로드한, 올린, 업로드한, 업로드된, 등록한, 찍은, 분석한, 검사한, 올라온, 첨부한, 방금올린, 좀, 그, 저,
        혹시, 그래서, 그럼, 그러면, 근데, 그런데, 자, 아, 음, 저기, 있잖아, 총, 전체, 모두, 모든, 다, 합계, 합쳐서,
        합해서, 전부, 수, 값, 숫자, 수치, 개수, 갯수, 건수, 인원, 결과, 대한, 대해, 대해서, 관한, 그리고, 또, 및,
        하고, 이랑, 명, 건, 개, 정확히, 정확하게, 빨리, 간단히, 하나만, 안녕, 안녕하세요, 좀만, 정말, 진짜, 한번,
        또는, 아니면, 아니야, 아닌지, 아닌가요, 인지아닌지, 데이터상, 기준, 기준으로,
        a, an, of, in, on, for, from, to, with, about, at, by, it, its, and, or, also, both, all, overall, altogether,
        in total, i, me, we, us, you, our, ours, hi, hello, hey, so, then, well, uploaded, upload, i uploaded,
        we uploaded, that i uploaded, business, company, shop, store, there, any, please, thanks, thank you, s,
        exactly, one, as, not, actually, quickly, here, could, can, would, will, like, kindly, think, model say, if,
        whether""",
    ("ending", "ending"): """
        은, 는, 이, 가, 을, 를, 의, 에, 에서, 에는, 에선, 로, 으로, 도, 만, 나, 이나, 랑, 이랑, 와, 과, 하고, 까지,
        이란, 란, 야, 이야, 예요, 에요, 이에요, 인가요, 인가, 입니까, 인지, 인지좀, 인지도, 이니, 이냐, 냐, 니, 죠,
        이죠, 지, 이지, 요, 이요, 임, 일까, 일까요, 였어, 였나요, 이었어, 이었나요, 였지, 이었지, 이었나, 나요,
        습니까, 어, 어요, 았어, 았어요, 았나요, 았니, 았지, 았습니까, 렸어, 렸어요, 렸나요, 렸니, 렸지, 렸습니까, 좀,
        해, 해요, 하나요, 한가요, 한지, 하니, 합니까, 이라고, 나왔어, 이었습니까, 였습니까, 은요, 는요, 인데, 인데요,
        이랑은, 님, 들, 들은, 들이, 줘, 줘요, 줘봐, 주라, 주세요, 주십시오, 주시겠어요, 주시겠습니까, 주실래요,
        주실수있나요, 줄래, 줄래요, 줄수있어, 줄수있어요, 줄수있나요, 부탁해요, 부탁드려요, 부탁드립니다""",
}

"""The words in which people ask for numbers, in Korean and English: plain data for the grammar.

Spaces do not matter. Endings may only follow a word; everything else stands on its own. What a question holds beyond
these words is something the grammar does not understand, so the list of small words decides how strict it is.
"""

IMAGE_FIELDS = ("prediction", "confidence")
TABLE_FIELDS = ("total_revenue", "num_customers", "num_invoices", "total_quantity")
FIELDS = IMAGE_FIELDS + TABLE_FIELDS
RETURNING = ("repeat_rate", "repeat_customers")
OF_CUSTOMERS = (*RETURNING, "new_customers")  # worked out customer by customer, which no closed query does
MEASURES = (
    *TABLE_FIELDS,
    "num_products",
    "num_countries",
    "num_cancellations",
    "average_basket",
    "average_price",
    "revenue_per_customer",
    "cancellation_rate",
    *OF_CUSTOMERS,
)

WORDS: dict[tuple[str, str], str] = {
    ("field", "prediction"): """
        이미지상태, 사진상태, 제품상태, 부품상태, 판정, 이미지판정, 검사결과, 이미지검사결과, 이미지결과, 사진결과, 예측, 예측값,
        예측결과, 불량여부, 불량인지, 정상여부, 정상인지, 양품여부, 결함여부, 합격, 불합격, 합격여부, 합불, 합불여부, 이상여부,
        이상유무, prediction, predicted, predict, verdict, inspection result, image status, picture status, status of the image,
        status of the picture, photo status, image result, picture result, faulty, flawed, ok or not, okay or not, good or bad,
        condition, defective or not, pass or fail, flagged, rejected, approved, something wrong, anything wrong""",
    ("field", "confidence"): """
        신뢰도, 신뢰도값, 신뢰수준, 신뢰성, 확신도, 확률, 정확도, confidence, certainty, probability, likelihood, confidence score,
        confidence level""",
    ("trust", ""): "확신, 자신, confident, certain, sure, reliable, reliability, trust, trustworthy",
    ("field", "total_revenue"): """
        총매출, 매출, 매출액, 총매출액, 전체매출, 전체매출액, 매출총액, 매출금액, 총매상, 매상, 판매액, 총판매액,
        판매금액, 총판매금액, 판매총액, 판매총금액, 매출규모, 매출실적, 판매실적, 매출현황,
        수입, 벌이, 매출고, 총수입, 얼마치, 얼마어치, 거래액, 총거래액,
        total revenue, revenue, revenues, total sales, sales, sales total, sales amount, turnover,
        total turnover, overall revenue, sales figure, sales figures, takings, income, money-wise, money terms,
        in money, sales revenue, sales value""",
    ("field", "num_customers"): """
        고객수, 고객, 고객님, 고객숫자, 고객인원, 고객규모, 손님, 손님수, 구매자, 구매자수, 구매고객, 구매고객수, 거래고객수, 바이어,
        바이어수, 소비자, 회원수, num customers, customer, customers, customer base, clients, client, buyers, buyer, shoppers,
        purchasers, customer number, people bought from us, people buy from us""",
    ("field", "num_invoices"): """
        인보이스수, 인보이스, 송장, 송장수, 청구서, 청구서수, 전표, 전표수, 주문, 주문수, 주문건, 주문건수, 거래건수, 거래수, 거래,
        계산서, 계산서수, 판매건수, 구매건수, 결제건수, num invoices, invoices, invoice, orders, bills, bill, transactions,
        transaction, sales transactions, purchases, receipts""",
    ("field", "total_quantity"): """
        총수량, 수량, 전체수량, 판매수량, 판매량, 총판매량, 전체판매량, 팔린수량, 판매개수, 판매갯수, 물량, 총개수, 총갯수, 판매물량,
        수량합, 출고량, 출고수량, total quantity, quantity, quantities, units, unit, sales volume, volume, pieces""",
    ("field", "num_products"): """
        제품수, 상품수, 품목수, 제품종류수, 상품종류수, 제품가짓수, 상품가짓수, num products, product count, distinct products,
        different products, unique products""",
    ("field", "num_countries"): "국가수, 나라수, 판매국가수, 국가개수, number of countries, num countries, country count",
    ("field", "num_cancellations"): """
        취소건수, 취소수, 취소주문, 취소주문수, 취소된주문, 취소된주문수, 취소된송장, 취소된거래, 취소거래, 취소한주문, 주문취소건수,
        취소인보이스, 취소된인보이스, 취소된건수, 반품건수, 반품수, 반품주문, 반품된주문, 환불건수, 환불된주문, cancelled orders,
        canceled orders, cancelled invoices, canceled invoices, cancellations, number of cancellations, order cancellations,
        orders cancelled, orders were cancelled, invoices cancelled, invoices were cancelled, orders were canceled, orders got cancelled,
        orders have been cancelled, refunded orders, returned orders, how many returns, how many refunds,
        how many cancellations, 취소몇건, 취소는몇건, 취소가몇건, 반품몇건, 반품은몇건, 반품이몇건, 환불몇건, 환불은몇건, 환불이몇건""",
    ("field", "revenue_per_customer"): """
        고객당매출, 고객당평균매출, 고객당구매액, 고객당평균구매액, 고객당평균구매금액, 고객한명당매출, 고객한명당평균매출,
        고객한명당구매액, 고객한명당평균구매액, 고객한명당평균구매금액, 고객한분당매출, 고객평균구매액, 고객평균구매금액, 인당매출,
        인당평균매출, 인당구매액, average revenue per customer, average sales per customer, average spend per customer,
        average customer spend, average customer value, average spending per customer, mean revenue per customer,
        revenue per customer on average""",
    ("field", "new_customers"): """
        신규고객, 신규고객수, 새로온고객, 새로온고객수, 새로생긴고객, 새로생긴고객수,
        처음산고객, 처음구매한고객, 첫구매고객, 첫구매고객수, 신규구매자, 신규구매자수, 신규손님, new customers, new customer,
        first-time customers, first-time buyers, new buyers, new clients, new shoppers""",
    ("field", "average_basket"): """
        주문한건당평균금액, 주문건당평균금액, 한건당평균금액, 건당평균금액, 주문당평균매출, 주문건당매출, 주문한건당매출,
        revenue per order, average per order, average amount per order, average revenue per order, sales per order, 객단가, 평균객단가,
        평균주문금액, 평균주문액, 평균구매금액, 평균구매액, 건당매출, 주문당매출, 주문당평균금액, 평균장바구니금액, average basket,
        average order value, average order size, average order, basket size, average basket size, basket value, aov""",
    ("field", "average_price"): "평균단가, 평균판매단가, 평균가격, 평균판매가, average price, average unit price, mean price",
    ("field", "cancellation_rate"): """
        취소율, 취소률, 취소비율, 주문취소율, 주문취소비율, 반품률, 반품율, 반품비율, 환불률, 환불율, 환불비율, refund rate, return rate,
        cancellation rate, cancel rate, share of cancellations, share of cancelled orders, cancellation ratio""",
    ("field", "repeat_rate"): """
        재구매율, 재구매률, 재구매비율, 재구매고객비율, 재구매고객의비율, 재구매고객율, 단골비율, 단골고객비율, repeat rate,
        repeat purchase rate, repeat customer rate, returning customer rate, repurchase rate, share of repeat customers,
        share of returning customers, percentage of repeat customers, percentage of returning customers, proportion of repeat customers,
        ratio of repeat customers""",
    ("field", "repeat_customers"): """
        재구매고객, 재구매고객수, 단골, 단골고객, 단골고객수, 두번이상산고객, 두번이상구매한고객, 여러번산고객, 여러번구매한고객,
        다시산고객, 다시구매한고객, customers bought more than once, customers buy more than once, customers ordered more than once,
        customers bought again, customers came back, customers who bought more than once, customers who came back, repeat customers,
        returning customers, repeat buyers, returning buyers""",
    ("segment", "champions"): "챔피언, 챔피언고객, 최우수고객, champions, champion, champion customers, champions segment",
    ("segment", "loyal"): "충성고객, 충성, 충성고객군, loyal, loyal customers, loyal segment",
    ("segment", "potential_loyalists"): "잠재충성고객, 잠재충성, potential loyalists, potential loyalist",
    ("segment", "new"): "신규세그먼트, 신규고객군, new segment, new customers segment",
    ("segment", "promising"): "유망고객, 유망, promising, promising customers",
    ("segment", "need_attention"): "관심필요고객, 관심필요, 관리필요고객, need attention, needing attention, needs attention",
    ("segment", "about_to_sleep"): "휴면예정고객, 휴면예정, 휴면직전고객, about to sleep",
    ("segment", "at_risk"): "이탈위험고객, 이탈위험, 위험고객, at risk, at risk customers, customers at risk",
    ("segment", "cannot_lose"): "놓치면안되는고객, 놓칠수없는고객, 놓쳐서는안되는고객, cannot lose, can't lose, cannot lose customers",
    ("segment", "lost"): "이탈고객, 떠난고객, 이탈한고객, lost customers, lost segment",
    ("weekday", "1"): "월요일, 월욜, monday, mondays",
    ("weekday", "2"): "화요일, 화욜, tuesday, tuesdays",
    ("weekday", "3"): "수요일, 수욜, wednesday, wednesdays",
    ("weekday", "4"): "목요일, 목욜, thursday, thursdays",
    ("weekday", "5"): "금요일, 금욜, friday, fridays",
    ("weekday", "6"): "토요일, 토욜, saturday, saturdays",
    ("weekday", "7"): "일요일, 일욜, sunday, sundays",
    ("weekday", "6+7"): "주말, weekend, weekends",
    ("weekday", "1+2+3+4+5"): "평일, 주중, workdays, working days, on weekdays",
    ("defect", "defects"): """
        불량, 불량품, 불량판정, 불량건, 결함, 하자, 결함품, 흠, 흠집, defect, defects, defective, defectives, failures, flaws, flaw,
        bad parts, rejects, failed, fault, faults""",
    (
        "defect",
        "defect_rate",
    ): """
        불량률, 불량율, 결함률, 결함율, 불량비율, 불량품비율, defect rate, failure rate, reject rate, share of defects, defect ratio""",
    ("defect", "normals"): "정상, 정상품, 양품, 정상판정, 합격품, normal, good parts, good part, normals, pass, passed, passing",
    ("weak", ""): "good, bad, ok, okay, fine, all right, alright, problem, problems, issue, issues, 이상, 문제, 탈, 문제점, 오케이",
    ("act", "sell"): "판매, sold, sell, selling, sells, shipped, went out, move, moved, 나갔어, 나갔나요, 나갔는지, 나간",
    ("act", "earn"): """
        earn, earned, make, makes, made, taken in, take in, came in, come in, bring in, brings in, brought in, generate, generated,
        spent, spend, spends, gross, pull in, pulled in""",
    ("act", "buy"): "구매, 산, 사간, bought, buy, purchase, purchased, buying, ordered, order, shopped",
    ("act", "inspect"): "검사, inspected, inspect, inspections, checked, inspection, checks, 이미지검사, 품질검사, examined",
    ("person", ""): "사람, 인원, 분들, people, persons",
    ("money", ""): "돈, 금액, 액수, 원, money, cash, dollars, pounds, euros, won",
    ("count", "people"): "몇명, 몇분, 몇사람, 몇명이나, 몇분이나, 명수, 인원수",
    ("count", "documents"): "몇건, 몇장, 몇건이나, 몇장이나, 건수, 몇번, 몇차례, 장수, 몇통",
    ("count", "pieces"): "몇개, 몇갠지, 몇갠가요, 몇개나, 개수, 갯수, 몇점, 몇가지",
    ("count", ""): "몇, 수, 숫자, how many, number of, number, count, count of, num, counting",
    ("amount", ""): "얼마, 얼마나, 얼만지, 얼마만큼, 얼만큼, 얼만데, how much, amount",
    ("subject", "image"): """
        이미지, 그림, 사진, 이미지파일, 사진파일, 부품, 샘플, 시료, image, images, picture, pictures, photo, photos, pic, pics, part,
        parts, sample, samples, product image, snapshot, shot""",
    ("subject", "table"): """
        표, 테이블, 엑셀, 엑셀파일, 시트, 판매데이터, 판매자료, 매출데이터, 매출자료, 매출파일, 매출표, 판매표, 판매파일, 씨에스브이,
        csv, csv파일, xlsx, xlsx파일, 거래데이터, 통계, table, sheet, spreadsheet, excel, excel file, csv file, sales table,
        sales data, sales file, statistics""",
    ("subject", "upload"): """
        데이터, 파일, 자료, 데이터셋, 업로드, 첨부파일, 보고서, 리포트, file, files, data, dataset, data set, upload, uploads,
        document, report""",
    ("subject", "model"): "모델, 에이아이, ai, ai모델, 인공지능, model, models, detector",
    ("thing", "product"): """
        제품, 상품, 품목, 물건, 아이템, 물품, product, products, item, items, article, articles, goods, seller, sellers""",
    ("thing", "category"): "카테고리, 부품종류, category, categories",
    ("thing", "country"): "국가, 나라, 나라들, 국가들, 개국, 해외국가, country, countries, market, markets",
    ("thing", "month"): "달, 월, month",
    ("thing", "quarter"): "분기, quarter",
    ("thing", "year"): "연도, 년도, year",
    ("thing", "segment"): "세그먼트, 고객군, 고객등급, 고객세그먼트, segment, segments, customer segment, customer segments",
    ("thing", "weekday"): "요일, weekday, weekdays, day of the week",
    ("thing", "week"): "week",
    ("thing", "hour"): "시간대, 시간, 몇시, hour, hour of the day, hours, time of day, time of the day, what time",
    ("thing", "day"): "날, 날짜, 일자, day, date",
    (
        "by",
        "product",
    ): """
        제품별, 제품별로, 상품별, 상품별로, 품목별, 품목별로, 상품마다, 제품마다, per product, by product, per item, by item,
        each product""",
    ("by", "category"): "카테고리별, 카테고리별로, 부품별, 부품별로, per category, by category, each category, by part, per part",
    ("by", "country"): """
        국가별, 국가별로, 나라별, 나라별로, 나라마다, 국가마다, 각나라, 각국, per country, by country, each country, for each country,
        country by country, across countries, every country""",
    (
        "by",
        "customer",
    ): """
        고객별, 고객별로, 손님별, 고객마다, 고객당, 거래처별, per customer, by customer, each customer, per client, by client""",
    ("by", "segment"): """
        세그먼트별, 세그먼트별로, 고객군별, 고객군별로, 고객등급별, 세그먼트마다, per segment,
        by segment, each segment, by customer segment""",
    ("by", "month"): """
        월별, 월별로, 달마다, 매달, 매월, 월간, 다달이, per month, by month, monthly, month by month, each month, every month,
        over the months""",
    ("by", "quarter"): "분기별, 분기별로, 분기마다, 매분기, quarterly, by quarter, per quarter, each quarter, every quarter",
    ("by", "year"): "연도별, 연도별로, 년도별, 년도별로, 연도마다, 해마다, 매년, yearly, by year, per year, each year, every year",
    ("by", "weekday"): "요일별, 요일별로, 요일마다, by weekday, per weekday, by day of the week, per day of the week, each weekday",
    ("by", "hour"): "시간대별, 시간대별로, 시간별, 시간별로, 시간대마다, hourly, by hour, per hour, each hour, by hour of the day",
    ("by", "week"): "주별, 주별로, 주간, 매주, 주마다, 주차별, per week, by week, weekly, week by week, each week, every week",
    (
        "by",
        "day",
    ): """
        일별, 일별로, 매일, 날마다, 날짜별, 날짜별로, 일자별, 일간, 하루하루, per day, by day, daily, day by day, each day, every day""",
    ("most", ""): "가장, 제일, 젤, 최고로, 최고, 최대",
    ("rank", "desc"): """
        상위, 높은순, 많은순, 큰순, 많이, 최다, 인기, 잘, top, highest, most, biggest, largest, best, greatest, leading, number one,
        strongest, popular""",
    (
        "rank",
        "asc",
    ): """
        하위, 최저, 최소, 낮은순, 적은순, 작은순, 적게, 조금, 안팔린, 안팔리는, 못팔린, lowest, least, smallest, worst, fewest,
        weakest, bottom""",
    (
        "best",
        "desc",
    ): """
        베스트셀러, 인기제품, 인기상품, 베스트상품, 히트상품, best seller, bestseller, best sellers, bestsellers, bestselling,
        top seller, top sellers""",
    ("patron", "1"): "best customer, top customer, biggest customer, best buyer, biggest buyer, biggest spender, 최고고객",
    ("patron", "5"): """
        vip, vip고객, vip손님, 큰손, 큰손고객, 큰손손님, 우수고객, 우량고객, 주요고객, 핵심고객, vips, vip customers, best customers,
        top customers, biggest customers, most valuable customers, best buyers, biggest buyers, biggest spenders, top spenders,
        top buyers, key accounts""",
    ("busy", "desc"): "가장바쁜, 제일바쁜, 젤바쁜, 가장붐비는, 제일붐비는, busiest",
    ("busy", "asc"): "가장한가한, 제일한가한, 젤한가한, quietest",
    ("dear", "desc"): "가장비싼, 제일비싼, 젤비싼, 최고가, most expensive, priciest, dearest",
    ("dear", "asc"): "가장싼, 제일싼, 젤싼, 가장저렴한, 제일저렴한, 최저가, cheapest, least expensive",
    ("share", ""): """
        비중, 점유율, 비율, 차지하는비율, 차지하는비중, share, share of, proportion, proportion of, portion, portion of""",
    ("without", ""): """
        제외, 제외한, 제외하고, 제외하면, 빼고, 뺀, 빼면, 말고, 이외, 외에, except, except for, excluding, without, other than, apart from,
        not counting, outside of""",
    ("together", ""): "합계, 총합, 합쳐서, 합치면, 더하면, 합해서, 합하면, together, combined, in total",
    ("trend", ""): "추이, 추세, 흐름, 그래프, 차트, trend, trends, over time, graph, chart",
    ("average", ""): "평균, 평균적으로, average, on average",
    (
        "per",
        "day",
    ): "하루평균, 일평균, 일일평균, 하루에평균, daily average, average daily, average per day, a day on average, per day on average",
    ("per", "week"): "주평균, 주간평균, weekly average, average weekly, average per week, a week on average, per week on average",
    ("per", "month"): """
        월평균, 한달평균, 달평균, monthly average, average monthly, average per month, a month on average, per month on average""",
    ("best", "asc"): "worst seller, slowest seller, 비인기제품, 비인기상품",
    ("compare", ""): """
        대비, 비교, 비교해서, 보다, 증감, 증가율, 변화, 변동, 변화율, 증감률, compare, compared,
        comparison, compares, versus, vs, against, than, change, changed, grow, grown, growth, growth rate, up, down, higher, lower,
        more, go up, went up, gone up, go down, went down, gone down, rise, risen, fall, fallen""",
    ("period", "previous_month"): "전월, 전달, month before, previous month",
    ("period", "previous_week"): "전주, week before, previous week",
    ("period", "previous_year"): """
        전년, 전년동월, 전년동기, 전년도같은달, 작년같은달, year before, previous year, same month last year, year on year,
        year over year""",
    ("period", "previous_quarter"): "전분기, quarter before, previous quarter, quarter on quarter, quarter over quarter",
    ("period", "past_30_day"): "요즘, 요새, lately, these days, nowadays",
    ("period", "today"): "오늘, 금일, 오늘하루, today",
    ("period", "yesterday"): "어제, 어저께, 전일, yesterday",
    ("period", "this_week"): "이번주, 금주, 요번주, this week, current week",
    ("period", "last_week"): "지난주, 저번주, 지난한주, 저저번주아닌저번주, last week, past week",
    ("period", "this_month"): "이번달, 이달, 금월, 당월, 요번달, this month, current month",
    ("period", "last_month"): "지난달, 저번달, 지난월, last month, past month",
    ("period", "this_quarter"): "이번분기, 금분기, 당분기, 이분기, 요번분기, this quarter, current quarter",
    ("period", "last_quarter"): "지난분기, 저번분기, 직전분기, last quarter, past quarter",
    ("period", "this_half"): "이번반기, 당반기, this half, this half year, current half",
    ("period", "last_half"): "지난반기, 저번반기, 직전반기, 전반기, last half, last half year, past half year",
    ("period", "this_year"): "올해, 금년, 이번해, this year, current year",
    ("period", "last_year"): "작년, 지난해, 전년도, last year, past year",
    ("newest", "newest"): """
        방금, 방금전, 막, 직전, 새로, 아까, 조금전, 좀전, 이번, 지금, 현재, 현재까지, 지금까지, 여태까지, 여태, just, just now, now,
        current, currently, so far, right now, this, that, at the moment, till now, until now, up to now, to date, these, those""",
    ("newest", "last"): "마지막, 마지막으로, 최근, 가장최근, 제일최근, 최신, last, latest, newest, most recent, recent, recently",
    ("all", ""): "모두, 모든, 다, 전부, 전부다, 전부해서, 전체, every, all, each",
    ("someone", ""): "you, your, 너, 네가, 니가, 사장님, 팀장님, 부장님, 대표님, 과장님, boss",
    ("other", "who"): "누구, 누가, who",
    ("other", ""): "언제, 어디, when, where",
    ("ask", "ask"): """
        어느정도, 어느, 정도, 어때, 어때요, 어떤, 어떤가요, 어떤가, 어떤지, 어떤지요, 어떻습니까, 어땠어, 어땠어요, 어땠나요, 어땠지,
        어땠는지, 어떠니, 어떠냐, 어떤데, 무슨, 부탁, 조회, 확인, 체크, 몇프로, 몇퍼센트, 프로, 퍼센트, 퍼센트지, 알려줘요, 갈켜줘,
        알랴줘, 알려조, 보여조, 알려죠, 궁금, 질문, tell me, tell, show me, show, give me, give, let me know, let me see, let me,
        do you know, know, wonder, wondering, curious, how big, how high, how large, which, display, get me, get, check, find, figure,
        figures, value, level, see, look, what did, say, says, said, look like, looks like, stand at, turn out, come out, came out,
        percentage, percent, score, reading, develop, developed, add up, adds up, sum, summed, list, tell us, can i,
        could i, may i, can you, could you, would you, will you, need, want, wish, like, exactly, break down, found""",
    ("calculate", ""): "계산, 산출, calculate, calculated, compute, computed",
    ("result", ""): "결과, 결과값, result, results",
    ("explain", ""): """
        해야, 해야돼, 해야해, 해야하나, 해야하나요, 해야되나요, should, 의미, 뜻, 정의, 개념, 방식, 방법, 계산법, 계산방법, 계산방식,
        산출방식, 설명, 기준이뭐, 식으로, mean, means, meaning, meant, definition, define, explain, explanation,
        does revenue include, does the revenue include, does total revenue include, does the total revenue include, do sales include,
        do our sales include, included in""",
    ("how", ""): "how, 어떻게",
    ("and", ""): "and, 및, 그리고, 둘다, 같이, 함께, both, 랑, 이랑",
    ("though", ""): "as, 인데, 이라고, 라고, 라고는",
    ("it", ""): "그거, 그것, 이거, 이것, 그게, 이게, it, this one, that one",
    ("what", "what"): "뭐, 무엇, 뭔, 뭔데, 뭔지, 뭔가요, 뭔가, 뭡니까, 뭘로, what, whats",
    ("the", "the"): "the, our, my",
    ("small", "small"): """
        우리, 우리회사, 우리가게, 우리매장, 저희, 저희회사, 회사, 가게, 매장, 쇼핑몰, 내, 내가, 제가, 제, 나의, 저의, 좀, 쫌, 그, 저, 이,
        저거, 거, 것, 건데, 건, 게, 걸, 혹시, 그래서, 그럼, 그러면, 그렇다면, 그러니까, 근데, 그런데, 자, 아, 어, 음, 흠, 저기, 저기요,
        있잖아, 총, 전체적으로, 다해서, 총계, 누적, 총액, 통틀어, 통틀어서, 값, 수치, 파악, 집계, 정리,
        요약, 검색, 안내, 내역, 사이, 사이에, since,
        until, till, between, through, 대한, 대해, 대해서, 관한, 관해, 관련, 또, 하고, 둘, 각각, 명, 개, 장, 정확히, 정확하게,
        대략, 대충, 빨리, 얼른, 간단히, 간단하게, 간략히, 하나만, 안녕, 안녕하세요, 정말, 진짜, 한번, 한번만, 한번더, 또는, 아니면,
        아닌지, 아니야, 아닌가, 아닌가요, 아니에요, 아니예요, 인지아닌지, 데이터상, 기준, 기준으로, 도대체, 대체, 혹은, 일단, 우선, 이제,
        딱, 만, 서로, 다른, 서로다른, 쪽, 쪽에서, 중에, 중, 중에서, 가운데, 안에, 에서만, 한테, 한테서, 때, 동안, 간, 별, 급해, 급한데,
        제발, 나한테, 저한테, 나, 저도, 받은, 받았어, 받았나요, 받았는지, 받았지, 받았죠, 순서, 순서로, 순으로, 순, 정도로, 등, 총몇,
        따로, 다시, 더, 그때, 오, 와, 야, 응, 네, 예, 아하, 참, 실례지만, 죄송한데, 미안한데, 바로, a, an, of, in, on, for, from, to,
        with, about, at, by, its, or, also, overall, altogether, total, totals, grand, grand total, in total, i, me, we, us, ours, hi,
        hello, hey, so, then, well, um, uh, uploaded, sent, given, have, has, had, got, did, does, do, is, are, was, were, be, been,
        being, am, i'm, id, ill, d, ll, ve, m, re, t, s, im, company, business, shop, store, firm, there, here, any, some, please, pls,
        plz, thanks, thank you, thx, not, actually, quickly, could, can, would, will, kindly, think, if, whether, different, distinct,
        unique, individual, separate, per, one, ones, out, put, kind of, them, they, over, whole, entire,
        overall figure, period, recorded, record, issued, placed, received, uploaded file, contain, contains, contained, include, use,
        used, only, alone, simply, again, quick, question, myself, asking, asks, during, within, among, came, come, comes, coming,
        something, anything, up to, number one in, ranked, ranking, rank, sorted, order by""",
    ("ending", "and"): "랑, 이랑, 와, 과, 하고",
    ("ending", "though"): "인데, 인데요, 라고, 이라고",
    ("ending", "ending"): """
        은, 는, 이, 가, 을, 를, 의, 에, 에서, 에는, 에선, 에서는, 에서의, 에게, 에게서, 한테, 한테서, 로, 으로, 로는, 으로는, 도, 만,
        나, 이나, 까지, 부터, 란, 이란, 라는, 이라는, 라니, 이라니, 야, 이야, 예요, 에요, 이에요, 이예요, 인가요, 인가, 인건가요,
        인거야, 인거죠, 입니까, 입니다, 인지, 인지요, 인지도, 인지는, 이니, 니, 이냐, 냐, 이냐고, 냐고, 이냐면, 죠, 이죠, 지, 이지,
        지요, 이지요, 요, 이요, 임, 일까, 일까요, 였어, 였어요, 이었어, 이었어요, 였나요, 이었나요, 였지, 이었지, 였죠, 이었죠, 였더라,
        이었더라, 였는지, 이었는지, 이었나, 였나, 더라, 이더라, 님, 들, 들이, 들은, 들의, 씩, 쯤, 정도, 밖에, 대로, 처럼, 쪽, 측, 네,
        이네, 네요, 이네요, 구나, 이구나, 이고, 고, 며, 이며, 일지, 인걸까, 이었습니까, 였습니까, 으로나, 든지, 라도, 이라도, 이라며,
        라며, 라던데, 이라던데, 이래, 래, 때, 당, 상, 내, 분, 용, 간, 별로, 인감, 인거, 였던, 이었던, 이던, 던, 만큼, 한가, 한가요,
        한지, 했어, 했나, 했나요, 했는지, 해, 해요, 하나요, 하니, 하지, 된, 됐어, 됐나요, 하냐, 합니까, 합니다""",
}

VERBS: dict[tuple[str, str], str] = {
    ("act", "sell"): "팔, 팔리, 판매되, 판매하, 나가",
    ("act", "earn"): "벌, 벌어들이, 쓰, 벌리",
    ("act", "buy"): "사, 구매하, 구입하, 사가, 주문하",
    ("act", "inspect"): "검사하, 검사되",
    ("act", "register"): "등록하, 추가하",
    ("trust", ""): "확실하, 확신하, 믿, 믿을만하, 자신있, 신뢰하, 신뢰할만하",
    ("weak", ""): "괜찮, 멀쩡하",
    ("field", "prediction"): "판정하, 판정되, 통과하, 예측하",
    ("rank", "desc"): "높, 많, 크, 좋, 잘나가, 잘팔리",
    ("rank", "asc"): "낮, 적, 작, 나쁘, 안좋, 안팔리, 저조하",
    ("compare", ""): "비교하, 늘, 줄, 오르, 늘어나, 줄어들, 증가하, 감소하, 떨어지, 변하, 달라지",
    ("calculate", ""): "계산하, 계산되, 산출하, 산출되",
    ("ask", "ask"): """
        알리, 알, 말하, 말씀하, 가르치, 가르쳐주, 보이, 보여주, 보, 확인하, 조회하, 체크하, 요약하, 구하, 찾, 대답하, 답하, 답변하,
        궁금하, 부탁하, 부탁드리, 원하, 필요하, 세, 세보, 세어보, 헤아리, 뽑, 내, 정리하, 파악하, 집계하, 집계되, 불러오, 불러주, 부르,
        묻, 물어보, 없, 여쭤보, 여쭙, 어떻게되, 어찌되, 얼마나되, 얼마되, 얼마하, 얼마이, 있, 계시, 나오, 되, 이르, 나뉘, 나누, 비추,
        들려주, 적어주, 읽어주, 찍히, 잡히, 뜨""",
    ("small", "small"): """
        하, 맞, 같, 올리, 올라오, 업로드하, 업로드되, 찍, 분석하, 분석되, 첨부하, 보내, 넣, 들어오, 들어가, 들어있, 발행되,
        발행하, 끊, 접수되, 접수하, 처리되, 처리하, 기록하, 기록되, 기록돼있, 더하, 합치, 합하, 합산하, 나타나, 말이, 이렇, 그렇, 다하,
        받아보, 거래하, 달성하, 올렸, 생기, 발생하, 발견되, 발견하, 걸리, 오, 되어있, 돼있, 보고하, 포함되, 나타내, 거래되, 성사되,
        체결되, 이루어지, 쓰이""",
}

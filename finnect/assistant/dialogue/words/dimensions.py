"""What numbers are told of: things, times, ranks and comparisons."""

DIMENSION_WORDS: dict[tuple[str, str], str] = {
    ("segment", "champions"): """
        챔피언, 챔피언고객, 최우수고객, champions, champion, champion customers, champions segment, 챔피언고객군, 챔피언세그먼트,
        챔피언고객등급, 챔피언등급, 챔피언군, champion segment, count as champions, 챔피언고객그룹""",
    ("segment", "loyal"): """
        충성고객, 충성, 충성고객군, loyal, loyal customers, loyal segment, loyal shoppers, loyal buyers, loyal clients,
        충성도높은고객, 충성고객그룹""",
    ("segment", "potential_loyalists"): "잠재충성고객, 잠재충성, potential loyalists, potential loyalist",
    ("segment", "new"): "신규세그먼트, 신규고객군, new segment, new customers segment",
    ("segment", "promising"): "유망고객, 유망, promising, promising customers",
    ("segment", "need_attention"): "관심필요고객, 관심필요, 관리필요고객, need attention, needing attention, needs attention",
    ("segment", "about_to_sleep"): "휴면예정고객, 휴면예정, 휴면직전고객, about to sleep",
    ("segment", "at_risk"): """
        이탈위험고객, 이탈위험, 위험고객, at risk, at risk customers, customers at risk, at risk of churning, at risk of leaving,
        churn risk, 이탈할것같은고객, 이탈우려고객, 이탈가능고객, at-risk group, at-risk segment, at risk segment, at risk group,
        at-risk, risk of going, at risk of going, might leave us, 떠날것같은손님, 떠날것같은고객, 떠날것같아서조마조마한손님,
        이탈위험고객군, 이탈위험군, 이탈위험세그먼트, 이탈위험고객그룹""",
    ("segment", "cannot_lose"): "놓치면안되는고객, 놓칠수없는고객, 놓쳐서는안되는고객, cannot lose, can't lose, cannot lose customers",
    ("segment", "lost"): """
        이탈고객, 떠난고객, 이탈한고객, lost customers, lost segment, churned, churned customers, gone customers, lost customer,
        have we lost, did we lose, we lost, we have lost, lost ones, the lost ones, lost group, the lost group, lost 세그먼트,
        lost 고객, lost세그먼트고객, lost for good, 떠나버린손님, 떠나버린고객, 아주떠나버린손님, 이탈세그먼트, 이탈고객군, lost그룹""",
    ("weekday", "1"): "월요일, 월욜, monday, mondays",
    ("weekday", "2"): "화요일, 화욜, tuesday, tuesdays",
    ("weekday", "3"): "수요일, 수욜, wednesday, wednesdays",
    ("weekday", "4"): "목요일, 목욜, thursday, thursdays",
    ("weekday", "5"): "금요일, 금욜, friday, fridays",
    ("weekday", "6"): "토요일, 토욜, saturday, saturdays",
    ("weekday", "7"): "일요일, 일욜, sunday, sundays",
    ("weekday", "6+7"): "주말, weekend, weekends",
    ("weekday", "1+2+3+4+5"): "평일, 주중, workdays, working days, on weekdays",
    ("thing", "product"): """
        제품, 상품, 품목, 물건, 아이템, 물품, product, products, item, items, article, articles, goods, seller, sellers, sku item,
        lines, line item, merchandise, 템, 제품들, 상품들, 품목들, 물건들, 아이템들, things we sell, things we sold,
        the things we sell, the things we sold, of our things, kinds of things""",
    ("thing", "category"): "카테고리, 부품종류, category, categories, part types, part type, kinds of part, 부품종류들, 부품군, 제품군",
    ("thing", "country"): "국가, 나라, 나라들, 국가들, 개국, 해외국가, country, countries, market, markets, nation, nations",
    ("thing", "month"): "달, 월, month, months",
    ("thing", "quarter"): "분기, quarter",
    ("thing", "year"): "연도, 년도, year",
    ("thing", "segment"): "세그먼트, 고객군, 고객등급, 고객세그먼트, segment, segments, customer segment, customer segments",
    ("thing", "weekday"): "요일, weekday, weekdays, day of the week, days of the week, which weekday, what day of the week",
    ("thing", "week"): "week",
    ("thing", "hour"): """
        시간대, 시간, 몇시, hour, hour of the day, hours, time of day, time of the day, what time, 시간대가, 시간대는, which hour""",
    ("thing", "day"): """
        날, 날짜, 일자, day, date, dates, 하루, 날이, 며칠, 며칠날""",
    ("by", "product"): """
        제품별, 제품별로, 상품별, 상품별로, 품목별, 품목별로, 상품마다, 제품마다, per product, by product, per item, by item,
        each product, product-wise, product wise, item-wise, item wise, 아이템별, 물건별, 품목마다, 상품당, 제품당""",
    ("by", "category"): """
        카테고리별, 카테고리별로, 부품별, 부품별로, per category, by category, each category, by part, per part, category-wise,
        category wise, for each category, per part type, by part type, per kind of part, by kind of part, for each part,
        for each kind of part, 부품마다, 부품종류별, 부품종류별로, 카테고리마다, 종류별, 종류별로, 부품종류마다, 품종별,
        종류마다, 종류마다의, for every category, every category, for each part type, for each type of part, each type of part,
        for each kind of part,
        each kind of part, for every type of part, for every kind of part, for every part type, each part type, 품목군별,
        품목군별로, 부품군별, 부품군별로, 제품군별, 제품군별로, each part category, of each part category,
        for each part category, every part category""",
    ("by", "country"): """
        국가별, 국가별로, 나라별, 나라별로, 나라마다, 국가마다, 각나라, 각국, per country, by country, each country, for each country,
        country by country, across countries, every country, country-wise, country wise, countrywise, country-by-country, by market,
        per market, market-wise, market wise, by nation, 국가당, 나라당, over the countries, over countries, among countries,
        among the countries, between countries, across the countries, 나라마다의, country to country, from country to country,
        for every country, country after country, into countries""",
    ("by", "customer"): """
        고객별, 고객별로, 손님별, 고객마다, 고객당, 거래처별, per customer, by customer, each customer, per client, by client,
        customer-wise, customer wise, client-wise, client wise, for each customer, for each client, 거래처마다, 거래처당, 손님마다""",
    ("by", "segment"): """
        세그먼트별, 세그먼트별로, 고객군별, 고객군별로, 고객등급별, 세그먼트마다, per segment, by segment, each segment,
        by customer segment, segment-wise, segment wise, for each segment, 등급별, 등급별로, 고객등급별로, 고객층별, 고객그룹별,
        고객유형별, to the customer segments, customer segments, 고객세그먼트별, 고객세그먼트별로, rfm segment, by rfm segment,
        per rfm segment, groups of shoppers, groups of customers, different groups of shoppers, different groups of customers,
        each customer segment, in each customer segment, each segments, customer groups, per customer segment, each customer group,
        by customer group, per customer group, into segments, down into segments, into customer segments, over the segments,
        across the segments, over segments, across segments""",
    ("by", "month"): """
        월별, 월별로, 달마다, 매달, 매월, 월간, 다달이, per month, by month, monthly, month by month, each month, every month,
        over the months, month-wise, month wise, monthwise, on a monthly basis, for each month, month on month, by the month, 월단위,
        월단위로, 달별, 달별로, 월마다, 한달단위, a month, month after month, for each month separately, month for month,
        month to month, 먼슬리, 먼슬리로, from month to month, one line per month, for every month, into months""",
    ("by", "quarter"): """
        분기별, 분기별로, 분기마다, 매분기, quarterly, by quarter, per quarter, each quarter, every quarter, quarter-wise,
        quarter wise, quarter by quarter, on a quarterly basis, for each quarter, by the quarter, 분기단위, 분기단위로, 쿼터별,
        쿼털리, 쿼털리로, quarter after quarter, for every quarter, quarter-by-quarter, 분기마다의, into quarters, in quarters""",
    ("by", "year"): """
        연도별, 연도별로, 년도별, 년도별로, 연도마다, 해마다, 매년, yearly, by year, per year, each year, every year, year-wise,
        year wise, yearwise, annually, annual, year by year, on a yearly basis, for each year, 년단위, 연단위, 연단위로, 년별, 연간,
        a year, year after year, into years""",
    ("by", "weekday"): """
        요일별, 요일별로, 요일마다, by weekday, per weekday, by day of the week, per day of the week, each weekday, weekday-wise,
        over the days of the week, across the days of the week, day of week, by day of week, over the week days, 요일단위, 요일에따라,
        each day of the week, on each day of the week, for each day of the week, every day of the week""",
    ("by", "hour"): """
        시간대별, 시간대별로, 시간별, 시간별로, 시간대마다, hourly, by hour, per hour, each hour, by hour of the day, hour by hour,
        hour-wise, hour wise, for each hour, by time of day, 시간단위, 시간단위로, 시간대로, an hour, per hour of day,
        per hour of the day, by the hour, by hour of day, by the hour of day, hour of the day""",
    ("by", "week"): """
        주별, 주별로, 주간, 매주, 주마다, 주차별, per week, by week, weekly, week by week, each week, every week, week-wise,
        week wise, weekwise, on a weekly basis, for each week, week on week, by the week, 주단위, 주단위로, 주간별, 일주일단위,
        주차별로, a week, week after week, 위클리, 위클리로, 주마다의, from week to week, week to week, 주 단위로끊어서,
        주단위로끊어서, into weeks""",
    ("by", "day"): """
        일별, 일별로, 매일, 날마다, 날짜별, 날짜별로, 일자별, 일간, 하루하루, per day, by day, daily, day by day, each day, every day,
        day-wise, day wise, daywise, on a daily basis, for each day, date-wise, date wise, by date, by the day, 하루단위, 일단위,
        일단위로, 하루별, 날별, a day, day after day, 일자별로, 일자단위, 일자단위로, 날짜순, 날짜순으로, 데일리, 데일리로,
        day-by-day, for every day, on each day, each single day, counted by day, counted per day, daily inspection, daily counts,
        daily count, daily numbers, into days""",
    ("most", ""): "가장, 제일, 젤, 최고로, 최고, 최대, 젤로, 최고로많이, 젤잘, 젤많이",
    ("rank", "desc"): """
        상위, 높은순, 많은순, 큰순, 많이, 최다, 인기, 잘, top, highest, most, biggest, largest, best, greatest, leading, number one,
        strongest, popular, maximum, max, peak, foremost, top-ranking, heaviest, largest number of, most frequent, most frequently,
        most often, best performing, top performing, 탑, 톱, 베스트, 일등, 최상위, 맨위, 높은순서, 많은순서, 큰순서, 매출순, 판매순,
        판매량순, 금액순, 수량순, 매출순으로, 판매량순으로, fastest moving, fastest-moving, best moving, 자주, often, favourite,
        favorite, favourites, favorites, biggest first, highest first, largest first, best first""",
    ("rank", "asc"): """
        하위, 최저, 최소, 낮은순, 적은순, 작은순, 적게, 조금, 안팔린, 안팔리는, 못팔린, lowest, least, smallest, worst, fewest,
        weakest, bottom, minimum, min, poorest, slowest, least often, worst performing, lowest performing, 꼴찌, 꼴등, 꼴지, 워스트,
        최하위, 맨아래, 낮은순서, 적은순서, 작은순서, 제일못, slowest moving, slowest-moving, slow moving, 바닥, 바닥인, 바닥권,
        꼴찌부터, 밑에서부터, 아래에서부터, lowest first, smallest first, worst first""",
    ("best", "desc"): """
        베스트셀러, 인기제품, 인기상품, 베스트상품, 히트상품, best seller, bestseller, best sellers, bestsellers, bestselling,
        top seller, top sellers, fastest-moving products, fastest moving products, fastest-moving items, fastest moving items,
        fast movers, fastest movers, top movers, movers, best-moving products, top selling, best selling product,
        best-selling products, hot sellers, hottest product, hottest item, star product, 효자상품, 효자제품, 인기템, 베스트템,
        잘나가는상품, 잘나가는제품, 잘나가는템""",
    ("patron", "1"): """
        best customer, top customer, biggest customer, best buyer, biggest buyer, biggest spender, 최고고객, top account,
        biggest account, best client, top client, biggest client, number one customer, no 1 customer, 큰손고객한명, 최고큰손""",
    ("patron", "5"): """
        vip, vip고객, vip손님, 큰손, 큰손고객, 큰손손님, 우수고객, 우량고객, 주요고객, 핵심고객, vips, vip customers, best customers,
        top customers, biggest customers, most valuable customers, best buyers, biggest buyers, biggest spenders, top spenders,
        top buyers, key accounts, top accounts, biggest accounts, best clients, top clients, biggest clients, most valuable clients,
        top purchasers, 단골큰손, 우량거래처, 주요거래처, 핵심거래처, highest spending customers, highest-spending customers,
        highest spenders, best-paying customers, top-paying customers, highest paying customers""",
    ("busy", "desc"): """
        가장바쁜, 제일바쁜, 젤바쁜, 가장붐비는, 제일붐비는, busiest, most busy, 가장많이몰리는, 제일많이몰리는, 젤많이몰리는, 몰리는,
        붐비는""",
    ("busy", "asc"): "가장한가한, 제일한가한, 젤한가한, quietest",
    ("dear", "desc"): "가장비싼, 제일비싼, 젤비싼, 최고가, most expensive, priciest, dearest",
    ("dear", "asc"): "가장싼, 제일싼, 젤싼, 가장저렴한, 제일저렴한, 최저가, cheapest, least expensive",
    ("trend", ""): """
        추이, 추세, 흐름, 그래프, 차트, trend, trends, over time, graph, chart, curve, progression, line chart, 트렌드, 변화추이""",
    ("per", "day"): """
        하루평균, 일평균, 일일평균, daily average, average daily, average per day, a day on average, per day on average,
        on an average day, an average day, average day, in a day, 하루당, 하루당평균, 일평균으로, 하루에,
        orders a day are we averaging, a day are we averaging, are we averaging a day, typical day, on a typical day, a typical day,
        take a day""",
    ("per", "week"): """
        주평균, 주간평균, weekly average, average weekly, average per week, a week on average, per week on average, 주당, 주당평균,
        한주에평균, 한주평균, 일주일에평균, 일주일에, 한주에""",
    ("per", "month"): """
        월평균, 한달평균, 달평균, monthly average, average monthly, average per month, a month on average, per month on average,
        한달에평균, 한달당, 한달에""",
    ("best", "asc"): """
        worst seller, slowest seller, 비인기제품, 비인기상품, slow movers, slowest movers, slow-moving products, slow moving items,
        worst sellers, dead stock""",
    ("compare", ""): """
        relative to, fewer, 대비, 비교, 비교해서, 비교하여, 비교해볼때, 보다, 증감, 증가율, 변화, 변동, 변화율, 증감률, compare,
        compared, comparison, compares, versus, vs, against, than, change, changed, grow, grown, growth, growth rate, up, down,
        higher, lower, more, go up, went up, gone up, go down, went down, gone down, rise, risen, fall, fallen, ahead, ahead of,
        behind, better, worse, differ, differs, differed, difference, different from, shrink, shrunk, improved, improve, dropped,
        increase, increased, decrease, decreased, jump, jumped, 차이, 차이나, 차이가, 늘어, 줄어, 나아졌, 나빠졌, 성장, 성장률,
        성장율, 대비해서, 비해, 비해서, 비하여, 비하면, 비교해, 비교하면, 줄었어, 줄었어요, 줄었나, 줄었나요, 줄었는지, 줄었는지요,
        줄어서, 줄었지, 줄었죠, 줄었습니까, 줄고, 줄었을까, 줄었니, 줄었냐, 줄었다, 줄었음, 줄었대""",
    ("period", "previous_month"): "전월, 전달, month before, previous month, month prior, prior month, the month before",
    ("period", "previous_week"): "전주, week before, previous week, week prior, prior week",
    ("period", "previous_year"): """
        전년, 전년동월, 전년동기, 전년도같은달, 작년같은달, year before, previous year, same month last year, year on year,
        year over year, year prior, prior year, 전년대비, 재작년, year before last""",
    ("period", "previous_quarter"): """
        전분기, 직전분기, quarter before, previous quarter, quarter on quarter, quarter over quarter, quarter prior, prior quarter""",
    ("period", "past_30_day"): "요즘, 요새, lately, these days, nowadays, of late",
    ("period", "today"): "오늘, 금일, 오늘하루, today, tday, today's",
    ("period", "yesterday"): "어제, 어저께, 전일, yesterday, yday, yesterday's",
    ("period", "this_week"): "이번주, 금주, 요번주, this week, current week, week to date, wtd, this week's",
    ("period", "last_week"): "지난주, 저번주, 지난한주, 저저번주아닌저번주, last week, past week, last week's",
    ("period", "this_month"): """
        이번달, 이달, 금월, 당월, 요번달, this month, current month, month to date, mtd, this month's, the month so far""",
    ("period", "last_month"): "지난달, 저번달, 지난월, last month, past month, last month's",
    ("period", "this_quarter"): "이번분기, 금분기, 당분기, 이분기, 요번분기, this quarter, current quarter, quarter to date, qtd",
    ("period", "last_quarter"): "지난분기, 저번분기, last quarter, past quarter",
    ("period", "this_half"): "이번반기, 당반기, this half, this half year, current half",
    ("period", "last_half"): "지난반기, 저번반기, 직전반기, 전반기, last half, last half year, past half year",
    ("period", "this_year"): "올해, 금년, 이번해, this year, current year, year to date, ytd, this year's, the year so far",
    ("period", "last_year"): "작년, 지난해, 전년도, last year, past year, last year's",
    ("newest", "newest"): """
        방금, 방금전, 막, 직전, 새로, 아까, 조금전, 좀전, 이번, 지금, 현재, 현재까지, 지금까지, 여태까지, 여태, just, just now, now,
        current, currently, so far, right now, this, that, at the moment, till now, until now, up to now, to date, these, those,
        up to this point, as of now, as of today, as it stands, thus far, till date, until today, 이때까지, 오늘까지, 지금껏, 여지껏,
        현시점, 지금시점, 방금막, 뒤늦게, 금방, 금방전, new sheet, new file, new table, new upload""",
    ("newest", "last"): """
        마지막, 마지막으로, 최근, 가장최근, 제일최근, 최신, last, latest, newest, most recent, recent, recently, most recently,
        lastly, final, 맨마지막, 맨마지막으로, 제일마지막, 가장마지막, 젤최근, 맨최근, 최근에, 최신의, 마지막에, 최종, 제일최근에,
        가장최근에, 맨최근에, 젤최근에, 나중에올린, 제일나중에올린, 제일나중에, 제일마지막에올린, 제일마지막에, 맨나중에""",
}

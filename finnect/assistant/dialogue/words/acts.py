"""What is done and asked: verdicts, sales, counts, and the words that turn a question into another one."""

ACT_WORDS: dict[tuple[str, str], str] = {
    # What would be read as a number that we have and something small behind it.
    ("beyond", ""): """
        매출원가, 원가, 매출총이익, 매출이익, 매출채권, 매출목표, 목표매출, 예상매출, 매출예상, 매출예측, 순매출, 순이익, 이익,
        영업이익, 마진, 매출세액, 매출부가세, 고객만족도, 고객불만, 고객문의, 주문예정, 거래명세서발행, cost of sales, cost of goods,
        cost of revenue, gross profit, net profit, profit, profits, margin, margins, sales target, sales forecast, revenue forecast,
        revenue target, sales tax, selling for, sells for, cash sales, cash revenue, card sales,
        pop-up store, pop-up shop, customer service,
        customer satisfaction, customer complaints, order form, invoice template""",
    ("trust", ""): """
        확신, 자신, confident, certain, sure, reliable, reliability, trust, trustworthy, sureness, convinced, 확신있게, 확신있,
        믿어도, 믿어도되는지, 틀림없는지, 틀림없, 믿을만한지""",
    ("defect", "defects"): """
        불량, 불량품, 불량판정, 불량건, 결함, 하자, 결함품, 흠, 흠집, defect, defects, defective, defectives, failures, flaws, flaw,
        bad parts, rejects, failed, fault, faults, duds, nok, noks, ngs, ng, scrap, bad ones, faulty ones, faulty parts,
        faulty pieces, defective parts, defective pieces, defective items, defective ones, faulty pictures, flawed, flawed parts,
        flawed ones, rejected parts, 불량난거, 불량뜬거, 불량나온거, 불량부품, 엔지, 불합격품, faulty, duff, dud, 불량뜬, 불량난,
        불량나온, failing, fails, fail, busted, bust, knackered, kaput, broken, stuffed, crook, crook parts, 디펙트, 잘못나온거,
        잘못나온것, 잘못나온부품, 잘못된부품, 망가진거, 망가진것, 망가진부품, 못쓰는거, 못쓰는것, 못쓰는부품, 못쓰게나온부품,
        못쓰게나온거, 불합격, 이상한거, 이상한부품, 이상한것, came out bad, come out bad, coming out bad, comes out bad, were no good,
        was no good, no good, turned out bad, went wrong, bad pieces, rejected, got rejected""",
    ("defect", "defect_rate"): """
        불량률, 불량율, 결함률, 결함율, 불량비율, 불량품비율, defect rate, failure rate, reject rate, share of defects, defect ratio,
        scrap rate, fallout rate, fallout, rejection rate, ng rate, nok rate, fault rate, failure percentage, defect percentage,
        percentage of defects, percent defective, percentage defective, share defective, rate of defects, defective rate,
        defective ratio, proportion of defects, proportion defective, fraction defective, failure ratio, rejection percentage,
        reject percentage, 불량퍼센트, 결함비율, 불량비중, 불량품율, 불량품률, 불량의비율, 불량인비율, 불량나는비율, 엔지율, 불합격률,
        불합격율, 디펙트레이트, 디펙트율, 불량퍼센티지, 잘못나오는비율, 잘못나온비율, 못쓰는비율, share of bad parts,
        share of bad ones, share of the parts was bad, proportion of bad parts, defect %, defect pct, reject ratio, reject ratios,
        ratio of rejects""",
    ("defect", "normals"): """
        정상, 정상품, 양품, 정상판정, 합격품, normal, good parts, good part, normals, pass, passed, passing, passes, cleared,
        good ones, ok parts, ok ones, good pieces, 정상인거, 정상나온거, no defect, no defects, defect free, defect-free, 통과한부품,
        통과한거, 통과한것, 합격한부품, 합격한거, 탈없이나온부품, 이상없이나온부품, 탈없는부품, 이상없는부품, 이상없는거, 이상없이,
        탈없이, 잘나온부품, 잘나온거, nothing wrong with them, nothing wrong, had nothing wrong, found to be normal, passed as normal,
        came out fine, came out good, turned out fine""",
    ("weak", ""): "good, bad, ok, okay, fine, all right, alright, problem, problems, issue, issues, 이상, 문제, 탈, 문제점, 오케이",
    ("act", "sell"): """
        판매, sold, sell, selling, sells, shipped, went out, move, moved, 나갔어, 나갔나요, 나갔는지, 나간, shift, shifted, shifting,
        flogged, sale, disposed of, dispatched, dispensed, 팔아, 팔아치운, ship, ship to, ship out, ships, send to, sent to, we send,
        sending to, went out the door, out the door, gone out the door, go out the door, out of the door, deliver to, delivered to,
        we deliver, do we deliver, 사간개수, move the most units, shifts""",
    ("act", "earn"): """
        earn, earned, make, makes, made, taken in, take in, came in, come in, bring in, brings in, brought in, generate, generated,
        spent, spend, spends, gross, pull in, pulled in, turned over, turn over, taking in, pulled, rake in, raked in, raking in,
        grossed, realised, realized, take, 벌어준, 벌어들인, 찍, billed, did we bill, we bill, we invoiced, invoiced, turnover on,
        bringing, bringing in, brought, pulling in, have we taken, we taken, did we take, we take, we have taken, bring, brings,
        earns, bring us, brings us, 들어온, 보내준, paid us, pay us, pays us, people paid, bring us in, was taken, were taken,
        has brought in, have brought us, send us, sends us, sent us, took in, we took, take in altogether, spent money with us,
        보내준돈""",
    ("act", "buy"): "구매, 산, 사간, bought, buy, purchase, purchased, buying, ordered, order, shopped, buys, purchases from us",
    ("act", "inspect"): """
        검사, inspected, inspect, inspections, checked, inspection, checks, 이미지검사, 품질검사, examined, checked over,
        put through inspection, through inspection, looked at, tested, test, screened, 검수, 인스펙션, 들여다보셨, 살펴봤는지,
        살폈는지, 살펴보셨, 들여다봤, 돌려본, looked over, look over, gone through, went past you, go past you, cheked, 검사량,
        inspection numbers, inspection counts, inspection count, run thru the checker, run through the checker,
        run through the system, put through the checker, inspection totals, inspection total""",
    ("person", ""): """
        사람, 인원, 분들, people, persons, individuals, folks who, ppl, people who, customers who, different people,
        different people who, folk, folks, shoppers""",
    ("money", ""): """
        돈, 금액, 액수, 원, money, cash, dollars, pounds, euros, won, in value, by value, value-wise, 금액으로, 금액기준, 금액기준으로""",
    ("again", ""): """
        more than once, twice or more, two or more times, more than one time, at least twice, at least two times, a second time,
        second time, for a second time, a second order, second order, a second purchase, second purchase, again and again, came back,
        came back again, come back, comes back, coming back, came back for more, come back for more, came back and bought,
        came back to buy, bought again, buy again, buys again, order again, ordered again, ordering again, purchased again,
        purchase again, second purchase or more, repeat, repeatedly, multiple times, several times, 두번이상, 2번이상, 두번넘게,
        두번이나, 여러번, 여러차례, 두차례이상, 2회이상, 한번사고또, 또온, 또오는, 또왔, 리피트, reordered, reorders""",
    ("count", "people"): "몇명, 몇분, 몇사람, 몇명이나, 몇분이나, 명수, 인원수, headcount, head count, 몇명임, 몇분임, 몇명됨",
    ("count", "documents"): "몇건, 몇장, 몇건이나, 몇장이나, 건수, 몇번, 몇차례, 장수, 몇통",
    ("count", "pieces"): "몇개, 몇갠지, 몇갠가요, 몇개나, 개수, 갯수, 몇점, 몇가지, 몇종류, 몇종, 몇가지종류, 몇종류나, 몇종류예요",
    ("count", ""): """
        몇, 수, 숫자, how many, number of, number, count, count of, num, counting, no of, nr of, nr, nos of, nos, how may, tally of,
        tot up, 카운트, how many of them""",
    ("amount", ""): """
        얼마, 얼마나, 얼만지, 얼마만큼, 얼만큼, 얼만데, how much, amount, 얼마어치, 얼마쯤, 얼마정도, 얼마씩, 얼마꼴, 얼만가요,
        얼만가, 얼만지요, 얼만데요, 얼만감, 얼마짜리""",
    ("subject", "image"): """
        이미지, 그림, 사진, 이미지파일, 사진파일, 부품, 샘플, 시료, image, images, picture, pictures, photo, photos, pic, pics, part,
        parts, sample, samples, product image, snapshot, shot, img, imgs, pix, photograph, photographs, piccy, frame, capture, 포토,
        이미지사진, 부품사진, 제품사진, 검사사진, piece, 그사진, 이사진, 저사진, 그이미지, 이이미지, 그부품, 이부품""",
    ("subject", "table"): """
        표, 테이블, 엑셀, 엑셀파일, 시트, 판매데이터, 판매자료, 매출데이터, 매출자료, 매출파일, 매출표, 판매표, 판매파일,
        씨에스브이, csv, csv파일, xlsx, xlsx파일, 거래데이터, 통계, table, sheet, spreadsheet, excel, excel file, csv file,
        sales table, sales data, sales file, statistics, sales register, sales sheet, sales upload, sales uploads,
        sales spreadsheet, sales report, sales records, sales ledger, order data, order table, invoice table, invoice data,
        workbook, 판매장부, 매출장부, 매출엑셀, 판매엑셀, 주문데이터, 주문자료, 거래자료, 거래파일, 주문파일""",
    ("subject", "upload"): """
        데이터, 파일, 자료, 데이터셋, 업로드, 첨부파일, 보고서, 리포트, file, files, data, dataset, data set, upload, uploads,
        document, report""",
    ("subject", "model"): "모델, 에이아이, ai, ai모델, 인공지능, model, models, detector",
    ("share", ""): """
        비중, 점유율, 비율, 차지하는비율, 차지하는비중, share, share of, proportion, proportion of, portion, portion of, fraction,
        fraction of, slice, slice of, make up, makes up, made up, making up, account for, accounts for, accounted for, attributable,
        attributable to, pct, what part of, 몫, 차지하는몫, 지분, 책임지고있는, 책임지는, 책임지고, 먹고있는, 먹고있어, 먹고있나,
        먹고있지, 먹고있는지, proportion was""",
    ("without", ""): """
        제외, 제외한, 제외하고, 제외하면, 빼고, 뺀, 빼면, 말고, 이외, 외에, except, except for, excluding, without, other than,
        apart from, not counting, outside of, leave out, leaving out, leaving aside, leave aside, leave, leaving, excl, exclude,
        minus, barring, ignoring, ignore, setting aside, aside from, not including, 뺴고, 빼고서, 제끼고, 제하고, 제외시키고,
        left out, left, take out, taken out, taking out, outside, outside the, put aside, 제외시킨, 빼놓고, 빼두고, dont count,
        don't count, do not count, not count, excluded""",
    ("together", ""): """
        합계, 총합, 합쳐서, 합치면, 더하면, 합해서, 합하면, together, combined, in total, all together, taken together, 다합치면,
        전부합치면""",
    ("average", ""): """
        평균, 평균적으로, average, on average, on an average, avg, mean, typical, typically, 평균치, 평균값, 평균내면, 평균내서, 보통""",
    ("all", ""): "모두, 모든, 다, 전부, 전부다, 전부해서, 전체, every, all, each, everyone, everybody, entirety, 온갖, 여러, 총합, 총합계",
    ("someone", ""): """
        you, your, 너, 네가, 니가, 사장님, 팀장님, 부장님, 대표님, 과장님, boss, manager, director, ceo, cfo, md, accountant, auditor,
        supervisor, chief, owner, 회장님, 이사님, 실장님, 본부장님, 전무님, 상무님, 점장님, 매니저님, 반장님, 주임님, 대리님""",
    ("other", "who"): """
        누구, 누가, who, 누군가요, 누군지, 누군데, 누구십니까, 누구예요, 누구에요, 누구세요, 누구지, 누구인지, 누구인가요, 누구여,
        누군가, 누군고, 누구요, 누구신지, 누구신가요, 누구시죠, 누구신가, 누구시니, 누구시냐, 누구시더라, 누구더라, 누구였더라,
        누굽니까, 누굽니꺼""",
    ("other", ""): "언제, 어디, when, where",
    ("calculate", ""): """
        계산, 산출, calculate, calculated, compute, computed, work out, worked out, works out, working out, calculation, arrived at,
        arrive at, derive, derived, computation""",
    ("result", ""): "결과, 결과값, result, results",
    ("explain", ""): """
        해야, 해야돼, 해야해, 해야하나, 해야하나요, 해야되나요, should, 의미, 뜻, 정의, 개념, 방식, 방법, 계산법, 계산방법, 계산방식,
        산출방식, 설명, 기준이뭐, 식으로, mean, means, meaning, meant, definition, define, explain, explanation, does revenue include,
        does the revenue include, does total revenue include, does the total revenue include, do sales include, do our sales include,
        included in, 뭔뜻, 뭘뜻, 무슨뜻, 뭔뜻임, 뭘의미, 뭔말, 무슨말, on what basis, what basis, 뭐랑뭐, 뭐곱하기, 곱해서, 곱한,
        곱하기, 어디서나온, 산출기준, 계산기준, 집계기준, 산정기준, 산출기준이, 계산기준이, understand by, supposed to understand,
        stand for, stands for, how do i, how do we, how do you, how can i, how can we, how would i, how should i, how shall i,
        how would we, how should we, what must i do, what shall i do, what should i do, what do i do, 뭘보고, 뭐보고, 뭘로계산,
        represent, represents, what now, now what, what then, 어쩌라는거야, 어쩌라고, 어떡하라고, 어떡하란, by what method,
        what method, what's the way, what way, which way, in what way, the way to""",
    ("how", ""): "how, 어떻게, 어케, 어떠케, 어캐, 어뜨케, how come",
    ("and", ""): """
        and, 및, 그리고, 둘다, 같이, 함께, both, 랑, 이랑, plus, as well as, along with, together with, 하구, 랑같이, 이랑같이,
        하고같이, 와함께, 과함께, n, 둘다줘, 둘다주세요, 둘다알려줘, followed by, with its""",
    ("though", ""): "as, 인데, 이라고, 라고, 라고는",
    ("it", ""): "그거, 그것, 이거, 이것, 그게, 이게, it, this one, that one, 요거, 이놈, 저거, 저게, this thing, that thing",
    ("what", "what"): "뭐, 무엇, 뭔, 뭔데, 뭔지, 뭔가요, 뭔가, 뭡니까, 뭘로, what, whats, 머, 무어, 무얼, 뭘, 모, 무언, 무엇무엇",
    ("the", "the"): "the, our, my",
    ("ending", "and"): "랑, 이랑, 와, 과, 하고",
    ("ending", "though"): "인데, 인데요, 라고, 이라고",
}

VERB_STEMS: dict[tuple[str, str], str] = {
    ("act", "sell"): "팔, 팔리, 판매되, 판매하, 나가, 출고되, 출고하, 출하되, 출하하",
    ("act", "earn"): "벌, 벌어들이, 쓰, 벌리, 들어오, 지불하",
    ("act", "buy"): "사, 구매하, 구입하, 사가, 주문하",
    ("act", "inspect"): "검사하, 검사되",
    ("again", ""): """
        다시오, 또오, 다시사, 또사, 다시찾, 또찾, 다시찾아오, 또찾아오, 다시구매하, 또구매하, 다시주문하, 또주문하, 재구매하,
        재주문하, 재방문하, 돌아오, 다시들르, 또들르""",
    ("act", "register"): "등록하, 추가하",
    ("trust", ""): "확실하, 확신하, 믿, 믿을만하, 자신있, 신뢰하, 신뢰할만하",
    ("weak", ""): "괜찮, 멀쩡하",
    ("field", "prediction"): "판정하, 판정되, 통과하, 통과되, 예측하",
    ("rank", "desc"): """
        높, 많, 크, 좋, 잘나가, 잘팔리""",
    ("rank", "asc"): """
        낮, 적, 작, 나쁘, 안좋, 안팔리, 안나가, 저조하""",
    ("compare", ""): """
        비교하, 늘, 오르, 늘어나, 줄어들, 증가하, 감소하, 떨어지, 변하, 달라지, next to, put next to, side by side with""",
    ("calculate", ""): "계산하, 계산되, 산출하, 산출되, 셈하",
}

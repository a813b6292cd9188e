"""Which numbers a question asks for: those that it names, and those that its verbs and counting words imply."""

from finnect.assistant.dialogue.chosen import is_of_several
from finnect.assistant.dialogue.heard import RANKS, Heard
from finnect.assistant.dialogue.pictures import PERCENT
from finnect.assistant.dialogue.wanted import Dimension
from finnect.assistant.dialogue.words import MEASURES

RANKABLE: tuple[Dimension, ...] = ("product", "country", "segment", "quarter", "month", "weekday", "week", "day", "hour", "year")

_RATE_OF = {"repeat_customers": "repeat_rate", "num_cancellations": "cancellation_rate"}
AVERAGES = ("average_basket", "average_price", "cancellation_rate", "repeat_rate", "revenue_per_customer")
_DATA_OF_SALES = ("매출데이터", "매출자료", "매출표", "매출현황", "salesdata")
TIMES = ("day", "week", "month", "quarter", "year")
_OF_SALES = tuple(one for one in RANKABLE if one != "product")


def measures_asked(heard: Heard) -> tuple[str, ...]:
    """The measures that a question asks for, in its order; none where it asks for no number."""
    if heard.follows("thing", "country", "count"):
        return ("num_countries",)
    named = _named(heard)
    return _came_again(named, heard) or _counted_together(named, heard) or _averaged(named, heard) or _ranked(named, heard)


def _named(heard: Heard) -> tuple[str, ...]:
    """Those that are called by their names, less the words that only say of whom another one is told."""
    named = [name for name in heard.all("field") if name in MEASURES]
    both = heard("and") or heard("ending", "and")
    if len(named) > 1 and heard.follows("field", "num_customers", "segment", "country"):  # "revenue of German customers"
        named.remove("num_customers")
    if heard.follows("field", "total_quantity", "field") and heard.says("총개수", "총갯수", "총수"):  # "인보이스 총 개수"
        named.remove("total_quantity")
    if "num_invoices" in named and ("num_cancellations" in named or ("num_customers" in named and heard.says("purchases"))):
        named.remove("num_invoices")  # "cancelled orders", "how many clients made purchases"
    if "repeat_customers" in named and "num_customers" in named and not both:
        named.remove("num_customers")
    if set(named) & set(AVERAGES) and not both:  # "the mean price of German sales", "AOV of Dutch customers"
        named = [name for name in named if name not in ("total_revenue", "num_customers", "num_invoices")]
    return tuple(named)


def _came_again(named: tuple[str, ...], heard: Heard) -> tuple[str, ...]:
    """ "Who bought more than once", "또 온 손님의 비율": of people, and not of their money."""
    of_people = named in ((), ("num_customers",)) and (named or heard("person") or heard("other", "who") or heard("act", "buy"))
    if not (heard("again") and of_people) or heard("money"):
        return ()
    return ("repeat_rate",) if heard("share") or heard.says(*PERCENT) else ("repeat_customers",)


def _counted_together(named: tuple[str, ...], heard: Heard) -> tuple[str, ...]:
    """Two numbers of which only one is named: "고객이 몇 명이고 몇 개 나갔는지"."""
    pieces = heard("count", "pieces") and heard("act", "sell")
    money = heard("amount") or heard("money")
    if named == ("num_customers",) and heard("count", "pieces") and heard("act", "buy") and not heard("count", "people"):
        return ("total_quantity",)  # "프랑스 사람들이 몇 개나 사 갔어"
    if named == ("num_customers",) and pieces:
        return ("num_customers", "total_quantity")
    if named == ("total_quantity",) and heard("and") and heard("money") and heard("act", "earn"):
        return ("total_quantity", "total_revenue")  # "units sold as well as the money they brought in"
    paid = heard("amount") and (heard("act", "earn", "buy") or heard("money"))
    if named == ("num_customers",) and heard("count") and heard("and") and paid:  # "how many shoppers, and how much did they pay us"
        return ("num_customers", "total_revenue")
    if named == ("num_invoices",) and heard("count", "documents") and pieces:
        return ("num_invoices", "total_quantity")
    if (
        named == ("num_invoices",) and heard("count") and heard("and") and (money or _asks_what(heard))
    ):  # "how many orders and how much did they come to"
        return ("num_invoices", "total_revenue")
    return ()


def _averaged(named: tuple[str, ...], heard: Heard) -> tuple[str, ...]:
    """Sums, shares and averages of what is named: of invoices their money, of cancellations their rate."""
    money = heard("amount") and heard("money")
    asked = heard("amount") or heard("money") or heard.says("worth") or _asks_what(heard)
    if "num_invoices" in named and money:  # "how much money do the invoices add up to"
        return ("total_revenue",)
    if named == ("num_invoices",) and heard("average") and asked and not heard("count"):
        return ("average_basket",)
    if heard("share") or heard.says(*PERCENT, "rate"):
        return next(((_RATE_OF[one],) for one in named if one in _RATE_OF), ())
    if set(named) == {"num_customers", "total_revenue"} and heard("average") and not (heard("and") or heard("act", "buy")):
        return ("revenue_per_customer",)  # "손님 한 분이 쓴 돈이 평균 얼마"
    if (
        heard("average")
        and (heard("amount") or _asks_what(heard))
        and heard("act", "earn", "buy")
        and not (heard("per") or any(heard("by", unit) for unit in TIMES))
    ):
        of_customers = (heard("by", "customer") or heard("field", "num_customers")) and "num_invoices" not in named
        return ("revenue_per_customer" if of_customers else "average_basket",)
    return ()


def _ranked(named: tuple[str, ...], heard: Heard) -> tuple[str, ...]:
    ranked = any(map(heard, RANKS))
    if set(named) == {"num_customers", "total_revenue"} and heard.says("낸돈", "쓴돈", "지불한돈"):
        named = ("total_revenue",)
    if named == ("num_customers",) and (ranked or heard("amount") or heard("money")):
        named = _implied(heard, ranked) or named
    if ranked and len(named) > 1:
        named = tuple(name for name in named if name != "num_customers")
    if named == ("num_invoices",) and (heard("count", "people") or heard("person")) and not heard.follows("field", "num_invoices", "count"):
        return ("num_customers",)
    return named or _implied(heard, ranked)


def _implied(heard: Heard, ranked: bool) -> tuple[str, ...]:
    """What verbs ask for without naming it."""
    if heard("money") and heard("act", "earn", "buy") and not (heard("count", "people") or heard("thing")):
        return ("total_revenue",)
    if heard("segment") and heard("amount") and heard("act", "earn"):
        return ("total_revenue",)
    if (heard("segment") or heard("by", "segment")) and (heard("count") or heard("amount") or heard("person")):
        return ("num_customers",)
    if heard("count", "pieces") and heard("thing", "product") and any(piece.text.startswith(("몇가지", "몇종")) for piece in heard.pieces):
        return ("num_products",)
    if heard("count", "pieces") and heard("act", "buy") and not heard("count", "people"):
        return ("total_quantity",)
    if heard("subject", "table") and (heard("period") or heard("by")) and heard.says(*_DATA_OF_SALES):
        return ("total_revenue",)
    if heard("count") and heard("thing", "country") and not ranked:
        return ("num_countries",)
    if heard("patron") and not heard("count"):
        return ("total_revenue",)
    if ranked and heard("money") and (heard("thing") or heard("what")):
        return ("total_revenue",)
    if heard("dear") and heard("thing", "product"):
        return ("average_price",)
    if heard("busy") and any(heard("thing", one) for one in _OF_SALES):
        return ("num_invoices",)
    if heard("act", "buy") and (heard("amount") or heard("how")) and heard("customer"):
        return ("total_revenue",)
    if heard("act", "buy") and ranked and heard.says("often", "자주"):
        return ("num_invoices",)
    if heard("file") and heard("together") and heard("amount"):  # "sales.csv 다 합치면 얼마야"
        return ("total_revenue",)
    if heard("count") and heard("product") and (heard("act", "buy", "earn") or heard.says("went", "gone")) and not heard("person"):
        return ("total_quantity",)
    if heard("act", "buy") and ranked and (heard("customer") or heard("thing", "product") or heard("what")):
        return ("total_quantity",)
    if heard("act", "buy") and ranked and (heard("field", "num_customers") or heard("person") or heard("other", "who")):
        return ("total_revenue",)
    if heard("rank") and heard("number") and heard("field", "num_customers") and not (heard("count") or heard("thing")):
        return ("total_revenue",)
    if ranked and heard("field", "num_customers") and heard("other", "who"):
        return ("total_revenue",)
    if heard("compare") and is_of_several(heard):
        return ("total_revenue",)
    if heard("rank") and not heard("act") and not heard("field") and any(heard("thing", one) for one in _OF_SALES):
        return ("total_revenue",)
    money = heard("amount") or heard("money")
    if heard("act", "buy") and (heard("count", "people") or (heard("person") and heard("count"))):
        return ("num_customers",)
    if heard("act", "earn") and (money or ranked or (_asks_what(heard) and _has_earned(heard))):
        return ("total_revenue",)
    if heard("amount") and heard("money") and heard("subject", "table"):
        return ("total_revenue",)
    if heard("act", "buy", "order") and heard("count", "documents"):
        return ("num_invoices",)
    if heard("act", "sell"):
        if heard("count"):
            return ("total_quantity",)
        if money:
            return ("total_revenue",)
    sells = heard("act", "sell") or heard("best") or sells_well(heard) or (heard("thing", "product") and heard("rank"))
    return ("total_quantity",) if ranked and sells else ()


def _asks_what(heard: Heard) -> bool:
    return any(piece.text.startswith("what") for piece in heard.pieces)


def _has_earned(heard: Heard) -> bool:
    """ "What did we make" may ask for products."""
    return (
        heard("period")
        or heard.says("total", "intotal", "overall", "altogether")
        or not any(piece.text.startswith("mak") or piece.text == "made" for piece in heard.pieces if piece.kind == "act")
    )


def sells_well(heard: Heard) -> bool:
    """ "잘 팔리는 거", "안 팔리는 거"."""
    return any(piece.kind == "rank" and ("팔" in piece.text or "나가" in piece.text) for piece in heard.pieces)

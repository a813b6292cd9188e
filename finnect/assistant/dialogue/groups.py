"""By what the numbers are told one by one, in what order and how many of them."""

from typing import cast

from finnect.assistant.dialogue.chosen import several_named
from finnect.assistant.dialogue.heard import RANKS, Heard
from finnect.assistant.dialogue.measures import RANKABLE, measures_asked, sells_well
from finnect.assistant.dialogue.wanted import Dimension, Order


def group(heard: Heard) -> Dimension | None:
    if heard("by"):
        return cast(Dimension, heard.first("by"))
    if heard("best"):
        return "product"
    if heard("trend") and not any(map(heard, RANKS)):
        return "month"
    if heard("patron"):
        return "customer"
    if not any(map(heard, RANKS)):
        return several_named(heard)
    things = [one for one in RANKABLE if heard("thing", one)]
    if things:
        return next((one for one in things if one != "product"), things[0])
    if several := several_named(heard):
        return several
    if heard("field", "num_customers") and measures_asked(heard) != ("num_customers",):
        return "customer"
    asks_who = heard("other", "who") and (heard("act", "buy") or heard("field", "num_invoices"))
    if asks_who or (heard("act", "buy", "earn") and heard("person")):
        return "customer"
    asks_what = heard("what") or heard.says("which") or any(piece.text.startswith(("뭐", "머")) for piece in heard.pieces)
    sold = sells_well(heard) or (heard("act", "buy", "sell") and (asks_what or heard("customer")))
    return "product" if sold else None


def beside_customers(heard: Heard) -> Dimension | None:
    """ "Revenue per customer for every country"."""
    things = heard.all("thing") if any(map(heard, RANKS)) else ()
    return next((cast(Dimension, one) for one in (*heard.all("by"), *things) if one in RANKABLE), None) if heard("by", "customer") else None


def order_asked(heard: Heard, by: Dimension | None) -> Order | None:
    if by is None:
        return None
    if heard.says("worst") and set(measures_asked(heard)) & {"cancellation_rate", "num_cancellations"}:
        return "desc"
    order = heard.first("best", "busy", "dear") or ("asc" if heard("rank", "asc") else heard.first("rank"))
    return cast(Order, order or ("desc" if heard("most") or heard("place") or heard("patron") else None)) or None


def limit_asked(heard: Heard, by: Dimension | None) -> int | None:
    if heard("patron", "5") and heard("most") and not heard("number"):  # "제일 큰손"
        return 1
    return int(next(reversed(heard.all("number")), heard.first("place", "patron")) or (0 if heard("by", by or "") else 1)) or None

"""What an answer offers to choose from is read as the query that it stands for."""

import pytest

from bench.assistant.utterances import NAMES
from finnect.assistant.dialogue import Query
from finnect.assistant.dialogue.grammar import read
from finnect.assistant.dialogue.phrasing import phrased

REVENUE = ("total_revenue",)
QUERIES = [
    Query(("average_price",)),
    Query(REVENUE, period="2011"),
    Query(REVENUE, period="2011-11"),
    Query(REVENUE, period="2011-11-03"),
    Query(REVENUE, period="2011-3q"),
    Query(REVENUE, period="2011-1h"),
    Query(REVENUE, period="11"),
    Query(REVENUE, period="3q"),
    Query(REVENUE, period="last-11"),
    Query(REVENUE, period="last_year-11"),
    Query(REVENUE, period="last_month"),
    Query(REVENUE, period="past_7_day"),
    Query(REVENUE, period="past_3_month"),
    Query(REVENUE, period="2011-01..2011-03"),
    Query(REVENUE, period="2011-09.."),
    Query(REVENUE, period="..2011-03"),
    Query(REVENUE, filters=(("country", "Germany"),), period="2011-11"),
    Query(REVENUE, "country", filters=(("country", "France"), ("country", "Germany"))),
    Query(REVENUE, filters=(("weekday", "1"),)),
    Query(REVENUE, filters=(("hour", "14"),)),
    Query(REVENUE, filters=(("customer", "14646"),)),
    Query(REVENUE, filters=(("segment", "at_risk"),)),
    Query(REVENUE, filters=(("product", "JUMBO BAG RED RETROSPOT"),), period="2011-01..2011-03"),
    Query(REVENUE, without=(("country", "Germany"), ("country", "United Kingdom"))),
    Query(REVENUE, filters=(("country", "Germany"),), share=True),
    Query(REVENUE, per="day"),
    Query(REVENUE, per="month", filters=(("country", "Germany"),)),
    Query(("num_customers",), "country", order="desc", limit=3),
    Query(("total_quantity",), "product", order="asc", limit=5, period="2011"),
    Query(("num_cancellations",), "month"),
    Query(("new_customers",), period="2011-11"),
    Query(("revenue_per_customer",), filters=(("country", "France"),)),
]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("query", QUERIES, ids=repr)
def test_a_query_in_words_is_read_as_the_same_query(query, language):
    text = phrased(query, language)
    found = read(text, language, NAMES)

    assert found, text
    assert (found.asked, found.unknown) == (query, ()), text

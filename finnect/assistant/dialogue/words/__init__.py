"""The words in which people ask for numbers, in Korean and English: plain data for the grammar.

Spaces do not matter. Endings may only follow a word; everything else stands on its own. What a question holds beyond
these words is something the grammar does not understand, so the list of fillers decides how strict it is.
"""

from finnect.assistant.dialogue.words.acts import ACT_WORDS, VERB_STEMS
from finnect.assistant.dialogue.words.dimensions import DIMENSION_WORDS
from finnect.assistant.dialogue.words.fields import FIELD_WORDS
from finnect.assistant.dialogue.words.fillers import ENGLISH_FILLERS, FILLERS, KOREAN_FILLERS

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

WORDS = FIELD_WORDS | DIMENSION_WORDS | ACT_WORDS | FILLERS
VERBS = VERB_STEMS | KOREAN_FILLERS
ENGLISH_VERBS = ENGLISH_FILLERS

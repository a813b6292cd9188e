"""How tables say that a row is cancelled: by a mark on the invoice number, or in a column of its own.

A mark counts where it says just that. Whatever else speaks of cancelling – asked for, refused, of a part – leaves the row a
sale, and is told.
"""

import re

import polars as pl

CANCELLED = "cancelled"  # of a cleaned row
_KOREAN = r"(?:취소|반품|환불)"
_OTHER = (
    r"(?:cancel(?:l?ed|l?ation)?|refund(?:ed)?|return(?:ed)?|void(?:ed)?|storno|storniert|gutschrift|retoure|annul[ée]e?|rembours[ée]e?)"
)
_DONE = r"(?:완료|됨|처리|확정|승인|건|주문|매출|거래)?"
_WORD = (
    rf"(?:(?:주문|결제|구매|판매|매출|거래|전체|고객)?\s*{_KOREAN}\s*{_DONE}\s*{_DONE}|(?:order\s+)?{_OTHER}(?:\s+(?:order|completed?))?)"
)
_SAYS = rf"(?i)^[\s\[(]*{_WORD}(?:\s*[/·,&+]\s*{_WORD})*[\s\])]*$"
_HINTS = rf"(?i){_KOREAN}|cancel|refund|return|\bvoid|storn|gutschrift|retour|annul|rembours"
_INVOICE = (
    r"^[Cc]\d"  # as in Online Retail
    rf"|^[\[(]?\s*{_KOREAN}|{_KOREAN}{_DONE}\s*[\])]?$"
    rf"|^(?i:[\[(]?{_OTHER}(?:[^a-z]|$))|(?i:[^a-z]{_OTHER}[\])]?$)"
)
# "취소여부", "is_cancelled", "refund_yn": what such a column says is yes or no
_FLAG = re.compile(
    rf"(?i){_KOREAN}\s*(?:여부|유무|yn|y/n|flag)|(?:is[\s_-]*)?(?:cancell?ed|refunded|returned|voided)|{_OTHER}[\s_-]*(?:yn|y/n|flag)"
)
_YES, _NO = r"(?i)^\s*(?:y|yes|true|t|1|1\.0|o|예)\s*$", r"(?i)^\s*(?:n|no|false|f|0|0\.0|아니오|아니요|정상)\s*$"


def is_marked(invoice: pl.Expr) -> pl.Expr:
    """Whether an invoice number says that it cancels another, or was cancelled."""
    return invoice.str.contains(_INVOICE).fill_null(False)


def says_cancelled(cell: pl.Expr, column: str) -> pl.Expr:
    """Whether a cell of the column of this name says that its row is cancelled; null where it says nothing."""
    says = cell.str.contains(_SAYS)
    return says | cell.str.contains(_YES) if _FLAG.fullmatch(column.strip()) else says


def is_unclear(cell: pl.Expr, column: str) -> pl.Expr:
    """Whether it speaks of cancelling without saying so; null where it says nothing."""
    hints = ~cell.str.contains(_NO) if _FLAG.fullmatch(column.strip()) else cell.str.contains(_HINTS)
    return hints & ~says_cancelled(cell, column)


def speaks_of_cancelling(text: str) -> bool:
    return re.search(_HINTS, text) is not None


def looks_cancelled(text: str) -> bool:
    """The same as `says_cancelled` of a text by itself."""
    return re.match(_SAYS, text) is not None

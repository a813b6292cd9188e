"""Which column of a table is which of our fields: by the user's word, by its name, by what it holds."""

import re
import unicodedata
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from finnect.sales.analysis.problems import ColumnsNotFound, ColumnTakenTwice, UnknownColumn
from finnect.sales.analysis.samples import Sample
from finnect.sales.analysis.vocabulary import FIELDS, STATUS

Why = Literal["user", "name", "content"]

# Most telling names first: where two columns answer to one field, the earlier name wins.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "InvoiceNo": (
        "invoiceno", "invoice", "invoicenumber", "invoiceid", "인보이스", "인보이스번호", "송장번호", "주문번호",
        "전표번호", "거래번호", "영수증번호", "계산서번호", "판매번호", "orderno", "ordernumber", "orderid", "order",
        "transactionid", "transactionno", "receiptno", "receiptnumber", "receiptid", "receipt", "billno",
        "billnumber", "documentno", "salesorder", "salesorderno", "rechnungsnummer", "rechnungsnr", "belegnummer",
        "numerodefacture", "facture",
    ),
    "StockCode": (
        "stockcode", "상품코드", "제품코드", "품목코드", "품번", "상품번호", "제품번호", "품목번호", "바코드", "sku",
        "skucode", "productcode", "productid", "productno", "itemcode", "itemno", "itemid", "itemnumber",
        "articleno", "articlenumber", "articlecode", "artikelnummer", "artikelnr", "barcode", "ean", "upc",
        "reference", "stock",
    ),
    "Description": (
        "description", "상품명", "제품명", "품명", "품목명", "상품", "제품", "품목", "적요", "설명", "productname",
        "productdescription", "itemname", "itemdescription", "product", "item", "article", "artikel", "bezeichnung",
        "artikelbezeichnung", "beschreibung", "designation", "name",
    ),
    "Quantity": (
        "quantity", "수량", "판매수량", "주문수량", "판매량", "출고수량", "개수", "qty", "qtysold", "quantitysold",
        "orderqty", "orderquantity", "units", "unitssold", "menge", "anzahl", "stuckzahl", "quantite", "qte",
        "count",
    ),
    "InvoiceDate": (
        "invoicedate", "인보이스날짜", "인보이스일자", "송장일자", "주문일자", "주문일시", "주문일", "판매일자",
        "판매일시", "판매일", "거래일자", "거래일시", "거래일", "매출일자", "매출일", "결제일시", "결제일",
        "전표일자", "날짜", "일자", "일시", "orderdate", "transactiondate", "saledate", "salesdate", "receiptdate",
        "purchasedate", "datetime", "timestamp", "date", "rechnungsdatum", "datum", "bestelldatum", "datedefacture",
    ),
    "UnitPrice": (
        "unitprice", "단가", "판매단가", "판매가", "판매가격", "개당가격", "가격", "priceperunit", "priceeach",
        "itemprice", "sellingprice", "saleprice", "price", "einzelpreis", "stuckpreis", "preis", "prixunitaire",
        "prix", "rate",
    ),
    "CustomerID": (
        "customerid", "고객번호", "고객id", "고객코드", "고객아이디", "회원번호", "회원id", "회원아이디",
        "거래처코드", "거래처번호", "고객", "회원", "거래처", "고객명", "거래처명", "customerno", "customernumber",
        "customercode", "customer", "clientid", "clientno", "client", "custid", "custno", "memberid", "userid",
        "buyerid", "kundennummer", "kundennr", "kunde", "customername",
    ),
    "Country": (
        "country", "국가", "나라", "국가명", "국적", "배송국가", "지역", "countryname", "countrycode", "shipcountry",
        "market", "region", "land", "pays",
    ),
    STATUS: (
        "주문상태", "주문처리상태", "처리상태", "거래상태", "결제상태", "판매상태", "진행상태", "상태", "orderstatus", "transactionstatus",
        "salestatus", "salesstatus", "invoicestatus", "paymentstatus", "status", "취소여부", "취소반품여부", "반품여부", "환불여부",
        "취소유무", "반품유무", "취소구분", "반품구분", "취소반품", "iscancelled", "iscanceled", "cancelled", "canceled", "cancelyn",
        "cancelflag", "isrefunded", "refunded", "isreturned", "returned", "취소", "반품", "환불", "매출구분", "판매구분", "거래구분",
        "주문구분", "bestellstatus", "storniert", "storno",
    ),
}  # fmt: skip
REQUIRED = ("InvoiceNo", "Quantity", "UnitPrice")
_FIELD_AND_RANK = {name: (field, rank) for field, names in SYNONYMS.items() for rank, name in enumerate(names)}


@dataclass(frozen=True)
class Choice:
    """The column taken for a field, by its place in the table."""

    index: int
    column: str
    why: Why


def field_named(name: str) -> tuple[str, int] | None:
    """The field that a column of this name holds, and how far down its list of synonyms the name stands."""
    return _FIELD_AND_RANK.get(_plain(name)) or _FIELD_AND_RANK.get(_plain(re.sub(r"[(\[（].*", "", name)))


def fields_named(names: Sequence[str]) -> int:
    """How many different fields these names speak of."""
    return len({found[0] for name in names if (found := field_named(name))})


def choose_columns(names: Sequence[str], samples: Sequence[Sample], mapping: Mapping[str, str] | None = None) -> dict[str, Choice]:
    """One column for each field that has one; the user's word goes before names, and names before content.

    A name counts only if the content agrees: a “Price” full of words is not a price. A field that `mapping` gives no
    column ("") has none.
    """
    said = mapping or {}
    chosen = _by_user(names, {field: column for field, column in said.items() if column})
    _by_name(names, samples, chosen, said)
    _by_content(names, samples, chosen, said)
    if missing := [field for field in REQUIRED if field not in chosen]:
        raise ColumnsNotFound(
            missing=", ".join(missing),
            looked_for="; ".join(f"{field}: {', '.join(SYNONYMS[field][:6])}…" for field in missing),
            present=_listed(names),
        )
    return {field: chosen[field] for field in (*FIELDS, STATUS) if field in chosen}


def _by_user(names: Sequence[str], mapping: Mapping[str, str]) -> dict[str, Choice]:
    for field, column in mapping.items():
        if field not in SYNONYMS or column not in names:
            raise UnknownColumn(field=field, column=column, fields=", ".join((*FIELDS, STATUS)), present=_listed(names))
        if other := next((other for other, taken in mapping.items() if taken == column and other != field), None):
            raise ColumnTakenTwice(field=field, other=other, column=column)
    return {field: Choice(names.index(column), column, "user") for field, column in mapping.items()}


def _by_name(names: Sequence[str], samples: Sequence[Sample], chosen: dict[str, Choice], said: Container[str]) -> None:
    candidates = sorted(
        (rank, index, field)
        for index, name in enumerate(names)
        if (found := field_named(name)) and samples[index].may_be(field := found[0]) and (rank := found[1]) >= 0
    )
    for _, index, field in candidates:
        if field not in chosen and field not in said and index not in _taken(chosen):
            chosen[field] = Choice(index, names[index], "name")


def _by_content(names: Sequence[str], samples: Sequence[Sample], chosen: dict[str, Choice], said: Container[str]) -> None:
    # dates and prices look like nothing else, so they are taken before the fields that are told from what is left
    for field in (
        "InvoiceDate",
        "UnitPrice",
        "Quantity",
        "InvoiceNo",
        "CustomerID",
        "StockCode",
        "Description",
        "Country",
        STATUS,
    ):
        if field in chosen or field in said:
            continue
        free = [index for index in range(len(names)) if index not in _taken(chosen) and field_named(names[index]) is None]
        likeness = {index: samples[index].likeness(field) for index in free}
        best = max(free, key=lambda index: likeness[index], default=None)
        if best is not None and likeness[best] > 0:
            chosen[field] = Choice(best, names[best], "content")


def _taken(chosen: Mapping[str, Choice]) -> set[int]:
    return {choice.index for choice in chosen.values()}


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:50]) + ("…" if len(names) > 50 else "")


def _plain(name: str) -> str:
    """`name` without case, spaces, marks and accents."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return unicodedata.normalize("NFC", re.sub(r"[\W_]|[\u0300-\u036f]", "", letters))

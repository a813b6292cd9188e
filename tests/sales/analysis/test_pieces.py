"""A text in pieces is the text, wherever it is cut."""

from pathlib import Path

import polars as pl
import pytest

from finnect.sales.analysis import pieces
from finnect.sales.analysis.encodings import Encoding, find_encoding
from finnect.sales.analysis.pieces import NotPlain, Origin
from finnect.sales.analysis.problems import UndecodableByte

# U+0A05 and U+AC00 in a row have the bytes of a line end between them in UTF-16, as have U+0D0A and U+0020
LINES = "".join(f"{n},흰색 하트 {n * 7},ਅ가\u0d0a  x,2.5\n" if n % 3 else f"{n},white heart {n},,1\r\n" for n in range(60))
KOREAN = LINES.replace("ਅ", "").replace("\u0d0a", "")


def origin(path: Path, content: bytes, header_row: int = 0) -> Origin:
    path.write_bytes(content)
    return Origin(path, find_encoding(path), ",", header_row)


@pytest.fixture(params=[100, 101, 1_000, 1 << 20])
def _piece_size(request, monkeypatch):
    monkeypatch.setattr(pieces, "_PIECE", request.param)
    monkeypatch.setattr(pieces, "_PART", 50)


@pytest.mark.usefixtures("_piece_size")
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949", "latin-1"])
@pytest.mark.parametrize("last", ["", "last line,흰,1"])
def test_the_pieces_are_whole_lines_of_the_text(codec, last, tmp_path):
    text = {"cp949": KOREAN, "latin-1": "".join(c if ord(c) < 128 else "é" for c in KOREAN)}.get(codec, LINES)
    text += last if codec != "latin-1" else last.replace("흰", "ü")

    found = list(pieces.pieces(origin(tmp_path / "text", text.encode(codec), header_row=2)))

    assert b"".join(found).decode() == text.split("\n", 2)[2]
    assert all(piece.endswith(b"\n") for piece in found[:-1])


def test_a_byte_far_down_that_cannot_be_decoded_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(pieces, "_PIECE", 300)
    monkeypatch.setattr(pieces, "_PART", 50)
    content = bytearray(KOREAN.encode("cp949"))
    place = content.index("하트 203".encode("cp949"))
    content[place] = 0xFF
    path = tmp_path / "text"
    path.write_bytes(content)

    with pytest.raises(UndecodableByte) as caught:
        list(pieces.pieces(Origin(path, Encoding("CP949", "cp949"), ",", 0)))

    assert (caught.value.params["offset"], caught.value.params["byte"]) == (place, "FF")


def test_a_line_longer_than_a_piece_is_not_plain(tmp_path, monkeypatch):
    monkeypatch.setattr(pieces, "_PIECE", 64)

    with pytest.raises(NotPlain):
        list(pieces.pieces(origin(tmp_path / "text", b"a,b\n" + b"x" * 200 + b",1\n")))


RECORDS = {
    'a,"b"\n': [("a", "b")],
    '"a"\r\n"b",c\r\n': [("a", None), ("b", "c")],
    '"a ""b""",""\n': [('a "b"', "")],
    'a,""""\n': [("a", '"')],
    '"a,b",c': [("a,b", "c")],
    "\na,b\n": [(None, None), ("a", "b")],
}
NO_RECORDS = ['x "y"\n', '"a\nb"\n', 'a"\n"b\n', '"a" ,b\n', '"a\n', '"a"b"c"\n', "a,b,c\n", "a\0,b\n"]


@pytest.mark.parametrize("text", RECORDS)
def test_each_line_is_a_record(text, tmp_path):
    found = pieces.parse(text.encode(), origin(tmp_path / "text", b"a,b\n"), {"a": pl.String(), "b": pl.String()})

    assert found.rows() == RECORDS[text]


@pytest.mark.parametrize("text", NO_RECORDS)
def test_a_line_that_is_no_record_is_not_plain(text, tmp_path):
    with pytest.raises(NotPlain):
        pieces.parse(text.encode(), origin(tmp_path / "text", b"a,b\n"), {"a": pl.String(), "b": pl.String()})


@pytest.mark.parametrize("together", [1, 60, 1 << 20])
@pytest.mark.parametrize("odd", ['a "b"\n', '"a\n', '"a"b\n'])
def test_one_odd_line_among_quoted_ones_is_found_however_many_are_looked_at_together(odd, together, tmp_path, monkeypatch):
    monkeypatch.setattr(pieces, "_QUOTED", 8)
    monkeypatch.setattr(pieces, "_GATHERED", together)
    cells = {"a": pl.String(), "b": pl.String()}
    lines = ['"a, ""b""",c\n', "d,e\n"] * 20
    asked = origin(tmp_path / "text", b"a,b\n")

    assert pieces.parse("".join(lines).encode(), asked, cells).height == 40
    for place in (0, 17, 40):
        with pytest.raises(NotPlain):
            pieces.parse("".join([*lines[:place], odd, *lines[place:]]).encode(), asked, cells)


def test_what_is_made_ahead_comes_in_order_and_is_one_more_than_is_worked_on():
    made = []

    def numbers():
        for number in range(5):
            made.append(number)
            yield number

    for number in (coming := pieces.ahead(numbers())):
        assert made[: number + 1] == list(range(number + 1))
        assert len(made) <= number + 2
    assert list(coming) == []


def test_what_goes_wrong_ahead_goes_wrong_where_it_is_worked_on():
    def lines():
        yield "good"
        raise NotPlain

    coming = pieces.ahead(lines())

    assert next(coming) == "good"
    with pytest.raises(NotPlain):
        next(coming)

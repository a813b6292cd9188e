"""Errors that can be kept and told in two languages, pages of rows, fingerprints, and downloads."""

import hashlib
import io
import json
from typing import Any

import pytest
from django.utils import translation

from finnect.kit.downloads import attachment
from finnect.kit.errors import Invalid, NotFound, Problem
from finnect.kit.hashing import Counted, chunks, sha256_of
from finnect.kit.language import document, preferred, say
from finnect.kit.words import N_


class OutOfApples(Problem):
    status = 409
    code = "OUT_OF_APPLES"
    title = N_("No apples left")
    detail = N_("There are %(count)d apples in basket %(row)s.")
    extras = ("row",)


def test_a_problem_says_what_happened() -> None:
    problem = OutOfApples(count=0, row=7)

    assert str(problem) == "OUT_OF_APPLES: There are 0 apples in basket 7."
    assert document(problem, "abc") == {
        "type": "urn:finnect:problem:out-of-apples",
        "title": "No apples left",
        "status": 409,
        "code": "OUT_OF_APPLES",
        "detail": "There are 0 apples in basket 7.",
        "row": 7,
        "request_id": "abc",
    }


def test_a_problem_is_kept_as_json_and_restored() -> None:
    kept = json.loads(json.dumps(OutOfApples(count=0, row=7).as_record()))

    assert document(Problem.restore(kept)) == document(OutOfApples(count=0, row=7))


def test_a_problem_is_restored_where_its_class_was_never_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    """A web process shows what a child process refused; the supervisor hands it on."""
    kept = json.loads(json.dumps(OutOfApples(count=0, row=7).as_record()))
    monkeypatch.delitem(Problem.by_code, "OUT_OF_APPLES")
    restored = Problem.restore(kept)

    assert type(restored) is not OutOfApples
    assert document(restored) == document(OutOfApples(count=0, row=7))
    assert restored.as_record() == OutOfApples(count=0, row=7).as_record() | {"extras": ["row"]}


def test_a_problem_is_told_in_the_language_of_the_moment() -> None:
    with translation.override("ko"):
        korean = document(NotFound(what=N_("table")))
    with translation.override("en"):
        english = document(NotFound(what=N_("table")))

    assert korean["title"] != english["title"]
    assert "table" in english["detail"]
    assert "table" not in korean["detail"]


@pytest.mark.parametrize("value", ["100 %", "%(row)s", "%s%n", "{}", "", None, 7, "\0", "사과"])
def test_a_value_is_shown_as_it_is(value: Any) -> None:
    assert str(value) in say("Row %(row)s.", {"row": value})


def test_nothing_is_said_of_nothing() -> None:
    assert say("", {}) == ""
    assert Invalid(where="x", reason="y").status == 422


@pytest.mark.parametrize(("header", "language"), [("ko", "ko"), ("en-GB", "en"), ("de;q=1,ko;q=0.1", "ko"), ("", "en"), ("zz", "en")])
def test_the_preferred_language(header: str, language: str) -> None:
    assert preferred(header) == language


def test_pieces_are_counted_and_hashed_on_their_way() -> None:
    counted = Counted(chunks(io.BytesIO(b"a" * 2500), size=1000))

    assert [len(piece) for piece in counted] == [1000, 1000, 500]
    assert counted.size == 2500
    assert counted.sha256 == sha256_of(io.BytesIO(b"a" * 2500)) == hashlib.sha256(b"a" * 2500).hexdigest()


@pytest.mark.parametrize("name", ['a"b.png', "a\r\nSet-Cookie: x", "사과.csv", "a;b", "../x", "%41"])
def test_s32_no_name_breaks_out_of_its_header(name: str) -> None:
    headers = attachment([b"x"], name, 1).headers

    assert headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert not set(headers["content-disposition"].partition("''")[2]) & set(' "\r\n;/\\')
    assert "sandbox" in headers["content-security-policy"]


@pytest.mark.both
@pytest.mark.django_db
class TestPages:
    def test_rows_of_one_moment_are_neither_lost_nor_doubled(self, alice: Any) -> None:
        from django.utils import timezone

        from finnect.jobs.models import Job
        from finnect.kit.paging import page

        moment = timezone.now()
        for _ in range(7):
            Job.objects.create(kind="x", owner=alice, created_at=moment)
        seen: list[Any] = []
        cursor = None
        while True:
            found = page(Job.objects.all(), cursor, lambda row: row.id, size=3)
            seen += found["items"]
            cursor = found["next_cursor"]
            if cursor is None:
                break

        assert len(seen) == len(set(seen)) == 7

    def test_a_row_added_meanwhile_moves_nothing(self, alice: Any) -> None:
        from finnect.jobs.models import Job
        from finnect.kit.paging import page

        rows = [Job.objects.create(kind="x", owner=alice) for _ in range(4)]
        first = page(Job.objects.all(), None, lambda row: row.id, size=2)
        Job.objects.create(kind="x", owner=alice)
        second = page(Job.objects.all(), first["next_cursor"], lambda row: row.id, size=2)

        assert first["items"] + second["items"] == [row.id for row in reversed(rows)]

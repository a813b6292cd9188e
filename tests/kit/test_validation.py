"""What is refused of a request is said in the reader's language, whatever Pydantic's own words are."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from django.utils import translation
from pydantic import AwareDatetime, BaseModel, Field, FiniteFloat, ValidationError

from finnect.kit.language import document
from finnect.kit.validation import KINDS, OTHERWISE, REASONS, worded


class Basket(BaseModel, extra="forbid"):
    owner: str = "alice"
    note: Annotated[str, Field(min_length=2, max_length=5, pattern=r"^[^\x00]*$")] = "none"
    verdict: Literal["correct", "wrong", "none"] = "none"
    apples: Annotated[int, Field(gt=0, le=100, multiple_of=2)] = 2
    share: Annotated[FiniteFloat, Field(ge=0, lt=1)] = 0.5
    ripe: bool = True
    tree: UUID = UUID(int=0)
    picked: AwareDatetime = datetime.fromisoformat("2026-11-30T09:00:00Z")
    names: Annotated[list[str], Field(min_length=1, max_length=2)] = ["x"]
    tags: dict[str, int] = {}


def refused(**given: Any) -> tuple[str, str]:
    """In English and in Korean."""
    with pytest.raises(ValidationError) as caught:
        Basket.model_validate(given)
    return spoken(dict(caught.value.errors()[0]))


def spoken(error: dict[str, Any]) -> tuple[str, str]:
    said = []
    for language in ("en", "ko"):
        with translation.override(language):
            said.append(document(worded(error))["detail"])
    return said[0], said[1]


@pytest.mark.parametrize(
    ("given", "english"),
    [
        ({"owner": 1}, "owner: must be a text"),
        ({"note": "x"}, "note: must have at least 2 characters"),
        ({"note": "xxxxxx"}, "note: must have at most 5 characters"),
        ({"note": "x\0x"}, "note: holds characters that are not taken here"),
        ({"verdict": "maybe"}, "verdict: must be one of: 'correct', 'wrong', 'none'"),
        ({"apples": 0}, "apples: must be greater than 0"),
        ({"apples": 102}, "apples: must be at most 100"),
        ({"apples": 3}, "apples: must be a multiple of 2"),
        ({"apples": "x"}, "apples: must be a whole number"),
        ({"apples": 1.5}, "apples: must be a whole number"),
        ({"apples": "9" * 5000}, "apples: has too many digits"),
        ({"share": -1}, "share: must be at least 0.0"),
        ({"share": 1}, "share: must be less than 1.0"),
        ({"share": "x"}, "share: must be a number"),
        ({"share": float("nan")}, "share: must be a finite number"),
        ({"ripe": "perhaps"}, "ripe: must be true or false"),
        ({"tree": "oak"}, "tree: must be an id (UUID)"),
        ({"picked": "yesterday"}, "picked: must be a date with its time, as in 2026-11-30T09:00:00Z"),
        ({"picked": "2026-11-30T09:00:00"}, "picked: must name its time zone, as in 2026-11-30T09:00:00Z"),
        ({"names": []}, "names: must have at least 1 entries"),
        ({"names": ["x"] * 3}, "names: must have at most 2 entries"),
        ({"names": "x"}, "names: must be a JSON list"),
        ({"names": ["x", 2]}, "names.1: must be a text"),
        ({"tags": []}, "tags: must be a JSON object"),
        ({"colour": "red"}, "colour: is not known here"),
    ],
)
def test_a_refusal_says_where_and_what_would_be_right(given: dict[str, Any], english: str) -> None:
    said, korean = refused(**given)
    where, reason = english.split(": ", 1)
    assert said == english
    assert korean.startswith(f"{where}: ")
    assert reason not in korean


def test_every_reason_is_worded_in_korean() -> None:
    with translation.override("ko"):
        for text in [*REASONS.values(), *KINDS.values(), OTHERWISE]:
            assert any("가" <= char <= "힣" for char in translation.gettext(text)), text


def test_what_nobody_thought_of_is_said_too() -> None:
    assert spoken({"type": "recursion_loop", "loc": ("body", "x"), "ctx": {}})[0] == "body.x: is not what is expected here"


@pytest.mark.parametrize(
    ("sent", "english"),
    [
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, "body: is no valid JSON"),
        ({"json": {}}, "body.verdict: is missing"),
        ({"data": {"verdict": "wrong"}}, "body: must be a JSON object, sent as application/json"),
        ({"json": []}, "body: must be a JSON object, sent as application/json"),
    ],
)
def test_over_http_no_english_stands_in_a_korean_answer(sent: dict[str, Any], english: str, alice: Any, calling: Any) -> None:
    address = f"/api/v1/images/{UUID(int=0)}/feedback"
    answers = {language: calling(alice, language=language).post(address, **sent) for language in ("en", "ko")}
    assert [answer.status_code for answer in answers.values()] == [422, 422]
    assert answers["en"].json()["detail"] == english
    assert english.split(": ")[1] not in answers["ko"].json()["detail"]


def test_a_file_that_came_as_text_is_told_how_files_come(alice: Any, calling: Any) -> None:
    answer = calling(alice).post("/api/v1/images", data={"file": "part.png"})
    assert answer.json()["detail"] == "body.file: is not what is expected here; files are sent as multipart/form-data"

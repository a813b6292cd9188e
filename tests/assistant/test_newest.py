"""The newest result is the one that was handed in last, also when it had come before."""

from typing import Any

import pytest

from tests.props import detector_of, inspection_of, part

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def test_a_picture_that_comes_again_is_the_last_one(alice: Any, carol: Any, calling: Any) -> None:
    detector_of(carol)
    first, second = inspection_of(alice, part(40)), inspection_of(alice, part(41))
    ask = calling(alice)

    before = ask.post("/chatbot/", data={"query": "Is the last image defective?"}).json()
    again = inspection_of(alice, part(40))
    after = ask.post("/chatbot/", data={"query": "Is the last image defective?"}).json()

    assert again.id == first.id
    assert [before["sources"][0]["id"], after["sources"][0]["id"]] == [str(second.id), str(first.id)]

"""Rows written and read without the ORM are those that the ORM would write and read."""

from typing import Any

import pytest
from django.db import connection

from finnect.accounts.models import User
from finnect.accounts.services import SIGNED_IN, issue_tokens
from finnect.assistant.models import Conversation, Message
from finnect.kit.rows import first, insert

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def test_an_inserted_row_is_found_as_it_was_made(alice: Any) -> None:
    conversation = Conversation(owner=alice, title="몇 개?")
    message = Message(
        conversation=conversation,
        question="a\n'b'",
        answer="%s",
        language="ko",
        kind="data",
        confidence=0.25,
        sources=[{"id": "1", "as_of": None}],
        chart=[["독일", 1.5]],
        helpful=True,
    )
    insert(conversation)
    insert(message)

    for row in (conversation, message):
        found = type(row).objects.get(pk=row.pk)
        names = [field.attname for field in row._meta.concrete_fields]
        assert [getattr(found, name) for name in names] == [getattr(row, name) for name in names]
    assert list(conversation.messages.all()) == [message]


def test_an_inserted_row_can_be_changed_and_saved(alice: Any) -> None:
    conversation = Conversation(owner=alice, title="before")
    insert(conversation)
    conversation.title = "after"
    conversation.save()

    assert Conversation.objects.get().title == "after"


def test_the_row_that_is_read_is_the_one_the_orm_reads(alice: Any, bob: Any) -> None:
    for person in (alice, bob):
        issue_tokens(person)
    sign_in = bob.sign_ins.get()
    found = first(User, SIGNED_IN, [sign_in._meta.pk.get_db_prep_save(sign_in.pk, connection)])
    same = User.objects.get(pk=bob.pk)

    assert found == same
    assert {**vars(found), "_state": None} == {**vars(same), "_state": None}


def test_no_row_is_none(alice: Any) -> None:
    issue_tokens(alice)

    assert first(User, f"{SIGNED_IN} AND 1 = 0", [None]) is None

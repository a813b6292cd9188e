from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.conftest import PASSWORD, Caller


@pytest.fixture
def sign_in(db: None) -> Callable[..., httpx.Response]:
    """`sign_in("alice@example.com")` asks for tokens with the right password; keywords make it another one."""

    def ask(email: str, password: str = PASSWORD, **options: Any) -> httpx.Response:
        return Caller()("POST", "/auth/token", data={"username": email, "password": password}, **options)

    return ask


@pytest.fixture
def bearer(db: None) -> Callable[[str], Caller]:
    """A caller with this very string as access token."""

    def make(token: str) -> Caller:
        caller = Caller()
        caller.headers["Authorization"] = f"Bearer {token}"
        return caller

    return make

"""Django's own sign-in (pages and admin) through the same door as the API's."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from finnect.accounts import services
from finnect.accounts.models import User
from finnect.kit.errors import Problem


class ThrottledBackend(ModelBackend):
    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The user, or None with the reason kept on the request for the form to show."""
        address = request.META.get("REMOTE_ADDR", "") if request else ""
        try:
            return services.authenticate(email=username or kwargs.get("email", ""), password=password or "", address=address)
        except Problem as problem:
            if request is not None:
                request.sign_in_problem = problem  # type: ignore[attr-defined]
            return None

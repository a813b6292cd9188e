"""Argon2 with the memory of OWASP's second choice, a bound on how many are computed at once, and what is too easy to guess."""

import re
import threading
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

AT_ONCE = threading.BoundedSemaphore(4)


class BoundedArgon2(Argon2PasswordHasher):
    """19 MiB and about 16 ms a check; four at once at most, so that a rush of sign-ins takes 76 MiB, not gigabytes."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with AT_ONCE:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with AT_ONCE:
            return super().verify(password, encoded)

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing to even out: there is one hasher with one set of parameters."""

    def must_update(self, encoded: str) -> Any:
        with AT_ONCE:
            return super().must_update(encoded)


class ContextWords:
    """What anybody would try first in this house does not count towards a password's length (ASVS 6.2.11)."""

    WORDS = re.compile("finnect|admin|password|passwort|관리자|비밀번호", re.IGNORECASE)

    def __init__(self, min_length: int = 8) -> None:
        self.min_length = min_length

    def validate(self, password: str, user: object = None) -> None:
        if self.WORDS.search(password) and len(self.WORDS.sub("", password)) < self.min_length:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return _("Words such as “finnect” and “admin” do not count towards the length of a password.")

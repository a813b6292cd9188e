"""Argon2 with the memory of OWASP's second choice, and a bound on how many are computed at once."""

import threading
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher

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

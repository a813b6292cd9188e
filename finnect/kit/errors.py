"""Errors as part of the language: what happened, where, and what to do.

A `Problem` is raised by whoever notices it, pure code included, and turned into an `application/problem+json` answer
(RFC 9457) once, at the edge. Its texts are English message ids, translated where they are shown, so a problem kept with a
job can be read in Korean by one person and in English by another.
"""

from typing import Any, ClassVar

from finnect.kit.words import N_


class Problem(Exception):
    """A failure that its user can understand; subclasses name one each.

    `detail` holds `%(name)s` placeholders that are filled from the keyword arguments. The arguments named in `extras` are
    also shown as members of the problem document, next to `code` and `detail`.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "PROBLEM"
    title: ClassVar[str] = N_("That did not work")
    detail: ClassVar[str] = ""
    extras: ClassVar[tuple[str, ...]] = ()
    by_code: ClassVar[dict[str, type["Problem"]]] = {}
    _KEPT: ClassVar[tuple[str, ...]] = ("code", "status", "title", "detail", "extras")

    def __init__(self, *, headers: dict[str, str] | None = None, **params: Any) -> None:
        self.params = params
        self.headers = headers or {}
        super().__init__(f"{self.code}: {self.detail % params if self.detail else self.title}")

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "code" in cls.__dict__:
            Problem.by_code[cls.code] = cls

    def as_record(self) -> dict[str, Any]:
        """What a job keeps of it; `restore` reads it back."""
        return {**{name: getattr(self, name) for name in Problem._KEPT}, "params": self.params}

    @staticmethod
    def restore(record: dict[str, Any]) -> "Problem":
        """The problem that `as_record` kept, also in a process that has not imported its class."""
        known = Problem.by_code.get(record["code"])
        cls = known or type("Restored", (Problem,), {name: record[name] for name in Problem._KEPT if name in record})
        return cls(**record["params"])


class NotFound(Problem):
    status = 404
    code = "NOT_FOUND"
    title = N_("Not found")
    detail = N_("There is no %(what)s with this id among those you may see.")


class Invalid(Problem):
    status = 422
    code = "INVALID_REQUEST"
    title = N_("The request cannot be understood")
    detail = N_("%(where)s: %(reason)s")

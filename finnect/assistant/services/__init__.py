"""Answer a question, remember it, learn from what administrators write.

Names are imported when first used: the admin's module is read by every process, also by those that never answer.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from finnect.assistant.services.answering import Said, ask, explain, give_feedback
    from finnect.assistant.services.learning import compared, knowledge, plant_seeds
    from finnect.assistant.services.open_questions import unanswered
    from finnect.assistant.services.previewing import Preview, preview

_HOMES = {
    "answering": ("Said", "ask", "explain", "give_feedback"),
    "learning": ("compared", "knowledge", "plant_seeds"),
    "open_questions": ("unanswered",),
    "previewing": ("Preview", "preview"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = ["Preview", "Said", "ask", "compared", "explain", "give_feedback", "knowledge", "plant_seeds", "preview", "unanswered"]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)

"""Answer a question, remember it, learn from what administrators write."""

from finnect.assistant.services.answering import Said, ask, explain, give_feedback
from finnect.assistant.services.learning import knowledge, plant_seeds
from finnect.assistant.services.previewing import Preview, preview
from finnect.assistant.services.unanswered import unanswered

__all__ = ["Preview", "Said", "ask", "explain", "give_feedback", "knowledge", "plant_seeds", "preview", "unanswered"]

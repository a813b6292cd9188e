"""What a new installation knows: intents, FAQ, and examples of what the assistant is not for."""

from finnect.assistant.dialogue.seeds.faq import FAQ
from finnect.assistant.dialogue.seeds.intents import INTENTS
from finnect.assistant.dialogue.seeds.phrases import lines

OUTSIDE = lines("outside.txt")  # they teach the classifier where its business ends

__all__ = ["FAQ", "INTENTS", "OUTSIDE"]

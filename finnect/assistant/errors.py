"""Why a question is not taken."""

from finnect.kit.errors import Problem
from finnect.kit.words import N_


class QuestionTooLong(Problem):
    status = 422
    code = "QUESTION_TOO_LONG"
    title = N_("The question is too long")
    detail = N_("Please ask in at most %(most)d characters.")


class TooManyQuestions(Problem):
    status = 429
    code = "TOO_MANY_QUESTIONS"
    title = N_("Too many questions at once")
    detail = N_("At most %(most)d questions a minute are answered. Wait a moment, please.")

"""The figure of how the assistant's questions were answered: the assistant counts, the dashboard draws, and only here both are known."""

from django.utils.translation import gettext as _

from finnect.accounts.models import User
from finnect.assistant import queries
from finnect.dashboard import figures


def assistant_outcomes(admin: User) -> figures.Figure:
    """Answers by day and kind, and beneath the title how many of those that were rated were called helpful."""
    names = {"data": _("data"), "intent": _("intent"), "faq": "FAQ", "llm": "LLM", "fallback": _("not understood")}
    rated, helpful = queries.ratings()
    share = _("%(share)s of %(rated)s rated answers were helpful") % {"share": f"{helpful / rated:.0%}", "rated": rated} if rated else ""
    title = _("The assistant's answers by day")
    return figures.stacked_counts(queries.outcomes_by_day(), title=f"{title} · {share}" if share else title, names=names)

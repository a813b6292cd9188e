"""Ask the assistant."""

from typing import Annotated, Any

import typer

from finnect.config.cli.terminal import commands, err, out, told, with_django

app = commands()


@app.command()
def ask(
    question: str,
    user: Annotated[str, typer.Option(help="E-mail of the person asking; the first administrator without it.")] = "",
    explain: Annotated[bool, typer.Option("--explain", help="Show what each step took and how sure it was.")] = False,
    language: Annotated[str, typer.Option(help="ko or en, where the question does not tell")] = "ko",
) -> None:
    """Ask the assistant."""
    settings = with_django()
    from finnect.accounts.models import User
    from finnect.assistant import services

    people = User.objects.filter(email=User.objects.normalize_email(user)) if user else User.objects.filter(role="admin")
    asker = people.order_by("created_at").first()
    if asker is None:
        raise typer.BadParameter("nobody has this address" if user else "there is no administrator yet", param_hint="--user")
    spoken: Any = "en" if language == "en" else "ko"
    if explain:
        compared = services.compared(wait=60)
        for step in services.explain(asker, question, spoken).steps:
            err.print(f"{step.name:>14}  {step.confidence:5.2f}  {step.took}", highlight=False)
        if compared:
            used = f"used, by {compared.share:.0%}" if compared.is_used else "not used"
            worth = f"{compared.together} of {compared.phrases} phrases told apart, {compared.ours} without it: {used}"
            err.print(f"{'embedding':>14}        {compared.model}: {worth}", highlight=False)
        elif settings.EMBEDDING_MODEL:
            err.print(f"{'embedding':>14}        {settings.EMBEDDING_MODEL} did not answer", highlight=False)
    with told():
        message, suggestions = services.ask(user=asker, question=question, language=spoken)
    out.print(message.answer, highlight=False, soft_wrap=True)
    for suggestion in suggestions:
        out.print(f"  · {suggestion}", highlight=False)

"""Who may sign in."""

from typing import Annotated

import typer

from finnect.config.cli.terminal import commands, out, told, with_django

app = commands("People who may sign in.")


@app.command("create")
def create_user(
    email: str,
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, help="At least 8 characters.")],
    role: Annotated[str, typer.Option(help="admin or user")] = "user",
    language: Annotated[str, typer.Option(help="ko or en")] = "ko",
) -> None:
    """Create a user."""
    with_django()
    from finnect.accounts.models import User
    from finnect.accounts.services import create_user as create
    from finnect.config.starting import migrate

    migrate()
    if role not in User.Role.values:
        raise typer.BadParameter("admin or user", param_hint="--role")
    with told():
        user = create(email=email, password=password, role=role, language=language)
    out.print(f"{user.email} ({user.role})")

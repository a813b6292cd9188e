"""What sign-in answers."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel


class Tokens(BaseModel):
    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"
    expires_in: int


class Me(BaseModel):
    id: UUID
    email: str
    role: Literal["admin", "user"]
    language: str

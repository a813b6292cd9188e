"""People and their sign-ins."""

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalize_email(username or ""))

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Lower-case throughout: nobody means two people by `Kim@…` and `kim@…`."""
        return super().normalize_email(email).strip().lower()


class User(AbstractBaseUser, PermissionsMixin):
    """A person of the house. Administrators see everybody's uploads and use Django Admin."""

    class Role(models.TextChoices):
        ADMIN = "admin", _("administrator")
        USER = "user", _("user")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.USER)
    language = models.CharField(_("language"), max_length=2, choices=[("ko", "한국어"), ("en", "English")], default="ko")
    is_active = models.BooleanField(_("active"), default=True)
    token_version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "email"

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def clean(self) -> None:
        super().clean()
        self.email = User.objects.normalize_email(self.email)

    @property
    def is_admin(self) -> bool:
        return self.role == self.Role.ADMIN

    @property
    def is_staff(self) -> bool:
        """Who may open Django Admin."""
        return self.is_active and self.is_admin

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with the token version, so that browser sessions end with the tokens."""
        return f"{super().get_session_auth_hash()}{self.token_version}"

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.token_version += 1


class SignIn(models.Model):
    """One sign-in through the API: a family of refresh tokens of which the newest alone is good."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins", verbose_name=_("user"))
    refresh_jti = models.UUIDField(_("newest refresh token"), default=uuid.uuid4)
    created_at = models.DateTimeField(_("signed in"), default=timezone.now)
    refreshed_at = models.DateTimeField(_("refreshed"), default=timezone.now)
    revoked_at = models.DateTimeField(_("signed out"), null=True, blank=True)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")

    def __str__(self) -> str:
        return f"{self.user} {timezone.localtime(self.created_at):%Y-%m-%d %H:%M}"

"""What the pages about passwords ask for. Judging the answers is left to `accounts.services`."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 1024


class SignInForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    password = forms.CharField(label=_("Password"), max_length=LONGEST, strip=False)


class PasswordForm(forms.Form):
    old = forms.CharField(label=_("Old password"), max_length=LONGEST, strip=False)
    new = forms.CharField(label=_("New password"), max_length=LONGEST, strip=False)


class SetupForm(SignInForm):
    """The first administrator."""

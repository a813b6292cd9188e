"""What the two pages before sign-in ask for. Judging the answers is left to `accounts.services`."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 1024


class SignInForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    password = forms.CharField(label=_("Password"), max_length=LONGEST, strip=False)


class SetupForm(SignInForm):
    """The first administrator."""

"""The pages: sign-in and set-up, and the shells of everything behind them."""

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import AccessMixin
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language, get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django.views.generic import TemplateView
from django.views.i18n import set_language

from finnect.accounts import services as accounts
from finnect.accounts.errors import InvalidCredentials
from finnect.accounts.models import User
from finnect.dashboard.forms import PasswordForm, SetupForm, SignInForm
from finnect.dashboard.texts import texts
from finnect.kit.errors import Invalid, Problem
from finnect.kit.language import document


@method_decorator(never_cache, name="dispatch")
class Shell(AccessMixin, TemplateView):
    """A page without its content: the page's own module fetches that from the API, as the same person."""

    http_method_names = ["get", "head", "options"]
    is_public = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_public and not request.user.is_authenticated:
            return self.handle_no_permission()
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(texts=texts(), csrf_cookie=settings.CSRF_COOKIE_NAME, **kwargs)


class ApiDocs(Shell):
    template_name = "dashboard/api_docs.html"

    @property
    def is_public(self) -> bool:  # type: ignore[override]
        return settings.API_DOCS_PUBLIC


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(_wanted(request))
    form = SignInForm(request.POST or None)
    problem: Problem | None = None
    if request.method == "POST":
        if form.is_valid():
            user = authenticate(request, username=form.cleaned_data["email"], password=form.cleaned_data["password"])
            if isinstance(user, User):
                return _welcome(request, user, _wanted(request))
        problem = getattr(request, "sign_in_problem", None) or InvalidCredentials()
    return _answer(request, "dashboard/sign_in.html", problem, form=form, next=request.GET.get("next", ""))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect(settings.LOGIN_URL)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """The first administrator, by the link that the first start prints; closed for ever afterwards."""
    try:
        accounts.check_setup(token)
    except Problem as problem:
        return _answer(request, "dashboard/setup_closed.html", problem)
    form = SetupForm(request.POST or None)
    refusal: Problem | None = None
    if request.method == "POST":
        try:
            if not form.is_valid():
                raise _first_error(form)
            user = accounts.set_up(token=token, language=_language(), **form.cleaned_data)
        except Problem as problem:
            refusal = problem
        else:
            return _welcome(request, user, settings.LOGIN_REDIRECT_URL)
    return _answer(request, "dashboard/setup.html", refusal, form=form)


@sensitive_post_parameters("old", "new")
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Another password for oneself: every other session and token ends, this session goes on."""
    form = PasswordForm(request.POST or None)
    refusal: Problem | None = None
    if request.method == "POST":
        try:
            if not form.is_valid():
                raise _first_error(form)
            email, address = request.user.get_username(), request.META.get("REMOTE_ADDR", "")
            user = accounts.authenticate(email=email, password=form.cleaned_data["old"], address=address)
            accounts.change_password(user, form.cleaned_data["new"])
        except Problem as problem:
            refusal = problem
        else:
            return _welcome(request, user, settings.LOGIN_REDIRECT_URL)
    return _answer(request, "dashboard/password.html", refusal, form=form)


@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Django's switch, which also remembers the choice with the person."""
    code = request.POST.get("language", "")
    if isinstance(request.user, User) and check_for_language(code) and code in dict(settings.LANGUAGES):
        accounts.change_user(request.user, language=code)
    return set_language(request)


def _welcome(request: HttpRequest, user: User, address: str) -> HttpResponse:
    """Begin the session; a browser that was never told a language takes the person's."""
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    answer = redirect(address)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return answer


def _answer(request: HttpRequest, template: str, problem: Problem | None, **context: Any) -> HttpResponse:
    context["problem"] = document(problem) if problem else None
    answer = render(request, template, context, status=problem.status if problem else 200)
    for name, value in (problem.headers if problem else {}).items():
        answer[name] = value
    return answer


def _first_error(form: Form) -> Invalid:
    field, messages = next(iter(form.errors.items()))
    return Invalid(where=form[field].label, reason=" ".join(messages))


def _wanted(request: HttpRequest) -> str:
    """Where the person was going, if that is one of our own pages."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if safe else settings.LOGIN_REDIRECT_URL


def _language() -> str:
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]

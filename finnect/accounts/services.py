"""Signing in and out, and changing who may do what."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from finnect.accounts import throttle, tokens
from finnect.accounts.errors import EmailTaken, InvalidCredentials, NotSignedIn, SetupClosed, WeakPassword
from finnect.accounts.models import SignIn, User
from finnect.kit.errors import Invalid
from finnect.kit.language import say
from finnect.kit.rows import columns_of, first
from finnect.kit.words import N_

log = structlog.get_logger(__name__)
LONGEST_PASSWORD = 1024
SETUP_SECONDS = 24 * 3600
# Asked with every request, and so written out: putting it into words takes the ORM longer than the database takes to answer.
SIGNED_IN = f"""
    SELECT {columns_of(User, "person")} FROM accounts_user person JOIN accounts_signin sign_in ON sign_in.user_id = person.id
    WHERE sign_in.id = %s AND sign_in.revoked_at IS NULL"""


@dataclass(frozen=True, slots=True)
class LivingSignIn:
    """One that was not revoked, and whose it is."""

    id: uuid.UUID
    user: User


@dataclass(frozen=True, slots=True)
class TokenPair:
    access_token: str
    refresh_token: str
    expires_in: int


def authenticate(*, email: str, password: str, address: str) -> User:
    """The active user whose password this is; the same answer in the same time for everybody else.

    :raises InvalidCredentials: for an unknown address, an inactive user and a wrong password alike.
    :raises TooManyAttempts: after too many of these.
    """
    if len(password) > LONGEST_PASSWORD:
        raise Invalid(where="password", reason=_too_long())
    email = User.objects.normalize_email(email)
    throttle.check(email, address)
    user = User.objects.filter(email=email).first()
    right = check_password(password, user.password if user else _nobodys_password())
    throttle.check(email, address)  # once more: of many guesses sent at once, those past the limit learn nothing
    if not user or not right or not user.is_active:
        throttle.count_failure(email, address)
        log.warning("sign_in.failed", email=email, address=address)
        raise InvalidCredentials()
    throttle.forget(email, address)
    log.info("sign_in.succeeded", user=str(user.id), address=address)
    return user


def _nobodys_password() -> str:
    global _dummy
    _dummy = _dummy or make_password(uuid.uuid4().hex)
    return _dummy


_dummy = ""


def issue_tokens(user: User) -> TokenPair:
    """Begin a sign-in: an access token, and the first refresh token of a new family."""
    sign_in = SignIn.objects.create(user=user)
    return _pair(sign_in, user)


def refresh_tokens(refresh_token: str) -> TokenPair:
    """Exchange a refresh token for a new pair.

    The old one dies; when it comes again somebody has stolen one of the two, and the whole family ends (ASVS 7.4.1).

    :raises NotSignedIn: for every token that is not the newest of a living family.
    """
    try:
        claims = tokens.read(refresh_token, "refresh")
    except tokens.BadToken as error:
        raise NotSignedIn() from error
    family = SignIn.objects.filter(id=claims.sign_in_id, revoked_at=None)
    sign_in = family.select_related("user").first()
    if not sign_in or not sign_in.user.is_active or sign_in.user.token_version != claims.token_version:
        raise NotSignedIn()
    oldest = timezone.now() - timedelta(seconds=settings.REFRESH_TOKEN_SECONDS)
    sign_in.refresh_jti = uuid.uuid4()
    # Conditions on this row alone: PostgreSQL would not look at those of a joined row again after waiting for a rival.
    newest = family.filter(refresh_jti=claims.jti, refreshed_at__gt=oldest)
    if not newest.update(refresh_jti=sign_in.refresh_jti, refreshed_at=timezone.now()):
        if family.update(revoked_at=timezone.now()):
            log.warning("refresh_token.reused", user=str(claims.user_id))
        raise NotSignedIn()
    return _pair(sign_in, sign_in.user)


def _pair(sign_in: SignIn, user: User) -> TokenPair:
    def token(use: tokens.Use, jti: uuid.UUID) -> str:
        return tokens.issue(tokens.Claims(user.id, sign_in.id, user.token_version, jti), use)

    return TokenPair(token("access", uuid.uuid4()), token("refresh", sign_in.refresh_jti), settings.ACCESS_TOKEN_SECONDS)


def sign_in_of(access_token: str) -> LivingSignIn:
    """The living sign-in behind an access token, with its user as the database knows him now.

    :raises NotSignedIn: when the token, the sign-in, or the user is not good any more.
    """
    try:
        claims = tokens.read(access_token, "access")
    except tokens.BadToken as error:
        raise NotSignedIn() from error
    user = first(User, SIGNED_IN, [SignIn._meta.pk.get_db_prep_value(claims.sign_in_id, connection)])
    if not user or not user.is_active or user.token_version != claims.token_version:
        raise NotSignedIn()
    return LivingSignIn(claims.sign_in_id, user)


def sign_out(sign_in: LivingSignIn) -> None:
    SignIn.objects.filter(id=sign_in.id, revoked_at=None).update(revoked_at=timezone.now())
    log.info("sign_out", user=str(sign_in.user.id))


def create_user(*, email: str, password: str, role: str = str(User.Role.USER), language: str = "ko") -> User:
    """:raises EmailTaken: :raises WeakPassword: :raises Invalid: for what is no e-mail address, with which nobody could sign in"""
    user = User(email=User.objects.normalize_email(email), role=role, language=language)
    try:
        validate_email(user.email)
    except ValidationError as error:
        raise Invalid(where="email", reason=" ".join(error.messages)) from error
    check_strength(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise EmailTaken(email=user.email) from error
    log.info("user.created", user=str(user.id), role=role)
    return user


def check_strength(password: str, user: User) -> None:
    """:raises WeakPassword: naming what is missing."""
    if len(password) > LONGEST_PASSWORD:
        raise WeakPassword(reason=_too_long())
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(reason=" ".join(error.messages)) from error


def _too_long() -> str:
    return say(N_("must have at most %(max_length)d characters"), {"max_length": LONGEST_PASSWORD})


@transaction.atomic
def make_admin(*, email: str, password: str) -> User:
    """An active administrator with this password: a new person, or the one who has the address.

    :raises WeakPassword:
    """
    user = User.objects.filter(email=User.objects.normalize_email(email)).first()
    if user is None:
        return create_user(email=email, password=password, role=str(User.Role.ADMIN))
    change_user(user, role=User.Role.ADMIN, is_active=True)
    change_password(user, password)
    return user


def is_last_admin(*people: User) -> bool:
    """Whether nobody could administrate any more without them."""
    ids = [one.id for one in people]
    admins = User.objects.filter(role=User.Role.ADMIN, is_active=True)
    return admins.filter(id__in=ids).exists() and not admins.exclude(id__in=ids).exists()


def hold(*ids: uuid.UUID) -> None:
    """Until the transaction ends nobody else holds these people: in one order, so that no two who hold several wait for each other."""
    list(User.objects.select_for_update(no_key=True).filter(id__in=ids).order_by("id").values_list("id"))


def end_sign_ins(user: User) -> None:
    """Make every token and session of this user useless at once; for changes of role, activity or password."""
    User.objects.filter(id=user.id).update(token_version=F("token_version") + 1)
    SignIn.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    log.info("user.sign_ins_ended", user=str(user.id))


@transaction.atomic
def change_user(user: User, **changes: object) -> User:
    """Change e-mail, role, language or activity; a change of who he is or what he may do ends his sign-ins."""
    if "email" in changes:
        changes["email"] = User.objects.normalize_email(str(changes["email"]))
    before = User.objects.select_for_update().values(*changes).get(id=user.id) if changes else {}
    changed = {name for name, value in changes.items() if before[name] != value}
    for name, value in changes.items():
        setattr(user, name, value)
    user.save(update_fields=list(changes))
    if changed - {"language"}:
        end_sign_ins(user)
        user.refresh_from_db(fields=["token_version"])
    return user


@transaction.atomic
def change_password(user: User, password: str) -> None:
    """:raises WeakPassword:"""
    check_strength(password, user)
    user.set_password(password)
    user.save(update_fields=["password", "token_version"])
    SignIn.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())


def needs_first_admin() -> bool:
    return not User.objects.filter(role=User.Role.ADMIN, is_active=True).exists()


def setup_token() -> str:
    """For the set-up link; good for a day and only while there is no administrator, so that it works once."""
    return _signer().sign("first-admin").split(":", 1)[1]


def set_up(*, token: str, email: str, password: str, language: str) -> User:
    """Create the first administrator with a set-up link.

    :raises SetupClosed: when the link is wrong, old, or there is an administrator already.
    """
    check_setup(token)
    return create_user(email=email, password=password, role=str(User.Role.ADMIN), language=language)


def check_setup(token: str) -> None:
    """:raises SetupClosed: when `set_up` would."""
    try:
        _signer().unsign(f"first-admin:{token}", max_age=SETUP_SECONDS)
    except BadSignature as error:
        raise SetupClosed() from error
    if not needs_first_admin():
        raise SetupClosed()


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="finnect.setup")

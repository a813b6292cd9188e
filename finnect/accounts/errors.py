"""What can go wrong when somebody signs in."""

from finnect.kit.errors import Problem
from finnect.kit.words import N_


class InvalidCredentials(Problem):
    status = 401
    code = "INVALID_CREDENTIALS"
    title = N_("Sign-in failed")
    detail = N_("The e-mail address or the password is wrong. Check both, or ask an administrator for a new password.")


class NotSignedIn(Problem):
    status = 401
    code = "NOT_SIGNED_IN"
    title = N_("Please sign in")
    detail = N_("This needs a valid access token. Sign in again, or refresh the token.")


class TooManyAttempts(Problem):
    status = 429
    code = "TOO_MANY_ATTEMPTS"
    title = N_("Too many attempts")
    detail = N_("Too many sign-ins failed from this address. Try again in %(seconds)d seconds.")


class AdminsOnly(Problem):
    status = 403
    code = "ADMINS_ONLY"
    title = N_("For administrators")
    detail = N_("Only administrators may do this. Ask one of them.")


class CsrfFailed(Problem):
    status = 403
    code = "CSRF_FAILED"
    title = N_("The page is out of date")
    detail = N_("The request did not carry this session's CSRF token. Reload the page and try again.")


class WeakPassword(Problem):
    status = 422
    code = "WEAK_PASSWORD"
    title = N_("The password is too weak")
    detail = N_("%(reason)s")


class EmailTaken(Problem):
    status = 409
    code = "EMAIL_TAKEN"
    title = N_("The e-mail address is in use")
    detail = N_("There is already a user with the address %(email)s.")


class SetupClosed(Problem):
    status = 404
    code = "SETUP_CLOSED"
    title = N_("Set-up is closed")
    detail = N_(
        "The set-up link is not valid, too old, or was used before. Restart Finnect for a new one if there is no administrator yet."
    )

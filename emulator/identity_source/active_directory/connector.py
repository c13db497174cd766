"""AD Connector: whether it can look anything up with its service account (facts/signin.md §1.17)."""

from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.active_directory.rejection import Reason, Rejection

_SERVICE_ACCOUNT = "service account of AD Connector"
_EXPIRED = {
    Reason.PASSWORD_EXPIRED: "a password that has not expired",
    Reason.MUST_CHANGE_PASSWORD: "a password that need not be changed",
    Reason.ACCOUNT_EXPIRED: "an account that has not expired",
}


def refused_connector(user_name: str, rejection: Rejection) -> Refusal:
    """The refusal (ad-connector.credentials-invalid or .credentials-expired) of a service account."""
    expired = _EXPIRED.get(rejection.reason)
    if expired is not None:
        return _refusal("credentials-expired", _SERVICE_ACCOUNT, f"{user_name} {rejection.words}", expected=expired)
    if rejection.reason is Reason.WRONG_PASSWORD:
        found = f"another password than that of {user_name} in the domain"
        return _refusal("credentials-invalid", _SERVICE_ACCOUNT, found, expected="the password of the account")
    found = f"{user_name} {rejection.words}"
    return _refusal("credentials-invalid", _SERVICE_ACCOUNT, found, expected="an account that may log on")


def no_password(user_name: str) -> Refusal:
    """The refusal (ad-connector.credentials-invalid) of a service account whose password nobody has given."""
    expected = "`password`, or the setting ldap_password"
    return _refusal("credentials-invalid", _SERVICE_ACCOUNT, f"no password for {user_name}", expected=expected)


def unreachable(where: str, found: str, expected: str) -> Refusal:
    """The refusal (ad-connector.unreachable) where no domain controller answers as it should."""
    return _refusal("unreachable", where, found, expected=expected)


def _refusal(which: str, where: str, found: str, *, expected: str) -> Refusal:
    return Refusal(
        "AccessDeniedException",
        "The directory cannot be reached",
        cause=f"ad-connector.{which}",
        facts=Facts(where=where, found=found, expected=expected),
    )

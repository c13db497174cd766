"""Signing in with the password of a connected Active Directory (facts/signin.md §1.6, §1.17, §3.7)."""

from emulator.directory.password_hashes import matches
from emulator.directory.user import ExternalId, User
from emulator.directory.users import user_by_external_id, user_by_user_name
from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.active_directory.contents import Account, Domain
from emulator.identity_source.active_directory.diagnosis import stale_user
from emulator.identity_source.active_directory.directory import Directory, the_directory
from emulator.identity_source.active_directory.mappings import directory_issuer
from emulator.identity_source.active_directory.rejection import Reason, Rejection
from emulator.identity_source.active_directory.sync import not_synchronized
from emulator.identity_source.active_directory.user_names import NameForm, account_of, form_of
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import Instance
from emulator.signin.mfa.settings import mfa_settings_of
from emulator.signin.visit import Visit
from emulator.store.transaction import Transaction

# Who has users in as many domains types DOMAIN\user.
_MANY_DOMAINS = 4


class DirectoryUnreachable(Exception):
    """AD Connector cannot look anybody up; `refusal` says why (ad-connector.*)."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def user_of_typed_name(tx: Transaction, instance: Instance, typed: str) -> User | None:
    """Whose user name was typed; with a connected directory it is looked up there, in each of its forms.

    While the directory cannot be asked, nobody is found; the password page tells why.
    """
    store_id = instance.identity_store_id
    if identity_source(tx, store_id) is not SourceKind.ACTIVE_DIRECTORY:
        return user_by_user_name(tx, store_id, typed)
    try:
        account, _ = _look_up(tx, the_directory(tx, store_id), typed)
    except DirectoryUnreachable:
        return None
    return None if account is None else _user_of(tx, store_id, account)


def check_directory_password(tx: Transaction, visit: Visit, typed: str) -> Refusal | None:
    """The refusal where directory or AWS do not let the person in.

    unconfirmed: that the form of the name is judged with the password and not before. Raises DirectoryUnreachable.
    """
    name = visit.workflow.user_name or ""
    directory = the_directory(tx, visit.instance.identity_store_id)
    account, domains = _look_up(tx, directory, name)
    if account is None:
        # An embedded directory would answer sooner than for somebody it has.
        matches(None, typed)
        return _refusal("sign-in.unknown-user", "a user name that nobody has", "the name of a user of the directory")
    form = _refused_form(tx, visit.instance, account, name, domains)
    if form is not None:
        return form
    try:
        rejection = directory.source.check_password(account, typed, tx.now())
    except Refusal as refusal:
        raise DirectoryUnreachable(refusal) from refusal
    if rejection is not None:
        return rejected(account, rejection)
    if visit.user is not None and not visit.user.active:
        return _disabled_here(tx, visit.instance, account, visit.user)
    # unconfirmed: that a user outside the sync scope is refused like an unknown one
    return not_synchronized(account.down_level_name) if visit.user is None else None


def refused_name(tx: Transaction, instance: Instance, typed: str) -> Refusal | None:
    """Why somebody whom the directory has is not let in by that form of the name; None where the form is taken.

    None also where the directory cannot be asked, or has nobody of that name.
    """
    try:
        account, domains = _look_up(tx, the_directory(tx, instance.identity_store_id), typed)
    except DirectoryUnreachable:
        return None
    return None if account is None else _refused_form(tx, instance, account, typed, domains)


def rejected(account: Account, rejection: Rejection) -> Refusal:
    """The refusal of somebody whom the directory itself does not let in."""
    cause, expected = _CAUSES[rejection.reason]
    if rejection.reason is Reason.WRONG_PASSWORD:
        expected = f"the password of {account.down_level_name} in the directory"
        return _refusal(cause, "another password", expected)
    return _refusal(cause, f"{account.down_level_name} {rejection.words}", expected)


_CAUSES = {
    Reason.WRONG_PASSWORD: ("sign-in.wrong-password", "the password"),
    Reason.UNKNOWN_USER: ("sign-in.unknown-user", "the name of a user of the directory"),
    Reason.DISABLED: ("sign-in.user-disabled", "a user who is enabled"),
    Reason.LOCKED: ("active-directory.account-locked", "an account that is not locked out"),
    Reason.ACCOUNT_EXPIRED: ("active-directory.account-expired", "an account that has not expired"),
    Reason.PASSWORD_EXPIRED: ("active-directory.password-expired", "a password that has not expired"),
    Reason.MUST_CHANGE_PASSWORD: ("active-directory.password-expired", "a password that need not be changed"),
    Reason.LOGON_HOURS: ("active-directory.logon-restricted", "an account without restricted logon hours"),
    Reason.WORKSTATION: ("active-directory.logon-restricted", "an account that may log on to all computers"),
}


def _disabled_here(tx: Transaction, instance: Instance, account: Account, user: User) -> Refusal:
    """The refusal of somebody whom the directory lets in, and AWS does not."""
    stale = stale_user(tx, instance.identity_store_id, user)
    if stale is None:
        return _refusal("sign-in.user-disabled", f"{account.down_level_name} is disabled", "a user who is enabled")
    cause, facts = stale
    return Refusal("AccessDeniedException", "The user name or password is wrong", cause=cause, facts=facts)


def _look_up(tx: Transaction, directory: Directory, typed: str) -> tuple[Account | None, tuple[Domain, ...]]:
    try:
        domains, candidates = directory.source.candidates(typed, tx.now())
    except Refusal as refusal:
        raise DirectoryUnreachable(refusal) from refusal
    return account_of(domains, candidates, typed), domains


def _user_of(tx: Transaction, store_id: str, account: Account) -> User | None:
    return user_by_external_id(tx, store_id, ExternalId(directory_issuer(store_id), account.object_guid))


def _refused_form(
    tx: Transaction, instance: Instance, account: Account, typed: str, domains: tuple[Domain, ...]
) -> Refusal | None:
    """While MFA is on, or with four domains, only the down-level name is taken (facts/signin.md §1.6).

    The rule about the domains: manage-your-identity-source-ad.html.
    """
    if form_of(typed) is NameForm.DOWN_LEVEL:
        return None
    settings = mfa_settings_of(tx, instance.identity_store_id)
    if not settings.enabled:
        return None if len(domains) < _MANY_DOMAINS else _many_domains(account, typed, domains)
    return Refusal(
        "AccessDeniedException",
        # unconfirmed: AWS's words
        "The user name cannot be used in this form",
        cause=f"upn.{settings.prompt}-mfa",
        facts=Facts(
            where="user name",
            found=f"a {form_of(typed)}: {typed}",
            expected=f"the down-level name: {account.down_level_name}",
            more={"MFA prompt": settings.prompt},
        ),
    )


def _many_domains(account: Account, typed: str, domains: tuple[Domain, ...]) -> Refusal:
    return Refusal(
        "AccessDeniedException",
        # unconfirmed: AWS's words
        "The user name cannot be used in this form",
        cause="active-directory.four-domains",
        facts=Facts(
            where="user name",
            found=f"a {form_of(typed)}: {typed}",
            expected=f"the down-level name: {account.down_level_name}",
            more={"domains": ", ".join(domain.netbios_name for domain in domains)},
        ),
    )


def _refusal(cause: str, found: str, expected: str) -> Refusal:
    return Refusal(
        "AccessDeniedException",
        "The user name or password is wrong",
        cause=cause,
        facts=Facts(where="sign-in with a password of the directory", found=found, expected=expected),
    )

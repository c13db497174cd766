"""Signing in with the password of a connected Active Directory (facts/signin.md §1.6, §1.17, §3.7)."""

from emulator.directory.user import ExternalId, User
from emulator.directory.users import user_by_external_id, user_by_user_name
from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.active_directory.connector import check_connector
from emulator.identity_source.active_directory.directory import Account, the_directory
from emulator.identity_source.active_directory.mappings import directory_issuer
from emulator.identity_source.active_directory.sync import not_synchronized
from emulator.identity_source.active_directory.user_names import NameForm, account_of, form_of
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import Instance
from emulator.signin.mfa.settings import mfa_settings_of
from emulator.directory.password_hashes import matches
from emulator.signin.visit import Visit
from emulator.store.transaction import Transaction


class DirectoryUnreachable(Exception):
    """AD Connector cannot look anybody up; `refusal` says why (ad-connector.*)."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def user_of_typed_name(tx: Transaction, instance: Instance, typed: str) -> User | None:
    """Whose user name was typed; with a connected directory it is looked up there, in each of its forms."""
    store_id = instance.identity_store_id
    if identity_source(tx, store_id) is not SourceKind.ACTIVE_DIRECTORY:
        return user_by_user_name(tx, store_id, typed)
    account = account_of(the_directory(tx, store_id), typed)
    if account is None:
        return None
    return user_by_external_id(tx, store_id, ExternalId(directory_issuer(store_id), account.object_guid))


def check_directory_password(tx: Transaction, visit: Visit, typed: str) -> Refusal | None:
    """The refusal where directory or AWS do not let the person in; takes as long whether the user exists or not.

    unconfirmed: that the form of the name is judged with the password and not before. Raises DirectoryUnreachable.
    """
    name = visit.workflow.user_name or ""
    directory = the_directory(tx, visit.instance.identity_store_id)
    try:
        check_connector(directory.service_account, tx.now())
    except Refusal as refusal:
        raise DirectoryUnreachable(refusal) from refusal
    account = account_of(directory, name)
    right = matches(account.password_hash if account else None, typed)
    if account is None:
        return _refusal("sign-in.unknown-user", "a user name that nobody has", "the name of a user of the directory")
    form = _refused_form(tx, visit, account, form_of(name))
    if form is not None:
        return form
    if not account.enabled or (visit.user is not None and not visit.user.active):
        return _refusal("sign-in.user-disabled", f"{account.down_level_name} is disabled", "a user who is enabled")
    if not right:
        expected = f"the password of {account.down_level_name} in the directory"
        return _refusal("sign-in.wrong-password", "another password", expected)
    # unconfirmed: that a user outside the sync scope is refused like an unknown one
    return not_synchronized(account.down_level_name) if visit.user is None else None


def _refused_form(tx: Transaction, visit: Visit, account: Account, form: NameForm) -> Refusal | None:
    """While MFA is on, only the down-level name is taken (facts/signin.md §1.6)."""
    settings = mfa_settings_of(tx, visit.instance.identity_store_id)
    if not settings.enabled or form is NameForm.DOWN_LEVEL:
        return None
    return Refusal(
        "AccessDeniedException",
        # unconfirmed: AWS's words
        "The user name cannot be used in this form",
        cause=f"upn.{settings.prompt}-mfa",
        facts=Facts(
            where="user name",
            found=f"a {form}: {visit.workflow.user_name}",
            expected=f"the down-level name: {account.down_level_name}",
            more={"MFA prompt": settings.prompt},
        ),
    )


def _refusal(cause: str, found: str, expected: str) -> Refusal:
    return Refusal(
        "AccessDeniedException",
        "The user name or password is wrong",
        cause=cause,
        facts=Facts(where="sign-in with a password of the directory", found=found, expected=expected),
    )

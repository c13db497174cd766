"""The forms in which people of a connected directory type their user names (facts/signin.md §1.6, §3.7)."""

from collections.abc import Iterable
from enum import StrEnum

from emulator.identity_source.active_directory.contents import Account, Domain


class NameForm(StrEnum):
    """How a user name was typed."""

    PLAIN = "plain name"
    DOWN_LEVEL = "down-level name"
    UPN = "user principal name"


def form_of(typed: str) -> NameForm:
    """The form of a typed name; nothing is looked up."""
    if "\\" in typed:
        return NameForm.DOWN_LEVEL
    return NameForm.UPN if "@" in typed else NameForm.PLAIN


def account_name_in(typed: str) -> str:
    r"""The part of a typed name that is an account name in its domain: `jane` of `CORP\jane` and `jane@corp`."""
    return typed.rpartition("\\")[2] if "\\" in typed else typed.partition("@")[0]


def account_of(domains: tuple[Domain, ...], accounts: Iterable[Account], typed: str) -> Account | None:
    """Whose name this is, whatever its letter case. A plain name is one of the connected domain, the first."""
    wanted, first = typed.casefold(), domains[0]
    for account in accounts:
        names = {account.down_level_name, account.user_principal_name}
        # A domain knows its users by account name and DNS name too, whatever their UPN.
        names.add(f"{account.sam_account_name}@{account.domain.name}")
        if account.domain == first:
            names.add(account.sam_account_name)
        if wanted in {name.casefold() for name in names if name}:
            return account
    return None

"""Plants the passwords of a seed's users."""

from collections.abc import Iterable, Mapping

from emulator.seed.model import SeedUser
from emulator.signin.passwords.policy import check_policy
from emulator.signin.passwords.standard_authentication import choose_email_otp
from emulator.signin.passwords.stored import store_one_time_password, store_password
from emulator.store.transaction import Transaction


def plant_passwords(
    tx: Transaction,
    identity_store_id: str,
    users: Iterable[SeedUser],
    user_ids: Mapping[str, str],
    *,
    send_email_otp: bool,
) -> None:
    """The setting, and the passwords. Raises Refusal (password-reset.policy) for one that breaks the policy."""
    if send_email_otp:
        choose_email_otp(tx, identity_store_id, True)
    plant_passwords_of(tx, users, user_ids)


def plant_passwords_of(tx: Transaction, users: Iterable[SeedUser], user_ids: Mapping[str, str]) -> None:
    """Give the users their passwords. Raises Refusal (password-reset.policy) for one that breaks the policy."""
    for user in users:
        if user.password is not None:
            check_policy(user.password, reused=False)
            store_password(tx, user_ids[user.user_name], user.password)
        if user.one_time_password is not None:
            store_one_time_password(tx, user_ids[user.user_name], user.one_time_password)

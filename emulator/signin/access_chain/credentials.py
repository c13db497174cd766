"""The links of somebody who signs in here, and not at an external provider: password, second factor, mail."""

from sqlalchemy import select

from emulator.directory.user import User
from emulator.guide.refusal import Facts
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.signin.access_chain.link import Case, Link, Question
from emulator.signin.guessing import first_factor_of, locked
from emulator.signin.mfa.methods import usable_devices
from emulator.signin.mfa.required import refused_without_device
from emulator.signin.mfa.settings import WithoutDevice, mfa_settings_of
from emulator.signin.passwords.standard_authentication import sends_email_otp
from emulator.signin.passwords.stored import present_password
from emulator.store.tables.mail import mail_messages

_PASSWORD = Question("password", "Has the user a password that can be used?")
_MFA = Question("mfa", "Can the user give the second factor that is asked for?")
_MAIL = Question("mail", "Did the last message to the user arrive?")


def credentials(case: Case, user: User) -> tuple[Link, ...]:
    """Mail, password and second factor; none with an external provider, whose business they are."""
    source = identity_source(case.tx, case.instance.identity_store_id)
    if source is SourceKind.EXTERNAL_IDP:
        return ()
    of_password = (_password(case, user),) if source is SourceKind.IDENTITY_CENTER else ()
    # Mail comes first: whoever got no invitation has no password either.
    return (_mail(case, user), *of_password, _mfa(case, user))


def _password(case: Case, user: User) -> Link:
    tx, store_id = case.tx, case.instance.identity_store_id
    locking = locked(tx, store_id, first_factor_of(user))
    if locking is not None:
        return _PASSWORD.refused(locking.facts.found, locking)
    stored = present_password(tx, user.user_id)
    if stored is None:
        if sends_email_otp(tx, store_id):
            return _PASSWORD.open("none yet; a code is mailed at the first sign-in")
        facts = Facts(where="password", found=f"{user.user_name} has no password", expected="a user who has set one")
        return _PASSWORD.broken("none", "sign-in.no-password", facts)
    if stored.expired(tx.now()):
        ended = f"a one-time password that expired at {stored.expires_at:%Y-%m-%dT%H:%M:%SZ}"
        facts = Facts(where="password", found=ended, expected="a new one-time password")
        return _PASSWORD.broken(ended, "sign-in.one-time-password-expired", facts)
    kind = "a one-time password" if stored.one_time else "a password"
    return _PASSWORD.sound(f"{kind}, set at {stored.set_at:%Y-%m-%dT%H:%M:%SZ}")


def _mfa(case: Case, user: User) -> Link:
    settings = mfa_settings_of(case.tx, case.instance.identity_store_id)
    if not settings.enabled:
        return _MFA.sound("none is asked for")
    devices = usable_devices(case.tx, user.user_id, settings)
    if devices:
        return _MFA.sound(f"{', '.join(device.name for device in devices)}; {settings.prompt}")
    refusal = refused_without_device(settings, user)
    if refusal is not None:
        return _MFA.refused("no device of an allowed type, and the settings let nothing take its place", refusal)
    if settings.without_device is WithoutDevice.REGISTER:
        return _MFA.open("no device yet; one is registered at the next sign-in")
    return _MFA.sound(f"no device; {settings.without_device}")


def _mail(case: Case, user: User) -> Link:
    address = user.primary_email
    if address is None:
        return _MAIL.open("the user has no e-mail address")
    columns = mail_messages.c
    statement = select(columns.subject, columns.problem, columns.answer, columns.sender, columns.created_at)
    row = case.tx.row(statement.where(columns.recipient == address).order_by(columns.sequence.desc()).limit(1))
    if row is None:
        return _MAIL.open("none was sent")
    told = f"{row['subject']!r} of {row['created_at']:%Y-%m-%dT%H:%M:%SZ}"
    if row["problem"] is None:
        return _MAIL.sound(f"{told} to {address}")
    facts = Facts(where=f"mail from {row['sender']} to {address}", found=row["answer"] or "", expected="delivery")
    return _MAIL.broken(f"{told} did not reach the inbox", row["problem"], facts)

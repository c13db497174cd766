"""The seed that the emulator starts from."""

from importlib.resources import files

from pydantic import ValidationError

from emulator.seed.active_directory import SeedLdap, SeedLdapDirectory
from emulator.seed.document import DocumentUnreadable, parse_document, read_document
from emulator.seed.model import Seed, SeedIdentitySource
from emulator.settings import Settings


def first_seed(settings: Settings) -> Seed:
    """The seed that an empty store is filled with.

    Raises DocumentUnreadable for the seed file, or for settings of a real directory that do not fit.
    """
    if settings.ldap_url is not None:
        return _seed_of_directory(settings)
    return _with_password(read_document(settings.seed, Seed), settings) if settings.seed else default_seed()


def default_seed() -> Seed:
    """A few people to sign in as, from `default.yaml` beside this module."""
    document = files("emulator.seed") / "default.yaml"
    return parse_document(document.read_text("utf-8"), Seed, name=document.name)


def _seed_of_directory(settings: Settings) -> Seed:
    """Active Directory as identity source, with the permission sets of the default seed, assigned to nobody yet."""
    password = settings.ldap_password.get_secret_value() if settings.ldap_password else None
    try:
        ldap = SeedLdap.model_validate(
            {
                "url": settings.ldap_url,
                "base_dn": settings.ldap_base_dn,
                "user_name": settings.ldap_user_name,
                "password": password,
                "start_tls": settings.ldap_start_tls,
                "ca_file": settings.ldap_ca_file,
            }
        )
    except ValidationError as invalid:
        problems = (problem["msg"].removeprefix("Value error, ") for problem in invalid.errors())
        raise DocumentUnreadable("\n".join(problems)) from invalid
    return Seed(
        identity_source=SeedIdentitySource(kind="active-directory"),
        active_directory=SeedLdapDirectory(ldap=ldap),
        permission_sets=default_seed().permission_sets,
    )


def _with_password(seed: Seed, settings: Settings) -> Seed:
    """The seed, where its directory takes the password of the service account from the settings."""
    directory = seed.active_directory
    if not isinstance(directory, SeedLdapDirectory) or directory.ldap.password or settings.ldap_password is None:
        return seed
    ldap = directory.ldap.model_copy(update={"password": settings.ldap_password.get_secret_value()})
    return seed.model_copy(update={"active_directory": directory.model_copy(update={"ldap": ldap})})

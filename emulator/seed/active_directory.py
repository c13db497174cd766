"""The Active Directory of a seed: the domain, what is in it, and how AWS is connected to it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    field_validator,
    model_validator,
)

from emulator.settings import LdapUrl

_Text = Annotated[str, StringConstraints(min_length=1)]
_AccountName = Annotated[str, StringConstraints(pattern=r'^[^"/\\\[\]:;|=,+*?<>@\x00-\x1f]{1,64}$')]
_Guid = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
_Sid = Annotated[str, StringConstraints(pattern=r"^S-1-5-21(-[0-9]{1,10}){3}-[0-9]{1,10}$")]

PRIMARY_GROUP = "Domain Users"


class DirectoryPart(BaseModel):
    """Unknown keys are errors here as everywhere in a seed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SeedDirectoryUser(DirectoryPart):
    """A user of a domain. Ids that are left out are derived from domain and account name."""

    sam_account_name: _AccountName
    user_principal_name: str | None = Field(
        None, description="Default: the account name at the domain. An empty text for a user without one."
    )
    given_name: _Text | None = None
    surname: _Text | None = None
    initials: _Text | None = None
    display_name: _Text | None = Field(None, description="Default: given name and surname.")
    mail: _Text | None = None
    password: _Text | None = Field(None, description="The present one stays when it is left out of a change.")
    enabled: bool = True
    locked: bool = Field(False, description="Locked out after too many wrong passwords.")
    must_change_password: bool = Field(False, description="User must change password at next logon.")
    password_expires_at: AwareDatetime | None = Field(None, description="Default: never.")
    account_expires_at: AwareDatetime | None = Field(None, description="Default: never.")
    log_on_to: tuple[_Text, ...] = Field(
        (), description="Computers that the user may log on to; AD Connector is none of them. Default: all."
    )
    primary_group: _AccountName = PRIMARY_GROUP
    object_guid: _Guid | None = None
    object_sid: _Sid | None = None


class SeedDirectoryGroup(DirectoryPart):
    """A group of a domain, with its ordinary members; who has it as primary group is no such member."""

    name: _AccountName
    members: tuple[_Text, ...] = Field(
        (),
        description=(
            r"Account names, and names of groups to be nested; `EMEA\lena` of a trusted domain becomes a foreign "
            "security principal."
        ),
    )
    object_guid: _Guid | None = None
    object_sid: _Sid | None = None


class SeedTrustedDomain(DirectoryPart):
    """A domain; every one has a group Domain Users, which need not be listed."""

    domain: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
    netbios_name: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{1,15}$")]
    users: tuple[SeedDirectoryUser, ...] = ()
    groups: tuple[SeedDirectoryGroup, ...] = ()

    @property
    def group_names(self) -> set[str]:
        """The groups of the domain, in small letters."""
        return {PRIMARY_GROUP.lower(), *(group.name.lower() for group in self.groups)}

    @model_validator(mode="after")
    def _names_are_distinct(self) -> "SeedTrustedDomain":
        names = [user.sam_account_name.lower() for user in self.users] + [group.name.lower() for group in self.groups]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"the domain {self.domain} has {name!r} twice")
        for user in self.users:
            if user.primary_group.lower() not in self.group_names:
                found = f"{user.sam_account_name!r} has the primary group {user.primary_group!r}"
                raise ValueError(f"{found}, which is no group of the domain {self.domain}")
        return self


class SeedServiceAccount(DirectoryPart):
    """The account in the domain that AD Connector binds with."""

    user_name: _AccountName = "aws-connector"
    password: _Text = "Connector-1"
    password_expires_at: AwareDatetime | None = None
    enabled: bool = True


class SeedSyncScope(DirectoryPart):
    r"""What is synchronized (Settings, Manage sync), as `CORP\name`; a group brings its members along."""

    users: tuple[_Text, ...] = ()
    groups: tuple[_Text, ...] = ()


class SeedSynchronization(DirectoryPart):
    """What of a directory comes to AWS, and how."""

    sync_scope: SeedSyncScope | None = Field(None, description="Default: everything.")
    attribute_mappings: dict[_Text, _Text] = Field(
        default_factory=dict, description="Changes of the default mappings, such as `username: ${mail}`."
    )


class SeedActiveDirectory(SeedTrustedDomain, SeedSynchronization):
    """The connected domain, the domains that it trusts, and the connection."""

    reachable: bool = Field(True, description="Whether AD Connector reaches the domain controllers.")
    service_account: SeedServiceAccount = SeedServiceAccount()
    connector_password: _Text | None = Field(
        None, description="The password that AD Connector has; default: that of the service account."
    )
    trusted_domains: tuple[SeedTrustedDomain, ...] = ()

    @property
    def domains(self) -> tuple[SeedTrustedDomain, ...]:
        """The connected domain first."""
        return (self, *self.trusted_domains)

    def user_names(self) -> set[str]:
        """The user names by which assignments of a seed may name the users: their UPNs."""
        return {principal_name(domain, user) for domain in self.domains for user in domain.users}

    def group_names_at_domains(self) -> set[str]:
        """The names by which assignments of a seed may name the groups: `Group@domain`."""
        names = {f"{group.name}@{domain.domain}" for domain in self.domains for group in domain.groups}
        return names | {f"{PRIMARY_GROUP}@{domain.domain}" for domain in self.domains}

    @model_validator(mode="after")
    def _names_exist(self) -> "SeedActiveDirectory":
        if len({domain.netbios_name for domain in self.domains}) < len(self.domains):
            raise ValueError("two domains have the same NetBIOS name")
        users = {
            f"{domain.netbios_name}\\{user.sam_account_name}".lower()
            for domain in self.domains
            for user in domain.users
        }
        groups = {f"{domain.netbios_name}\\{name}".lower() for domain in self.domains for name in domain.group_names}
        known = {"user": users, "group": groups, "user or group": users | groups}
        for kind, name in self._named():
            if name.lower() not in known[kind]:
                raise ValueError(f"no domain has the {kind} {name!r}")
        return self

    def _named(self) -> Iterator[tuple[str, str]]:
        for domain in self.domains:
            for group in domain.groups:
                yield from (("user or group", down_level(domain, member)) for member in group.members)
        if self.sync_scope is not None:
            yield from (("user", down_level(self, name)) for name in self.sync_scope.users)
            yield from (("group", down_level(self, name)) for name in self.sync_scope.groups)


class SeedLdap(DirectoryPart):
    """Where a real directory answers LDAP, and the service account that reads it."""

    url: LdapUrl = Field(description="`ldaps://dc1.corp.example.com`, or `ldap://…` with `start_tls`.")
    base_dn: _Text = Field(description="Where users and groups are looked for: `DC=corp,DC=example,DC=com`.")
    user_name: _Text = Field(description=r"The service account: `CORP\aws-connector`, its UPN, or its DN.")
    password: _Text | None = Field(
        None, description="The password of that account. Default: the setting `ldap_password`, or the present one."
    )
    start_tls: bool = Field(False, description="Encrypt an `ldap://` connection before anything is sent.")
    ca_file: Path | None = Field(
        None, description="Certificate authorities (PEM) of the directory; default: those of the machine."
    )
    ca_certificates: _Text | None = Field(None, description="The same authorities, as text.")
    timeout_seconds: int = Field(5, ge=1, le=60, description="How long to wait for an answer.")

    @property
    def authorities(self) -> str | None:
        """The certificate authorities (PEM) to trust."""
        return self.ca_certificates if self.ca_file is None else self.ca_file.read_text("ascii")

    @field_validator("ca_file")
    @classmethod
    def _is_pem(cls, path: Path | None) -> Path | None:
        if path is not None:
            try:
                found = path.read_text("ascii")
            except (OSError, ValueError) as problem:
                raise ValueError(f"the CA file {path} cannot be read: {problem}") from problem
            if "-----BEGIN CERTIFICATE-----" not in found:
                raise ValueError(f"the CA file {path} holds no certificate in PEM (-----BEGIN CERTIFICATE-----)")
        return path

    @model_validator(mode="after")
    def _encrypted_once(self) -> "SeedLdap":
        if self.start_tls and self.url.startswith("ldaps:"):
            raise ValueError("ldaps:// is encrypted already; leave `start_tls` out, or write ldap://")
        return self


class SeedLdapDirectory(SeedSynchronization):
    """A real Active Directory; it is read, and nothing is written to it."""

    ldap: SeedLdap


def down_level(domain: SeedTrustedDomain, name: str) -> str:
    r"""A name with its domain in front: `CORP\jane`."""
    return name if "\\" in name else f"{domain.netbios_name}\\{name}"


def principal_name(domain: SeedTrustedDomain, user: SeedDirectoryUser) -> str:
    """The user principal name; where the user has none, account name and domain."""
    return user.user_principal_name or f"{user.sam_account_name}@{domain.domain}"


def _kind(given: Any) -> str:
    """Which of the two descriptions this is meant to be, so that mistakes are told in its words."""
    over_ldap = "ldap" in given if isinstance(given, dict) else isinstance(given, SeedLdapDirectory)
    return "ldap" if over_ldap else "embedded"


AnyActiveDirectory = Annotated[
    Annotated[SeedActiveDirectory, Tag("embedded")] | Annotated[SeedLdapDirectory, Tag("ldap")], Discriminator(_kind)
]

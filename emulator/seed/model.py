"""The schema of a seed file, which is also the schema of a scenario's `given`."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from emulator.clock import in_range
from emulator.seed.active_directory import AnyActiveDirectory, SeedActiveDirectory
from emulator.seed.fault import SeedFault
from emulator.settings import AccountId

Text = Annotated[str, StringConstraints(min_length=1)]


class SeedPart(BaseModel):
    """Unknown keys are errors everywhere in a seed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SeedAuthenticatorApp(SeedPart):
    """An authenticator app that is registered already; a secret of one's own makes its codes known to a test."""

    name: Text | None = None
    secret: Annotated[str, StringConstraints(pattern=r"^[A-Z2-7]{32}$")] | None = Field(
        None, description="32 letters of base32; invented when left out."
    )


class SeedEmail(SeedPart):
    """The e-mail address of a user, where its type is not `work` or it is not the primary one."""

    value: Text | None = None
    type: Text | None = None
    primary: bool | None = None


class SeedValue(SeedPart):
    """A telephone number, or a role that the identity provider knows the user by."""

    value: Text | None = None
    type: Text | None = None
    primary: bool | None = None


class SeedAddress(SeedPart):
    """A postal address."""

    formatted: Text | None = None
    street_address: Text | None = None
    locality: Text | None = None
    region: Text | None = None
    postal_code: Text | None = None
    country: Text | None = None
    type: Text | None = None
    primary: bool | None = None


class SeedUser(SeedPart):
    """A user of the directory. `display_name` defaults to given and family name."""

    user_name: Text
    given_name: Text
    family_name: Text
    display_name: Text | None = None
    email: Text | SeedEmail | None = Field(
        None, description="The primary e-mail address, of type `work`; or a mapping where it is another."
    )
    external_id: Text | None = Field(None, description="The id that the identity provider knows the user by.")
    active: bool = True
    title: Text | None = None
    department: Text | None = None
    cost_center: Text | None = None
    employee_number: Text | None = None
    organization: Text | None = None
    division: Text | None = None
    manager: Text | None = None
    formatted_name: Text | None = None
    middle_name: Text | None = None
    honorific_prefix: Text | None = None
    honorific_suffix: Text | None = None
    nick_name: Text | None = None
    profile_url: Text | None = None
    user_type: Text | None = None
    preferred_language: Text | None = None
    locale: Text | None = None
    timezone: Text | None = None
    website: Text | None = None
    birthdate: Text | None = Field(None, description="YYYY-MM-DD.")
    phone_number: SeedValue | None = None
    role: SeedValue | None = None
    address: SeedAddress | None = None
    password: Text | None = Field(None, description="Password of the Identity Center directory.")
    one_time_password: Text | None = Field(
        None, description="A password that has to be replaced at the next sign-in, within seven days."
    )
    authenticator_apps: tuple[SeedAuthenticatorApp, ...] = Field((), description="MFA devices, two at most.")

    @property
    def email_address(self) -> str | None:
        """The e-mail address itself."""
        return self.email.value if isinstance(self.email, SeedEmail) else self.email


class SeedGroup(SeedPart):
    """A group; `members` are user names of this seed."""

    display_name: Text
    description: Text | None = None
    external_id: Text | None = None
    members: tuple[Text, ...] = ()


class SeedExternalIdp(SeedPart):
    """An external identity provider: its metadata, or sign-in URL, issuer and certificates."""

    metadata: str | None = Field(None, description="SAML metadata of the provider, as XML.")
    issuer: Text | None = None
    sign_in_url: Text | None = None
    certificates: tuple[Text, ...] = Field((), description="PEM certificates.")

    @model_validator(mode="after")
    def _one_way(self) -> "SeedExternalIdp":
        by_hand = self.issuer is not None and self.sign_in_url is not None and bool(self.certificates)
        if (self.metadata is not None) == by_hand:
            raise ValueError("give either `metadata`, or all of `issuer`, `sign_in_url` and `certificates`")
        return self


class SeedIdentitySource(SeedPart):
    """Where identities come from. `idp: test-idp` connects the emulator's own identity provider."""

    kind: Literal["identity-center", "external-idp", "active-directory"] = "external-idp"
    idp: Literal["test-idp"] | SeedExternalIdp = "test-idp"


class SeedMfa(SeedPart):
    """The MFA settings. They count while passwords are checked here, not with an external identity provider."""

    prompt: Literal["always-on", "context-aware", "disabled"] = Field(
        "always-on", description="Every time they sign in; only when their sign-in context changes; never."
    )
    without_device: Literal["register", "email-otp", "block", "allow"] = Field(
        "register",
        description=(
            "What a user without MFA device has to do: register one, give a one-time password sent by e-mail, "
            "nothing because the sign-in is blocked, nothing because it is allowed."
        ),
    )
    device_types: tuple[Literal["security-keys", "authenticator-apps"], ...] = Field(
        ("security-keys", "authenticator-apps"), description="Built-in authenticators go with security keys."
    )
    users_manage_devices: bool = Field(True, description="Whether users manage their own devices.")


class SeedScim(SeedPart):
    """Automatic provisioning: whether it is enabled, and how many access tokens exist (two at most)."""

    enabled: bool = True
    tokens: int = Field(1, ge=0, le=2)
    token_age_days: int = Field(0, ge=0, description="How long ago the tokens were generated; they live 365 days.")
    throttling: bool | None = Field(
        None, description="Whether AWS's request rates hold; default: the setting `scim_throttling`."
    )


class SeedAccount(SeedPart):
    """An AWS account of the organization beside the management account."""

    account_id: AccountId
    name: Text
    email: Text
    delegated_administrator: bool = Field(False, description="Whether it administers IAM Identity Center.")


class SeedPermissionSet(SeedPart):
    """A permission set. Policies of the accounts are written with their path: `Deploy`, or `/operations/Deploy`."""

    name: Annotated[str, StringConstraints(pattern=r"^[\w+=,.@-]{1,32}$")]
    description: Text | None = None
    session_duration: Text = Field("PT1H", description="ISO 8601, from one to twelve hours.")
    relay_state: Text | None = None
    managed_policies: tuple[Text, ...] = Field((), description="ARNs of AWS managed policies.")
    customer_managed_policies: tuple[Text, ...] = ()
    inline_policy: Text | dict[str, Any] | None = Field(None, description="The document, as text or as YAML.")
    permissions_boundary: Text | None = Field(None, description="An ARN, or a policy of the accounts.")


class SeedAssignment(SeedPart):
    """Who may use a permission set in which accounts, by the names of this seed. `management` is an account, too."""

    permission_set: Text
    accounts: tuple[AccountId | Literal["management"], ...]
    users: tuple[Text, ...] = ()
    groups: tuple[Text, ...] = ()


class SeedAttributeMapping(SeedPart):
    """One row of a SAML application's attribute mappings: a text or `${user:…}`, and the format."""

    value: Text
    format: Text = Field(
        "unspecified", description="unspecified, emailAddress, persistent, transient; for attributes also basic, uri."
    )


class SeedApplication(SeedPart):
    """A SAML application; without addresses, the sample application at /sample-sp. `/…` is a path of the emulator."""

    name: Text
    description: Text | None = None
    acs_url: Text = "/sample-sp/acs"
    audience: Text = "/sample-sp/metadata"
    start_url: Text | None = Field(
        None, description="Where the tile leads, for sign-ins that the application starts."
    )
    relay_state: Text | None = None
    session_minutes: int = 60
    attribute_mappings: dict[Text, SeedAttributeMapping] | None = Field(
        None, description="Rows by the application's name for them; default: `Subject` is the e-mail address."
    )
    users: tuple[Text, ...] = ()
    groups: tuple[Text, ...] = ()


class SeedOperations(SeedPart):
    """How long work in the background takes: so many questions about it, or seconds of the clock."""

    polls: int = Field(1, ge=1, le=1000)
    seconds: int = Field(1, ge=0, le=86_400)


_MEMBERS = (
    SeedAccount(account_id="222233334444", name="Production", email="production@example.com"),
    SeedAccount(account_id="333344445555", name="Sandbox", email="sandbox@example.com"),
)


class Seed(SeedPart):
    """The state to start from. What is left out has the value of a newly enabled instance."""

    clock: Annotated[AwareDatetime, AfterValidator(in_range)] | None = Field(
        None, description="Freeze the clock at this instant."
    )
    identity_source: SeedIdentitySource = SeedIdentitySource()
    active_directory: AnyActiveDirectory | None = Field(
        None, description="A directory; it is the identity source only where `identity_source` says so."
    )
    mfa: SeedMfa = SeedMfa()
    scim: SeedScim = SeedScim()
    users: tuple[SeedUser, ...] = ()
    generate_users: int = Field(0, ge=0, le=100_000, description="How many invented people to add.")
    groups: tuple[SeedGroup, ...] = ()
    accounts: tuple[SeedAccount, ...] = Field(
        _MEMBERS,
        description="Member accounts; the management account, which the setting account_id names, is always there.",
    )
    permission_sets: tuple[SeedPermissionSet, ...] = ()
    assignments: tuple[SeedAssignment, ...] = ()
    applications: tuple[SeedApplication, ...] = Field((), description="SAML applications, and who may use them.")
    send_email_otp: bool = Field(
        False, description="Mail a code to users without a password who sign in for the first time."
    )
    access_control_attributes: bool | dict[Text, Text] = Field(
        False,
        description="Whether attributes for access control are enabled, or the mappings: a tag's key and its source.",
    )
    enabled_at: AwareDatetime | None = Field(None, description="When IAM Identity Center was enabled; default: now.")
    account_instances_opted_in: bool = Field(
        False,
        description="Whether an organization that enabled it before 14 September 2023 allows account instances.",
    )
    operations: SeedOperations = SeedOperations()
    authorization: bool | None = Field(
        None, description="Whether the IAM policies of callers are enforced; default: the setting `authorization`."
    )
    faults: tuple[SeedFault, ...] = Field((), description="Requests that fail; `/_emulator/faults` adds more.")
    session_minutes: int = Field(480, ge=15, le=129_600, description="Length of a portal session.")

    @model_validator(mode="after")
    def _directory_is_there(self) -> "Seed":
        if self.identity_source.kind == "active-directory":
            if self.active_directory is None:
                raise ValueError("the identity source `active-directory` needs `active_directory`")
            if self.users or self.generate_users or self.groups:
                raise ValueError(
                    "with the identity source `active-directory`, users and groups belong to that directory"
                )
        return self

    @model_validator(mode="after")
    def _members_exist(self) -> "Seed":
        known = {user.user_name for user in self.users}
        for group in self.groups:
            for member in group.members:
                if member not in known:
                    raise ValueError(f"group {group.display_name!r} has the member {member!r}, who is no user here")
        return self

    @model_validator(mode="after")
    def _assigned_exist(self) -> "Seed":
        known = {
            "permission set": {permission_set.name for permission_set in self.permission_sets},
            "user": {user.user_name for user in self.users},
            "group": {group.display_name for group in self.groups},
        }
        if self.identity_source.kind == "active-directory":
            # Whom a real directory has is known once it was read.
            del known["user"], known["group"]
            if isinstance(self.active_directory, SeedActiveDirectory):
                known["user"] = self.active_directory.user_names()
                known["group"] = self.active_directory.group_names_at_domains()
        for assignment in self.assignments:
            named = {
                "permission set": (assignment.permission_set,),
                "user": assignment.users,
                "group": assignment.groups,
            }
            for kind, names in named.items():
                missing = [name for name in names if kind in known and name not in known[kind]]
                if missing:
                    raise ValueError(f"an assignment names the {kind} {missing[0]!r}, which is not here")
        for application in self.applications:
            for kind, names in {"user": application.users, "group": application.groups}.items():
                missing = [name for name in names if kind in known and name not in known[kind]]
                if missing:
                    raise ValueError(f"{application.name!r} names the {kind} {missing[0]!r}, which is not here")
        return self

    @model_validator(mode="after")
    def _accounts_are_distinct(self) -> "Seed":
        numbers: set[str] = set()
        for account in self.accounts:
            if account.account_id in numbers:
                raise ValueError(f"the account {account.account_id} is there twice")
            numbers.add(account.account_id)
        if sum(account.delegated_administrator for account in self.accounts) > 1:
            raise ValueError("IAM Identity Center has one delegated administrator at most")
        return self

"""The verbs of a scenario: one named action per step, with what it takes.

Every text may hold `${name}`: a value saved by an earlier step, or one given from the start (`${scim.endpoint}`,
`${scim.tokens[0].secret}`, `${instance.acs_url}`, `${test_idp.metadata_url}`). What stands between the braces, and
the right side of `save`, is a JMESPath expression.
"""

from typing import Any, Literal, Self

from pydantic import AwareDatetime, ConfigDict, Field, model_validator

from emulator.scenario.expectations import Part, Then
from emulator.scenario.mfa_steps import (
    EnterTotpStep,
    RegisterSecurityKeyStep,
    RegisterTotpStep,
    SetDeviceClockStep,
    SignInWithPasswordAndSecurityKeyStep,
    SignInWithPasswordAndTotpStep,
    SyncTotpStep,
)

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Save = dict[str, str]

# Their calls carry a token or a secret in place of a signature.
_UNSIGNED = ("sso", "sso-oidc")

_SAVE = "Values to keep from the answer: name → JMESPath expression over its JSON."


class ScimStep(Part):
    """A SCIM request, as an identity provider sends it."""

    method: Method = "GET"
    path: str = Field(description="Path below the SCIM endpoint, such as /Users.")
    query: dict[str, str] = Field(default_factory=dict, description="Query parameters, for example `filter`.")
    headers: dict[str, str] = Field(default_factory=dict, description="Further header fields.")
    body: Any = Field(None, description="JSON body.")
    text: str | None = Field(None, description="Body as raw text, for requests that are no JSON.")
    token: str | None = Field(
        None, description="Access token to send; the first one of the given state when left out, `none` for none."
    )
    save: Save = Field(default_factory=dict, description=_SAVE)

    def told(self) -> str:
        """The step as a sentence."""
        with_query = "".join(f" where {name} is {value}" for name, value in self.query.items())
        return f"The identity provider sends {self.method} {self.path}{with_query} to the SCIM endpoint."


class SignInStep(Part):
    """A person signs in through the test identity provider, in a new browser."""

    name_id: str = Field(description="The name identifier that the provider sends.")
    faults: tuple[str, ...] = Field((), description="What the provider does wrong; `/idp` lists the vocabulary.")
    initiated_by: Literal["sp", "idp"] = Field(
        "idp", description="`sp`: starts at the access portal; `idp`: starts at the identity provider."
    )
    attributes: dict[str, str] = Field(default_factory=dict, description="SAML attributes to send along.")
    settings: dict[str, str] = Field(
        default_factory=dict, description="Further fields of the test IdP's sign-in form."
    )
    save: Save = Field(
        default_factory=dict,
        description="Values to keep: name → JMESPath over {SAMLResponse, RelayState, acs_url}.",
    )

    def told(self) -> str:
        """The step as a sentence."""
        start = "the access portal" if self.initiated_by == "sp" else "the identity provider"
        faulty = f"; the provider's response has the fault {', '.join(self.faults)}" if self.faults else ""
        return f"{self.name_id} signs in, starting at {start}{faulty}."


class SignInWithPasswordStep(Part):
    """A person opens the access portal in a new browser, and enters user name and password."""

    user_name: str = Field(description="What is typed as user name.")
    password: str | None = Field(
        None, description="What is typed as password; left out, the person stops at the page after the user name."
    )

    def told(self) -> str:
        """The step as a sentence."""
        with_password = "" if self.password is None else " and a password"
        return f"A person opens the access portal and enters the user name {self.user_name}{with_password}."


class ForgotPasswordStep(Part):
    """A person opens the access portal in a new browser, enters a user name, and chooses "Forgot password"."""

    user_name: str = Field(description="What is typed as user name.")

    def told(self) -> str:
        """The step as a sentence."""
        return f'A person enters the user name {self.user_name} and chooses "Forgot password".'


class SetUpMailServerStep(Part):
    """The company's mail server: a real one, which the emulator delivers to from now on."""

    rejects: tuple[str, ...] = Field((), description="Senders whose mail it refuses.")
    files_as_junk: tuple[str, ...] = Field((), description="Senders whose mail it takes and files as junk.")

    def told(self) -> str:
        """The step as a sentence."""
        rules = [f"rejects {', '.join(self.rejects)}"] if self.rejects else []
        rules += [f"files mail from {', '.join(self.files_as_junk)} as junk"] if self.files_as_junk else []
        return f"The company's mail server {' and '.join(rules) or 'delivers everything'}."


class OpenMailStep(Part):
    """A person looks for the latest message in the inbox; refused where it has not arrived there."""

    recipient: str = Field(description="The person's e-mail address.")
    subject: str | None = Field(None, description="The subject to look for; any when left out.")
    save: Save = Field(
        default_factory=dict,
        description="Values to keep: name → JMESPath over {subject, sender, text, link, code}.",
    )

    def told(self) -> str:
        """The step as a sentence."""
        message = "the latest message" if self.subject is None else f"the message {self.subject!r}"
        return f"{self.recipient} looks for {message} in the inbox."


class PostSamlResponseStep(Part):
    """A SAML response is posted to the assertion consumer service, in a new browser."""

    saml_response: str = Field(description="Base64 text, usually `${saved}` by an earlier sign-in.")
    relay_state: str | None = None
    acs_url: str = Field("${instance.acs_url}", description="Where to post it.")

    def told(self) -> str:
        """The step as a sentence."""
        return "A SAML response is posted to the assertion consumer service."


class OpenPageStep(Part):
    """The browser of the last sign-in opens a page."""

    url: str = Field("${instance.portal_url}", description="Absolute URL, or a path of the emulator.")

    def told(self) -> str:
        """The step as a sentence."""
        return f"The browser opens {self.url}."


class ConfigureIdpStep(Part):
    """The test IdP's administrator changes what it sends; it overrides what later sign-in steps say."""

    name_id: str | None = Field(None, description="The name identifier to send from now on.")
    faults: tuple[str, ...] | None = Field(None, description="The faults from now on; [] for none.")
    attributes: dict[str, str] | None = Field(None, description="The SAML attributes from now on.")
    settings: dict[str, str] | None = Field(None, description="Further fields of the sign-in form from now on.")

    def told(self) -> str:
        """The step as a sentence."""
        changes = [] if self.name_id is None else [f"sends the name identifier {self.name_id}"]
        if self.faults is not None:
            changes.append(f"has the fault {', '.join(self.faults)}" if self.faults else "no longer has the fault")
        if self.attributes is not None or self.settings is not None:
            changes.append("sends other attributes or settings")
        return f"The identity provider is reconfigured: it {' and '.join(changes)}."


class UploadIdpMetadataStep(Part):
    """An administrator uploads identity provider metadata: the test IdP's, changed as asked."""

    name_id_format: str | None = Field(
        None, description="The name identifier format to offer: `persistent`, a URI, …"
    )
    only_certificate: int | None = Field(
        None, ge=1, description="Keep only this one of the certificates: 1 is in use, 2 has expired."
    )
    padded_to: int | None = Field(None, ge=10_000, description="Make the document this many characters long.")
    replace: dict[str, str] = Field(default_factory=dict, description="Texts of the metadata to replace by others.")

    def told(self) -> str:
        """The step as a sentence."""
        changes = [] if self.name_id_format is None else [f"naming the format {self.name_id_format}"]
        changes += [] if self.only_certificate is None else [f"with certificate {self.only_certificate} only"]
        changes += [] if self.padded_to is None else [f"{self.padded_to:,} characters long"]
        changes += [f"with {new!r} in place of {old!r}" for old, new in self.replace.items()]
        return (
            f"An administrator uploads the identity provider's metadata{', ' if changes else ''}{', '.join(changes)}."
        )


class ImportCertificateStep(Part):
    """An administrator imports a certificate of the identity provider: the test IdP's unless given."""

    certificate: str | None = Field(None, description="PEM text; the test IdP's certificate when left out.")
    padded_to: int | None = Field(None, ge=1, description="Make the text this many characters long.")
    save: Save = Field(default_factory=dict, description=_SAVE)

    def told(self) -> str:
        """The step as a sentence."""
        size = "" if self.padded_to is None else f", {self.padded_to:,} characters long"
        return f"An administrator imports a certificate of the identity provider{size}."


class AdvanceClockStep(Part):
    """Time passes."""

    seconds: float = 0
    minutes: float = 0
    hours: float = 0
    days: float = 0

    @property
    def total_seconds(self) -> float:
        """The whole of it."""
        return self.seconds + 60 * (self.minutes + 60 * (self.hours + 24 * self.days))

    def told(self) -> str:
        """The step as a sentence."""
        parts = {"days": self.days, "hours": self.hours, "minutes": self.minutes, "seconds": self.seconds}
        return f"{', '.join(f'{number:g} {name}' for name, number in parts.items() if number)} pass."


class FreezeClockStep(Part):
    """The emulator's clock stands still."""

    at: AwareDatetime | None = Field(None, description="The instant; now when left out.")

    def told(self) -> str:
        """The step as a sentence."""
        return f"The clock stands still at {self.at.isoformat() if self.at else 'this moment'}."


class SetClockSkewStep(Part):
    """The emulator's clock is off by so many seconds."""

    seconds: float

    def told(self) -> str:
        """The step as a sentence."""
        return f"The emulator's clock is off by {self.seconds:g} seconds."


class ControlStep(Part):
    """An administrator's action, through the emulator's control API."""

    method: Method = "GET"
    path: str = Field(description="Path below /_emulator/, such as scim/tokens.")
    body: Any = Field(None, description="JSON body.")
    save: Save = Field(default_factory=dict, description=_SAVE)

    def told(self) -> str:
        """The step as a sentence."""
        return f"An administrator's action: {self.method} {self.path}."


class AwsStep(Part):
    """A call of an AWS API, as an SDK makes it."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    service: str = Field(description="The service as botocore names it: sso-admin, identitystore, iam, …")
    operation: str = Field(description="The operation, such as CreateAccountAssignment.")
    params: dict[str, Any] = Field(default_factory=dict, description="Its parameters, as in the API reference.")
    region: str | None = Field(None, description="The Region to call; that of the instance when left out.")
    credentials: str | dict[str, str] | None = Field(
        None,
        alias="as",
        description=(
            "Who calls: the number of an account for its root user, or saved credentials with AccessKeyId, "
            "SecretAccessKey and SessionToken. The management account's root user when left out."
        ),
    )
    save: Save = Field(default_factory=dict, description=_SAVE)

    def told(self) -> str:
        """The step as a sentence."""
        if self.service in _UNSIGNED:
            return f"A program calls {self.service} {self.operation}."
        caller = "The management account"
        if isinstance(self.credentials, str):
            name = self.credentials.removeprefix("${").removesuffix("}")
            caller = f"Account {name}" if name.isdigit() else f"Somebody with the credentials {name!r}"
        elif self.credentials is not None:
            caller = "Somebody with other credentials"
        return f"{caller} calls {self.service} {self.operation}."


class AwsSsoLoginStep(Part):
    """The person of the last sign-in runs `aws sso login --use-device-code` and allows access in the browser."""

    scopes: tuple[str, ...] = Field(
        (), description="Scopes to register for: with sso:account:access there is a refresh token."
    )
    save: Save = Field(
        default_factory=dict,
        description="Values to keep: name → JMESPath over {clientId, clientSecret, accessToken, refreshToken, …}.",
    )

    def told(self) -> str:
        """The step as a sentence."""
        return "The person runs `aws sso login` and allows access in the browser."


class PressButtonStep(Part):
    """The person at the browser of the last sign-in opens a page, fills in its form and presses a button."""

    page: str | None = Field(
        None, description="Absolute URL, or a path of the emulator; the page that the browser shows when left out."
    )
    button: str = Field(description="What the button says.")
    fields: dict[str, str] = Field(default_factory=dict, description="What to fill in, by the fields' names.")
    save: Save = Field(
        default_factory=dict,
        description="Values to keep from the addresses that the browser was led to: name → query parameter.",
    )

    def told(self) -> str:
        """The step as a sentence."""
        opens = "" if self.page is None else f" opens {self.page} and"
        return f"The person{opens} presses {self.button}."


class HttpStep(Part):
    """Any other HTTP request."""

    method: Method = "GET"
    url: str = Field(description="Absolute URL, or a path of the emulator.")
    headers: dict[str, str] = Field(default_factory=dict)
    body: Any = Field(None, description="JSON body.")
    form: dict[str, str] | None = Field(None, description="Form fields.")
    text: str | None = Field(None, description="Body as raw text.")
    save: Save = Field(default_factory=dict, description=_SAVE)

    def told(self) -> str:
        """The step as a sentence."""
        return f"A client sends {self.method} {self.url}."


Action = (
    ScimStep
    | SignInStep
    | SignInWithPasswordStep
    | ForgotPasswordStep
    | SignInWithPasswordAndTotpStep
    | SignInWithPasswordAndSecurityKeyStep
    | EnterTotpStep
    | SyncTotpStep
    | RegisterTotpStep
    | RegisterSecurityKeyStep
    | SetDeviceClockStep
    | SetUpMailServerStep
    | OpenMailStep
    | PostSamlResponseStep
    | OpenPageStep
    | ConfigureIdpStep
    | UploadIdpMetadataStep
    | ImportCertificateStep
    | AdvanceClockStep
    | FreezeClockStep
    | SetClockSkewStep
    | ControlStep
    | AwsStep
    | AwsSsoLoginStep
    | PressButtonStep
    | HttpStep
)


class Step(Part):
    """One step: exactly one verb. `then` states what is seen after this very step; without it, every step but the
    last of `when` has to succeed."""

    about: str | None = Field(None, description="What the step is for, in a person's words.")
    then: Then | None = Field(None, description="What is seen after this step.")

    scim: ScimStep | None = Field(None, description="Send a SCIM request.")
    sign_in_with_saml: SignInStep | None = Field(None, description="Sign in through the test identity provider.")
    sign_in_with_password: SignInWithPasswordStep | None = Field(None, description="Sign in with a password.")
    forgot_password: ForgotPasswordStep | None = Field(None, description="Ask for a link to reset the password.")
    sign_in_with_password_and_totp: SignInWithPasswordAndTotpStep | None = Field(
        None, description="Sign in with a password and a code of the authenticator app."
    )
    sign_in_with_password_and_security_key: SignInWithPasswordAndSecurityKeyStep | None = Field(
        None, description="Sign in with a password and the security key."
    )
    enter_totp: EnterTotpStep | None = Field(None, description="Type a code of the authenticator app.")
    sync_totp: SyncTotpStep | None = Field(None, description="Put the authenticator app in sync.")
    register_totp: RegisterTotpStep | None = Field(None, description="Register an authenticator app.")
    register_security_key: RegisterSecurityKeyStep | None = Field(None, description="Register a security key.")
    set_device_clock: SetDeviceClockStep | None = Field(None, description="Let the phone's clock be off, or right.")
    set_up_mail_server: SetUpMailServerStep | None = Field(None, description="Set up the company's mail server.")
    open_mail: OpenMailStep | None = Field(None, description="Look for a message in the inbox.")
    post_saml_response: PostSamlResponseStep | None = Field(None, description="Post a SAML response as it is.")
    open_page: OpenPageStep | None = Field(None, description="Open a page in the browser of the last sign-in.")
    configure_idp: ConfigureIdpStep | None = Field(None, description="Change what the test IdP sends from now on.")
    upload_idp_metadata: UploadIdpMetadataStep | None = Field(None, description="Upload the test IdP's metadata.")
    import_certificate: ImportCertificateStep | None = Field(None, description="Import an IdP certificate.")
    advance_clock: AdvanceClockStep | None = Field(None, description="Let time pass.")
    freeze_clock: FreezeClockStep | None = Field(None, description="Let the clock stand still.")
    set_clock_skew: SetClockSkewStep | None = Field(None, description="Let the emulator's clock be off.")
    control: ControlStep | None = Field(None, description="Use the emulator's control API.")
    aws: AwsStep | None = Field(None, description="Call an AWS API.")
    aws_sso_login: AwsSsoLoginStep | None = Field(None, description="Get a token, as the AWS CLI does.")
    press_button: PressButtonStep | None = Field(None, description="Press a button on a page.")
    http: HttpStep | None = Field(None, description="Send any HTTP request.")

    @model_validator(mode="after")
    def _one_verb(self) -> Self:
        given = [name for name in VERBS if getattr(self, name) is not None]
        if len(given) != 1:
            found = f"found {', '.join(given)}" if given else "found none"
            raise ValueError(f"a step has exactly one verb ({', '.join(VERBS)}); {found}")
        return self

    @property
    def verb(self) -> str:
        """The verb's name."""
        return next(name for name in VERBS if getattr(self, name) is not None)

    @property
    def action(self) -> Action:
        """What the verb takes."""
        action: Action = getattr(self, self.verb)
        return action

    def told(self) -> str:
        """The step as a sentence for a person."""
        return self.about or self.action.told()


VERBS = tuple(name for name in Step.model_fields if name not in ("about", "then"))

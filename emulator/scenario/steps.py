"""The verbs of a scenario: one named action per step, with what it takes.

Every text may hold `${name}`: a value saved by an earlier step, or one given from the start (`${scim.endpoint}`,
`${scim.tokens[0].secret}`, `${instance.acs_url}`, `${test_idp.metadata_url}`). What stands between the braces, and
the right side of `save`, is a JMESPath expression.
"""

from typing import Self

from pydantic import Field, model_validator

from emulator.scenario.application_steps import SetUpOauthApplicationStep
from emulator.scenario.aws_steps import AwsSsoLoginStep, AwsStep
from emulator.scenario.clock_steps import AdvanceClockStep, FreezeClockStep, SetClockSkewStep
from emulator.scenario.expectations import Part, Then
from emulator.scenario.fault_steps import InjectFaultStep, RemoveFaultsStep
from emulator.scenario.http_steps import ControlStep, HttpStep, ScimStep
from emulator.scenario.mfa_steps import (
    EnterTotpStep,
    RegisterSecurityKeyStep,
    RegisterTotpStep,
    SetDeviceClockStep,
    SignInWithPasswordAndSecurityKeyStep,
    SignInWithPasswordAndTotpStep,
    SyncTotpStep,
)
from emulator.scenario.page_steps import OpenPageStep, PressButtonStep
from emulator.scenario.password_steps import (
    ForgotPasswordStep,
    OpenMailStep,
    SetUpMailServerStep,
    SignInWithPasswordStep,
)
from emulator.scenario.saml_steps import (
    ConfigureIdpStep,
    ImportCertificateStep,
    PostSamlResponseStep,
    SignInStep,
    UploadIdpMetadataStep,
)

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
    | InjectFaultStep
    | RemoveFaultsStep
    | AwsStep
    | AwsSsoLoginStep
    | SetUpOauthApplicationStep
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
    inject_fault: InjectFaultStep | None = Field(None, description="Let requests fail.")
    remove_faults: RemoveFaultsStep | None = Field(None, description="Let them succeed again.")
    aws: AwsStep | None = Field(None, description="Call an AWS API.")
    aws_sso_login: AwsSsoLoginStep | None = Field(None, description="Get a token, as the AWS CLI does.")
    set_up_oauth_application: SetUpOauthApplicationStep | None = Field(
        None, description="Make an application that asks for tokens."
    )
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

"""The verbs: one function per step model, from the world to the answers that the step got."""

from collections.abc import Callable
from typing import Any

from emulator.scenario import (
    application_steps,
    aws_steps,
    clock_steps,
    fault_steps,
    http_steps,
    mfa_steps,
    page_steps,
    password_steps,
    saml_steps,
    steps,
)
from emulator.scenario.client import Answer
from emulator.scenario.verbs.applications import set_up_oauth_application
from emulator.scenario.verbs.aws import aws, aws_sso_login
from emulator.scenario.verbs.browser import press_button
from emulator.scenario.verbs.clock import advance_clock, freeze_clock, set_clock_skew
from emulator.scenario.verbs.control import control, import_certificate, upload_idp_metadata
from emulator.scenario.verbs.faults import inject_fault, remove_faults
from emulator.scenario.verbs.http import http, scim
from emulator.scenario.verbs.mail import open_mail, set_up_mail_server
from emulator.scenario.verbs.mfa import (
    enter_totp,
    register_security_key,
    register_totp,
    set_device_clock,
    sign_in_with_password_and_security_key,
    sign_in_with_password_and_totp,
    sync_totp,
)
from emulator.scenario.verbs.passwords import forgot_password, sign_in_with_password
from emulator.scenario.verbs.signin import configure_idp, open_page, post_saml_response, sign_in_with_saml
from emulator.scenario.world import World

_PERFORM: dict[type[steps.Action], Callable[[World, Any], list[Answer]]] = {
    http_steps.ScimStep: scim,
    saml_steps.SignInStep: sign_in_with_saml,
    password_steps.SignInWithPasswordStep: sign_in_with_password,
    password_steps.ForgotPasswordStep: forgot_password,
    mfa_steps.SignInWithPasswordAndTotpStep: sign_in_with_password_and_totp,
    mfa_steps.SignInWithPasswordAndSecurityKeyStep: sign_in_with_password_and_security_key,
    mfa_steps.EnterTotpStep: enter_totp,
    mfa_steps.SyncTotpStep: sync_totp,
    mfa_steps.RegisterTotpStep: register_totp,
    mfa_steps.RegisterSecurityKeyStep: register_security_key,
    mfa_steps.SetDeviceClockStep: set_device_clock,
    password_steps.SetUpMailServerStep: set_up_mail_server,
    password_steps.OpenMailStep: open_mail,
    saml_steps.PostSamlResponseStep: post_saml_response,
    page_steps.OpenPageStep: open_page,
    saml_steps.ConfigureIdpStep: configure_idp,
    saml_steps.UploadIdpMetadataStep: upload_idp_metadata,
    saml_steps.ImportCertificateStep: import_certificate,
    clock_steps.AdvanceClockStep: advance_clock,
    clock_steps.FreezeClockStep: freeze_clock,
    clock_steps.SetClockSkewStep: set_clock_skew,
    http_steps.ControlStep: control,
    fault_steps.InjectFaultStep: inject_fault,
    fault_steps.RemoveFaultsStep: remove_faults,
    aws_steps.AwsStep: aws,
    aws_steps.AwsSsoLoginStep: aws_sso_login,
    application_steps.SetUpOauthApplicationStep: set_up_oauth_application,
    page_steps.PressButtonStep: press_button,
    http_steps.HttpStep: http,
}


def perform(world: World, action: steps.Action) -> list[Answer]:
    """Do what the step says; every answer on the way. Raises EmulatorUnusable and ValueMissing."""
    return _PERFORM[type(action)](world, action)

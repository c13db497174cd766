"""The application or the trusted token issuer that a call names, and whether the caller may."""

from emulator.applications.application import Application
from emulator.applications.applications import find_application
from emulator.applications.member_accounts import check_may_reach
from emulator.applications.trusted_token_issuers import TrustedTokenIssuer, find_trusted_token_issuer
from emulator.permissions.administration import check_may_administer
from emulator.web.aws_api.call import Call
from emulator.web.aws_api.sso_admin.called_instance import action_of, visible_instance


def called_application(call: Call, application_arn: str | None = None) -> Application:
    """The application that the call names. Raises Refusal for an unknown one, or one that is not the caller's."""
    application = find_application(call.tx, application_arn or call.input["ApplicationArn"])
    instance = visible_instance(call, application.instance_arn)
    check_may_reach(call.tx, instance, application, call.caller, action_of(call))
    return application


def called_token_issuer(call: Call, issuer_arn: str | None = None) -> TrustedTokenIssuer:
    """The trusted token issuer that the call names, for reading. Raises Refusal for an unknown one."""
    issuer = find_trusted_token_issuer(call.tx, issuer_arn or call.input["TrustedTokenIssuerArn"])
    visible_instance(call, issuer.instance_arn)
    return issuer


def changeable_token_issuer(call: Call, issuer_arn: str | None = None) -> TrustedTokenIssuer:
    """As `called_token_issuer`. Raises Refusal also for callers who do not administer the instance."""
    issuer = called_token_issuer(call, issuer_arn)
    check_may_administer(call.tx, visible_instance(call, issuer.instance_arn), call.caller, action_of(call))
    return issuer

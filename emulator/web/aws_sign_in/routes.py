"""`POST /saml`, in place of https://signin.aws.amazon.com/saml (facts/signin.md §4.6)."""

from flask import Blueprint, Response, request

from emulator.accounts.assume_role_with_saml import AssumedRole, SamlRoleRequest, assume_role_with_saml
from emulator.accounts.saml_assertion import offered_roles
from emulator.guide.catalogue import Evidence
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import organization_instance
from emulator.saml import names
from emulator.signin.console_federation import CONSOLE_HOME
from emulator.store.transaction import Transaction
from emulator.web.context import Context
from emulator.web.journal import origin
from emulator.web.pages import page
from emulator.web.signin.error_page import error_page
from emulator.web.signin.texts import PageText
from emulator.web.web_address import web_address


def aws_sign_in_blueprint(context: Context) -> Blueprint:
    """The endpoint; the assertion is the only credential, as with AWS."""
    blueprint = Blueprint("aws_sign_in", __name__)

    @blueprint.post("/saml")
    def sign_in() -> Response:
        destination = request.form.get("RelayState") or CONSOLE_HOME
        with context.store.transaction() as tx:
            taken = _take_role(tx, request.form.get("SAMLResponse", ""))
        return page(
            "aws_sign_in/arrived.html",
            session=taken.session,
            role_name=taken.session.role_arn.rpartition("/")[2],
            destination=destination,
            link=web_address(destination),
        )

    @blueprint.errorhandler(Refusal)
    def _refused(refusal: Refusal) -> Response:
        # Documented with the API's messages; unconfirmed: what stands around them on the page.
        shown = PageText(heading=refusal.message, evidence=Evidence.DOCUMENTED)
        return error_page(context, refusal, 403, shown=shown, surface="AWS sign-in")

    return blueprint


def _take_role(tx: Transaction, assertion: str) -> AssumedRole:
    """Take the role that the assertion offers. Raises Refusal where it offers none, or a choice.

    AWS lets the person choose among several roles; IAM Identity Center never offers more than one.
    """
    offered = offered_roles(assertion)
    if len(offered) != 1:
        raise Refusal(
            "InvalidIdentityToken",
            # unconfirmed: the code; the sentence is that of AWS's page "Troubleshoot SAML federation with IAM".
            "Your request included an invalid SAML response",
            cause="assume-role-with-saml.attributes",
            facts=Facts(
                where=f"Attribute {names.AWS_ATTRIBUTES}Role",
                found="; ".join(", ".join(pair) for pair in offered) or "(absent)",
                expected="one pair of role and provider",
            ),
        )
    [(role_arn, provider_arn)] = offered
    return assume_role_with_saml(
        tx,
        SamlRoleRequest(
            role_arn=role_arn,
            provider_arn=provider_arn,
            assertion=assertion,
            duration=None,
            policy=None,
            policy_arns=(),
            region=organization_instance(tx).region,
            origin=origin(),
        ),
    )

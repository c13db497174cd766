"""The routes `/authorize` and `/device`, at the root of the port because clients look for them there."""

from flask import Blueprint, Response

from emulator.guide.refusal import Refusal
from emulator.signin.tokens.refusals import INVALID_CALLBACK
from emulator.web.context import Context
from emulator.web.oidc.authorize import add_authorize
from emulator.web.oidc.device import add_device
from emulator.web.saml_applications.refusals import refuse
from emulator.web.signin.error_page import error_page


def oidc_blueprint(context: Context) -> Blueprint:
    """The pages where a person, signed in by whatever the identity source is, allows or denies a program."""
    blueprint = Blueprint("oidc", __name__)
    add_authorize(blueprint, context)
    add_device(blueprint, context)

    @blueprint.errorhandler(Refusal)
    def _refused(refusal: Refusal) -> Response:
        if refusal.message == INVALID_CALLBACK:
            return refuse(context, refusal, refusal.facts.more["program"])
        return error_page(context, refusal)

    return blueprint

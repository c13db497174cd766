"""CreateTokenWithIAM: the operation for applications, which is signed (facts/awsapi.md §4.3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from emulator.applications.grants import JWT_BEARER
from emulator.authorization.authorize import AuthorizationRequest
from emulator.permissions.instances import instance_of_arn
from emulator.signin.tokens.actors import Actor
from emulator.signin.tokens.create_token_with_iam import (
    ACCESS_TOKEN_TYPE,
    ApplicationTokenRequest,
    create_token_with_iam,
    token_application,
)
from emulator.signin.tokens.events import record_create_token_with_iam
from emulator.signin.tokens.id_tokens import IDENTITY_CONTEXT_SCOPE, id_token, identity_context
from emulator.signin.tokens.key_sets import fetch_keys
from emulator.signin.tokens.trusted_tokens import read_assertion
from emulator.store.database import Store
from emulator.trail.event import HIDDEN
from emulator.web.aws_api.call import Call, Json

_SHOWN_IN_EVENTS = ("clientId", "grantType", "redirectUri", "scope", "subjectTokenType", "requestedTokenType")
_HIDDEN_IN_EVENTS = ("assertion", "refreshToken", "subjectToken", "code", "codeVerifier")


def issuer_keys(store: Store, asked: AuthorizationRequest) -> Sequence[Mapping[str, Any]]:
    """The keys of the trusted token issuer of an assertion; fetched before the transaction begins."""
    assertion = asked.input.get("assertion")
    if asked.input.get("grantType") != JWT_BEARER or not assertion:
        return ()
    with store.transaction() as tx:
        actor = Actor(caller=asked.caller, region=asked.region, origin=asked.origin)
        application = token_application(tx, asked.input["clientId"], actor)
        issuer_url = read_assertion(tx, application, assertion).issuer.issuer_url
    return fetch_keys(issuer_url)


def create_token_for_application(call: Call) -> Json:
    """CreateTokenWithIAM"""
    issued = create_token_with_iam(
        call.tx,
        ApplicationTokenRequest(
            application_arn=call.input["clientId"],
            actor=Actor(caller=call.caller, region=call.region, origin=call.origin),
            grant_type=call.input["grantType"],
            scopes=tuple(call.input.get("scope", ())),
            assertion=call.input.get("assertion"),
            keys=call.prepared or (),
            refresh_token=call.input.get("refreshToken"),
            code=call.input.get("code"),
            redirect_uri=call.input.get("redirectUri"),
            code_verifier=call.input.get("codeVerifier"),
            subject_token=call.input.get("subjectToken"),
        ),
    )
    instance = instance_of_arn(call.tx, issued.token.instance_arn)
    shown = {name: call.input[name] for name in _SHOWN_IN_EVENTS if name in call.input}
    hidden = {name: HIDDEN for name in _HIDDEN_IN_EVENTS if name in call.input}
    record_create_token_with_iam(
        call.tx,
        instance,
        issued,
        user_identity=call.caller.user_identity,
        request_parameters=shown | hidden,
        region=call.region,
        origin=call.origin,
    )
    context = identity_context(call.tx) if IDENTITY_CONTEXT_SCOPE in issued.token.scopes else None
    return {
        "accessToken": issued.access_token,
        "tokenType": "Bearer",
        "expiresIn": issued.expires_in,
        "refreshToken": issued.refresh_token,
        "idToken": id_token(call.tx, instance, issued, context),
        "issuedTokenType": ACCESS_TOKEN_TYPE,
        "scope": list(issued.token.scopes),
        "awsAdditionalDetails": {"identityContext": context} if context is not None else None,
    }

"""The verb of an administrator who sets up an OAuth application, call by call as the AWS API wants it."""

from contextlib import suppress
from typing import Any

from emulator.scenario.application_steps import SetUpOauthApplicationStep, TokenIssuer
from emulator.scenario.aws_steps import AwsStep
from emulator.scenario.client import Answer
from emulator.scenario.verbs.aws import aws
from emulator.scenario.world import World

_JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"

_ACTOR_POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::${instance.account_id}:root"},
            "Action": "sso-oauth:CreateTokenWithIAM",
            "Resource": "*",
        }
    ],
}


class _Refused(Exception):
    """A call was refused, so the following ones would mean nothing."""


def set_up_oauth_application(world: World, step: SetUpOauthApplicationStep) -> list[Answer]:
    """Make the application with authentication method, grants and trusted token issuer, up to the first refusal."""
    calls = _Calls(world)
    with suppress(_Refused):
        world.values.save(step.save, _set_up(calls, step))
    return calls.answers


def _set_up(calls: "_Calls", step: SetUpOauthApplicationStep) -> dict[str, Any]:
    arn = calls.make(
        "CreateApplication",
        ApplicationProviderArn="arn:aws:sso::aws:applicationProvider/custom",
        Name=step.name,
    )["ApplicationArn"]
    calls.put("ApplicationAssignmentConfiguration", arn, AssignmentRequired=False)
    method = {"AuthenticationMethodType": "IAM", "AuthenticationMethod": {"Iam": {"ActorPolicy": _ACTOR_POLICY}}}
    calls.put("ApplicationAuthenticationMethod", arn, **method)
    made: dict[str, Any] = {"applicationArn": arn}
    if step.token_issuer is not None:
        made["trustedTokenIssuerArn"] = issuer = _trust(calls, step.token_issuer)
        authorized = {"TrustedTokenIssuerArn": issuer, "AuthorizedAudiences": list(step.token_issuer.audiences)}
        calls.grant(arn, _JWT_BEARER, {"JwtBearer": {"AuthorizedTokenIssuers": [authorized]}})
    if step.redirect_uris:
        calls.grant(arn, "authorization_code", {"AuthorizationCode": {"RedirectUris": list(step.redirect_uris)}})
    if step.token_exchange:
        calls.grant(arn, _TOKEN_EXCHANGE, {"TokenExchange": {}})
    return made


class _Calls:
    """Calls of the administration API, one after the other."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.answers: list[Answer] = []

    def make(self, operation: str, **params: Any) -> Any:
        return self._call(operation, InstanceArn="${instance.instance_arn}", **params)

    def put(self, what: str, application_arn: str, **params: Any) -> None:
        self._call(f"Put{what}", ApplicationArn=application_arn, **params)

    def grant(self, application_arn: str, grant_type: str, grant: dict[str, Any]) -> None:
        self.put("ApplicationGrant", application_arn, GrantType=grant_type, Grant=grant)

    def _call(self, operation: str, **params: Any) -> Any:
        self.answers += aws(self._world, AwsStep(service="sso-admin", operation=operation, params=params))
        if self.answers[-1].status >= 400:
            raise _Refused
        return self.answers[-1].json


def _trust(calls: _Calls, issuer: TokenIssuer) -> Any:
    configuration = {
        "IssuerUrl": issuer.url,
        "ClaimAttributePath": issuer.claim,
        "IdentityStoreAttributePath": issuer.attribute,
        "JwksRetrievalOption": "OPEN_ID_DISCOVERY",
    }
    return calls.make(
        "CreateTrustedTokenIssuer",
        Name="Company",
        TrustedTokenIssuerType="OIDC_JWT",
        TrustedTokenIssuerConfiguration={"OidcJwtConfiguration": configuration},
    )["TrustedTokenIssuerArn"]

"""The operations on the ways in which an application may get tokens."""

from collections.abc import Mapping
from typing import Any

from emulator.applications import grants
from emulator.applications.grants import AUTHORIZATION_CODE, JWT_BEARER, AuthorizedTokenIssuer, Grant
from emulator.directory.paging import Page
from emulator.guide.refusal import Facts, Refusal
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.pagination import page_of
from emulator.web.aws_api.sso_admin.called_application import called_application

# The member of the union `Grant` that goes with each GrantType.
_MEMBERS = {
    AUTHORIZATION_CODE: "AuthorizationCode",
    grants.REFRESH_TOKEN: "RefreshToken",
    JWT_BEARER: "JwtBearer",
    grants.TOKEN_EXCHANGE: "TokenExchange",
}


def put_application_grant(call: Call) -> Json:
    """PutApplicationGrant: adds the grant or replaces its limits."""
    application = called_application(call)
    grants.put_grant(call.tx, application, _read(call.input["GrantType"], call.input["Grant"]))
    return {}


def get_application_grant(call: Call) -> Json:
    """GetApplicationGrant"""
    arn = called_application(call).application_arn
    return {"Grant": _union(grants.find_grant(call.tx, arn, call.input["GrantType"]))}


def delete_application_grant(call: Call) -> Json:
    """DeleteApplicationGrant"""
    arn = called_application(call).application_arn
    grants.delete_grant(call.tx, arn, call.input["GrantType"])
    return {}


def list_application_grants(call: Call) -> Json:
    """ListApplicationGrants: there is one page always."""
    every = grants.list_grants(call.tx, called_application(call).application_arn)
    items, next_token = page_of(call, lambda _after, _limit: Page(every, None))
    found = [{"GrantType": grant.grant_type, "Grant": _union(grant)} for grant in items]
    return {"Grants": found, "NextToken": next_token}


def _read(grant_type: str, union: Mapping[str, Any]) -> Grant:
    member = _MEMBERS[grant_type]
    if member not in union:
        # unconfirmed: the text.
        raise Refusal(
            "ValidationException",
            f"The grant does not match the grant type {grant_type}",
            cause="application.grant",
            facts=Facts(where="grant", found=", ".join(union), expected=member),
        )
    limits = union[member]
    return Grant(
        grant_type=grant_type,
        redirect_uris=tuple(limits.get("RedirectUris", ())),
        authorized_token_issuers=tuple(_read_issuer(issuer) for issuer in limits.get("AuthorizedTokenIssuers", ())),
    )


def _read_issuer(issuer: Mapping[str, Any]) -> AuthorizedTokenIssuer:
    return AuthorizedTokenIssuer(
        issuer.get("TrustedTokenIssuerArn", ""), tuple(issuer.get("AuthorizedAudiences", ()))
    )


def _union(grant: Grant) -> Json:
    limits: Json = {}
    if grant.grant_type == AUTHORIZATION_CODE:
        limits = {"RedirectUris": list(grant.redirect_uris)}
    if grant.grant_type == JWT_BEARER:
        limits = {"AuthorizedTokenIssuers": [_write_issuer(issuer) for issuer in grant.authorized_token_issuers]}
    return {_MEMBERS[grant.grant_type]: limits}


def _write_issuer(issuer: AuthorizedTokenIssuer) -> Json:
    return {
        "TrustedTokenIssuerArn": issuer.trusted_token_issuer_arn,
        "AuthorizedAudiences": list(issuer.audiences) or None,
    }

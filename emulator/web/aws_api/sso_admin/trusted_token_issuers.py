"""The operations on trusted token issuers."""

from emulator.applications import trusted_token_issuers
from emulator.applications.trusted_token_issuers import TokenIssuerChange, TokenIssuerDraft, TrustedTokenIssuer
from emulator.directory.paging import Page
from emulator.permissions.instances import Instance
from emulator.permissions.tags import tag
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.pagination import page_of
from emulator.web.aws_api.sso_admin.addressed import administered_instance
from emulator.web.aws_api.sso_admin.called_application import called_token_issuer, changeable_token_issuer
from emulator.web.aws_api.sso_admin.called_instance import called_instance
from emulator.web.aws_api.sso_admin.client_token import created_once
from emulator.web.aws_api.sso_admin.given_tags import given_tags

# The only type that there is (service model, TrustedTokenIssuerType).
_OIDC_JWT = "OIDC_JWT"


def create_trusted_token_issuer(call: Call) -> Json:
    """CreateTrustedTokenIssuer"""
    instance = administered_instance(call)
    return {"TrustedTokenIssuerArn": created_once(call, lambda: _create(call, instance))}


def describe_trusted_token_issuer(call: Call) -> Json:
    """DescribeTrustedTokenIssuer"""
    issuer = called_token_issuer(call)
    configuration = {
        "IssuerUrl": issuer.issuer_url,
        "ClaimAttributePath": issuer.claim_attribute_path,
        "IdentityStoreAttributePath": issuer.identity_store_attribute_path,
        "JwksRetrievalOption": issuer.jwks_retrieval_option,
    }
    return {**_summary(issuer), "TrustedTokenIssuerConfiguration": {"OidcJwtConfiguration": configuration}}


def list_trusted_token_issuers(call: Call) -> Json:
    """ListTrustedTokenIssuers"""
    instance = called_instance(call)

    def source(after: str | None, limit: int) -> Page[TrustedTokenIssuer]:
        return trusted_token_issuers.list_trusted_token_issuers(call.tx, instance, after=after, limit=limit)

    items, next_token = page_of(call, source)
    return {"TrustedTokenIssuers": [_summary(item) for item in items], "NextToken": next_token}


def update_trusted_token_issuer(call: Call) -> Json:
    """UpdateTrustedTokenIssuer: what the call leaves out stays as it is; the issuer URL always does."""
    configuration = call.input.get("TrustedTokenIssuerConfiguration", {}).get("OidcJwtConfiguration", {})
    change = TokenIssuerChange(
        name=call.input.get("Name"),
        claim_attribute_path=configuration.get("ClaimAttributePath"),
        identity_store_attribute_path=configuration.get("IdentityStoreAttributePath"),
        jwks_retrieval_option=configuration.get("JwksRetrievalOption"),
    )
    arn = changeable_token_issuer(call).trusted_token_issuer_arn
    trusted_token_issuers.change_trusted_token_issuer(call.tx, arn, change)
    return {}


def delete_trusted_token_issuer(call: Call) -> Json:
    """DeleteTrustedTokenIssuer"""
    arn = changeable_token_issuer(call).trusted_token_issuer_arn
    trusted_token_issuers.delete_trusted_token_issuer(call.tx, arn)
    return {}


def _create(call: Call, instance: Instance) -> str:
    configuration = call.input["TrustedTokenIssuerConfiguration"]["OidcJwtConfiguration"]
    draft = TokenIssuerDraft(
        name=call.input["Name"],
        issuer_url=configuration["IssuerUrl"],
        claim_attribute_path=configuration["ClaimAttributePath"],
        identity_store_attribute_path=configuration["IdentityStoreAttributePath"],
        jwks_retrieval_option=configuration["JwksRetrievalOption"],
    )
    account_id = call.caller.account_id
    made = trusted_token_issuers.create_trusted_token_issuer(call.tx, instance, draft, account_id=account_id)
    tag(call.tx, made.trusted_token_issuer_arn, given_tags(call))
    return made.trusted_token_issuer_arn


def _summary(issuer: TrustedTokenIssuer) -> Json:
    return {
        "TrustedTokenIssuerArn": issuer.trusted_token_issuer_arn,
        "Name": issuer.name,
        "TrustedTokenIssuerType": _OIDC_JWT,
    }

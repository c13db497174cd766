"""CreateTokenWithIAM over the wire: trusted token issuers, token exchange, refresh."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from emulator.directory.users import set_active, user_by_user_name
from emulator.signin.tokens.key_sets import fetch_keys
from web.oidc.conftest import VERIFIER, House, oauth_error, query_of
from web.oidc.token_issuer import TokenIssuer, public_key, signed
from web.signin.conftest import ANA

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
CUSTOM = "arn:aws:sso::aws:applicationProvider/custom"
AUDIENCE = "my-application"
DEFAULTS = ["openid", "aws", "sts:identity_context"]


@dataclass
class Analytics:
    """An application with a trusted token issuer."""

    house: House
    issuer: TokenIssuer
    arn: str

    def claims(self, **changed: Any) -> dict[str, Any]:
        now = int(self.house.site.emulator.context.clock.now().timestamp())
        usual = {"iss": self.issuer.url, "aud": AUDIENCE, "email": ANA, "sub": "x", "iat": now, "exp": now + 300}
        return {name: value for name, value in {**usual, **changed}.items() if value is not None}

    def bring(self, assertion: str, **options: Any) -> dict[str, Any]:
        return dict(
            self.house.oidc.create_token_with_iam(
                clientId=self.arn, grantType=JWT_BEARER, assertion=assertion, **options
            )
        )

    def refused(self, assertion: str) -> str | None:
        """The cause for which the assertion is refused."""
        with pytest.raises(ClientError) as refused:
            self.bring(assertion)
        assert oauth_error(refused) == ("InvalidGrantException", 400, "invalid_grant", "Invalid grant provided")
        return self.house.cause()


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture
def issuer(rsa_key: rsa.RSAPrivateKey) -> Iterator[TokenIssuer]:
    issuer = TokenIssuer(rsa_key).start()
    yield issuer
    issuer.stop()


def new_application(house: House, name: str) -> str:
    admin, instance_arn = house.client("sso-admin"), house.site.instance.instance_arn
    made = admin.create_application(InstanceArn=instance_arn, ApplicationProviderArn=CUSTOM, Name=name)
    arn = str(made["ApplicationArn"])
    admin.put_application_assignment_configuration(ApplicationArn=arn, AssignmentRequired=False)
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "111122223333"},
                "Action": "sso-oauth:CreateTokenWithIAM",
                "Resource": "*",
            }
        ],
    }
    admin.put_application_authentication_method(
        ApplicationArn=arn, AuthenticationMethodType="IAM", AuthenticationMethod={"Iam": {"ActorPolicy": policy}}
    )
    admin.put_application_grant(ApplicationArn=arn, GrantType="refresh_token", Grant={"RefreshToken": {}})
    return arn


@pytest.fixture
def analytics(house: House, issuer: TokenIssuer) -> Analytics:
    admin = house.client("sso-admin")
    arn = new_application(house, "Analytics")
    trusted = admin.create_trusted_token_issuer(
        InstanceArn=house.site.instance.instance_arn,
        Name="Corporate",
        TrustedTokenIssuerType="OIDC_JWT",
        TrustedTokenIssuerConfiguration={
            "OidcJwtConfiguration": {
                "IssuerUrl": issuer.url,
                "ClaimAttributePath": "email",
                "IdentityStoreAttributePath": "emails.value",
                "JwksRetrievalOption": "OPEN_ID_DISCOVERY",
            }
        },
    )["TrustedTokenIssuerArn"]
    authorized = [{"TrustedTokenIssuerArn": trusted, "AuthorizedAudiences": [AUDIENCE]}]
    admin.put_application_grant(
        ApplicationArn=arn, GrantType=JWT_BEARER, Grant={"JwtBearer": {"AuthorizedTokenIssuers": authorized}}
    )
    return Analytics(house, issuer, arn)


def test_token_of_a_trusted_issuer_becomes_a_token_of_the_user(analytics: Analytics) -> None:
    tokens = analytics.bring(signed(analytics.issuer.key, analytics.claims()))
    assert tokens["tokenType"] == "Bearer"
    assert tokens["expiresIn"] == 3600
    assert tokens["scope"] == DEFAULTS
    assert tokens["issuedTokenType"] == "urn:ietf:params:oauth:token-type:access_token"
    assert tokens["awsAdditionalDetails"]["identityContext"]
    claims = json.loads(base64.urlsafe_b64decode(tokens["idToken"].split(".")[1] + "=="))
    assert claims["aud"] == analytics.arn
    assert claims["aws:identity_store_id"] == analytics.house.site.instance.identity_store_id


def test_token_signed_with_an_elliptic_curve(analytics: Analytics) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    analytics.issuer.documents["/keys"] = {"keys": [public_key(key, "key-2")]}
    assert analytics.bring(signed(key, analytics.claims(), key_id="key-2"))["accessToken"]


def test_event_names_the_person_and_hides_the_tokens(analytics: Analytics) -> None:
    tokens = analytics.bring(signed(analytics.issuer.key, analytics.claims()))
    [event] = analytics.house.site.events("CreateTokenWithIAM")
    assert event["eventSource"] == "sso-oauth.amazonaws.com"
    assert set(event["additionalEventData"]) == {
        "identitystore:UserId",
        "identitystore:IdentityStoreArn",
        "identitycenter:CredentialId",
    }
    assert event["requestParameters"]["assertion"] == "HIDDEN_DUE_TO_SECURITY_REASONS"
    assert tokens["accessToken"] not in json.dumps(event)


def test_fewer_scopes_may_be_asked_for(analytics: Analytics) -> None:
    tokens = analytics.bring(signed(analytics.issuer.key, analytics.claims()), scope=["openid"])
    assert tokens["scope"] == ["openid"]
    assert "awsAdditionalDetails" not in tokens


def test_scope_that_the_application_lacks_is_refused(analytics: Analytics) -> None:
    with pytest.raises(ClientError) as refused:
        analytics.bring(signed(analytics.issuer.key, analytics.claims()), scope=["sso:account:access"])
    assert oauth_error(refused)[2] == "invalid_scope"


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        ({"iss": "https://issuer.example"}, "token.assertion-issuer"),
        ({"iss": None}, "token.assertion-issuer"),
        ({"aud": "another"}, "token.assertion-audience"),
        ({"aud": None}, "token.assertion-audience"),
        ({"exp": 1}, "token.assertion-expired"),
        ({"exp": None}, "token.assertion-expired"),
        ({"exp": "tomorrow"}, "token.assertion-expired"),
        ({"nbf": 99999999999}, "token.assertion-expired"),
        ({"email": "nobody@example.com"}, "token.assertion-user"),
        ({"email": None}, "token.assertion-user"),
        ({"email": ["a", "b"]}, "token.assertion-user"),
    ],
)
def test_claims_are_checked(analytics: Analytics, changed: dict[str, Any], cause: str) -> None:
    assert analytics.refused(signed(analytics.issuer.key, analytics.claims(**changed))) == cause


def test_list_of_audiences_needs_one_that_fits(analytics: Analytics) -> None:
    assert analytics.bring(signed(analytics.issuer.key, analytics.claims(aud=["another", AUDIENCE])))["accessToken"]


def test_signature_of_somebody_else_is_refused(analytics: Analytics) -> None:
    other = rsa.generate_private_key(65537, 2048)
    assert analytics.refused(signed(other, analytics.claims())) == "token.assertion-signature"


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS512"])
def test_other_algorithm_is_refused(analytics: Analytics, algorithm: str) -> None:
    token = signed(analytics.issuer.key, analytics.claims(), algorithm=algorithm)
    assert analytics.refused(token) == "token.assertion-signature"


def test_unknown_key_is_refused(analytics: Analytics) -> None:
    token = signed(analytics.issuer.key, analytics.claims(), key_id="key-9")
    assert analytics.refused(token) == "token.assertion-signature"


@pytest.mark.parametrize("text", ["x", "a.b", "a.b.c", "W10.W10.W10", "é.é.é"])
def test_text_that_is_no_token_is_refused(analytics: Analytics, text: str) -> None:
    assert analytics.refused(text) == "token.assertion"


@pytest.mark.parametrize(
    "configuration",
    [
        None,
        {"issuer": "https://issuer.example"},
        [],
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "{url}/gone"},
        {"jwks_uri": "http://["},
    ],
)
def test_issuer_without_usable_keys_is_refused(analytics: Analytics, configuration: Any) -> None:
    if isinstance(configuration, dict) and "jwks_uri" in configuration:
        uri = configuration["jwks_uri"].format(url=analytics.issuer.url)
        configuration = {"issuer": analytics.issuer.url, "jwks_uri": uri}
    analytics.issuer.documents["/.well-known/openid-configuration"] = configuration
    assert analytics.refused(signed(analytics.issuer.key, analytics.claims())) == "token.issuer-keys"


def test_issuer_on_this_machine_is_not_looked_for_behind_a_proxy(
    issuer: TokenIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert [key["kid"] for key in fetch_keys(issuer.url)] == ["key-1"]


def test_user_who_is_not_assigned_is_refused(analytics: Analytics) -> None:
    admin = analytics.house.client("sso-admin")
    admin.put_application_assignment_configuration(ApplicationArn=analytics.arn, AssignmentRequired=True)
    with pytest.raises(ClientError) as refused:
        analytics.bring(signed(analytics.issuer.key, analytics.claims()))
    assert oauth_error(refused)[:3] == ("AccessDeniedException", 400, "access_denied")
    assert analytics.house.cause() == "token.user-without-access"


def test_application_that_does_not_exist_is_refused(analytics: Analytics) -> None:
    unknown = analytics.arn[:-16] + "0" * 16
    with pytest.raises(ClientError) as refused:
        analytics.house.oidc.create_token_with_iam(clientId=unknown, grantType=JWT_BEARER, assertion="a.b.c")
    assert oauth_error(refused)[:3] == ("InvalidClientException", 401, "invalid_client")


def test_application_without_authentication_method_is_refused(analytics: Analytics) -> None:
    admin = analytics.house.client("sso-admin")
    admin.delete_application_authentication_method(ApplicationArn=analytics.arn, AuthenticationMethodType="IAM")
    with pytest.raises(ClientError) as refused:
        analytics.bring("a.b.c")
    assert oauth_error(refused)[2] == "invalid_client"
    assert analytics.house.cause() == "token.application"


def test_disabled_application_is_refused(analytics: Analytics) -> None:
    analytics.house.client("sso-admin").update_application(ApplicationArn=analytics.arn, Status="DISABLED")
    with pytest.raises(ClientError) as refused:
        analytics.bring("a.b.c")
    assert oauth_error(refused)[2] == "invalid_client"


@pytest.mark.parametrize(
    ("grant_type", "error"), [(TOKEN_EXCHANGE, "unauthorized_client"), ("password", "unsupported_grant_type")]
)
def test_grant_that_the_application_lacks_is_refused(analytics: Analytics, grant_type: str, error: str) -> None:
    with pytest.raises(ClientError) as refused:
        analytics.house.oidc.create_token_with_iam(clientId=analytics.arn, grantType=grant_type, subjectToken="x")
    assert oauth_error(refused)[2] == error


def test_refresh(analytics: Analytics) -> None:
    tokens = analytics.bring(signed(analytics.issuer.key, analytics.claims()))
    renewed = analytics.house.oidc.create_token_with_iam(
        clientId=analytics.arn, grantType="refresh_token", refreshToken=tokens["refreshToken"], scope=["openid"]
    )
    assert renewed["accessToken"] != tokens["accessToken"]
    assert renewed["refreshToken"] == tokens["refreshToken"]
    assert renewed["scope"] == ["openid"]


def test_refresh_for_a_disabled_user_is_refused(analytics: Analytics) -> None:
    tokens = analytics.bring(signed(analytics.issuer.key, analytics.claims()))
    store_id = analytics.house.site.instance.identity_store_id
    with analytics.house.site.emulator.context.store.transaction() as tx:
        ana = user_by_user_name(tx, store_id, ANA)
        assert ana is not None
        set_active(tx, store_id, ana.user_id, False, actor="test")
    with pytest.raises(ClientError) as refused:
        analytics.house.oidc.create_token_with_iam(
            clientId=analytics.arn, grantType="refresh_token", refreshToken=tokens["refreshToken"]
        )
    assert oauth_error(refused)[2] == "access_denied"


def test_account_that_the_actor_policy_does_not_name_is_refused_before_the_assertion_is_read(
    analytics: Analytics,
) -> None:
    member = analytics.house.client("sso-oidc", access_key_id="222233334444")
    with pytest.raises(ClientError) as refused:
        member.create_token_with_iam(clientId=analytics.arn, grantType=JWT_BEARER, assertion="no token")
    assert oauth_error(refused) == ("AccessDeniedException", 400, "access_denied", "Access denied")
    assert analytics.house.cause() == "token.actor-policy"


def test_token_of_ours_in_another_region_is_refused_with_the_right_region(analytics: Analytics) -> None:
    tokens = analytics.bring(signed(analytics.issuer.key, analytics.claims()))
    request = {"clientId": analytics.arn, "grantType": "refresh_token", "refreshToken": tokens["refreshToken"]}
    with pytest.raises(ClientError) as refused:
        analytics.house.client("sso-oidc", region="eu-west-1").create_token_with_iam(**request)
    assert oauth_error(refused)[:3] == ("InvalidRequestRegionException", 400, "invalid_request")
    answer: dict[str, Any] = refused.value.response  # type: ignore[assignment]
    assert (answer["region"], answer["endpoint"]) == ("us-east-1", "https://oidc.us-east-1.amazonaws.com")
    assert analytics.house.oidc.create_token_with_iam(**request)["accessToken"]


def exchange(house: House, application_arn: str, subject_token: str) -> dict[str, Any]:
    return dict(
        house.oidc.create_token_with_iam(
            clientId=application_arn,
            grantType=TOKEN_EXCHANGE,
            subjectToken=subject_token,
            subjectTokenType="urn:ietf:params:oauth:token-type:access_token",
        )
    )


def test_token_is_exchanged_for_one_of_the_target_application(analytics: Analytics) -> None:
    house, admin = analytics.house, analytics.house.client("sso-admin")
    target = new_application(house, "Warehouse")
    admin.put_application_grant(ApplicationArn=target, GrantType=TOKEN_EXCHANGE, Grant={"TokenExchange": {}})
    subject = analytics.bring(signed(analytics.issuer.key, analytics.claims()))["accessToken"]
    with pytest.raises(ClientError) as refused:
        exchange(house, target, subject)
    assert oauth_error(refused)[2] == "invalid_grant"
    assert house.cause() == "token.subject-token"
    admin.put_application_access_scope(
        ApplicationArn=analytics.arn, Scope="redshift:connect", AuthorizedTargets=[target]
    )
    subject = analytics.bring(signed(analytics.issuer.key, analytics.claims()))["accessToken"]
    assert exchange(house, target, subject)["accessToken"]


REDIRECT = "https://analytics.example.com/callback?tenant=1"


def with_code_grant(analytics: Analytics) -> dict[str, str]:
    """The application, allowed to send people to /authorize."""
    grant = {"AuthorizationCode": {"RedirectUris": [REDIRECT]}}
    analytics.house.client("sso-admin").put_application_grant(
        ApplicationArn=analytics.arn, GrantType="authorization_code", Grant=grant
    )
    return {"clientId": analytics.arn}


def test_application_gets_a_token_with_the_code_of_authorize(analytics: Analytics) -> None:
    house, client = analytics.house, with_code_grant(analytics)
    without_proof = {"redirect_uri": REDIRECT, "scopes": "openid", "code_challenge": None}
    page = house.site.get(house.authorize_path(client, **without_proof, code_challenge_method=None))
    assert "Analytics" in page.text
    answer = house.answer(page, "allow")
    assert answer.headers["Location"].startswith(f"{REDIRECT}&")
    code = query_of(answer)["code"]
    request = {"clientId": analytics.arn, "grantType": "authorization_code", "code": code, "redirectUri": REDIRECT}
    tokens = house.oidc.create_token_with_iam(**request)
    assert tokens["scope"] == ["openid"]
    with pytest.raises(ClientError) as used:
        house.oidc.create_token_with_iam(**request)
    assert oauth_error(used)[2] == "invalid_grant"


def test_application_that_sent_a_challenge_must_prove_it(analytics: Analytics) -> None:
    house, client = analytics.house, with_code_grant(analytics)
    code = house.code(client, redirect_uri=REDIRECT, scopes=None)
    request = {"clientId": analytics.arn, "grantType": "authorization_code", "code": code, "redirectUri": REDIRECT}
    with pytest.raises(ClientError) as refused:
        house.oidc.create_token_with_iam(**request)
    assert oauth_error(refused)[2] == "invalid_grant"
    assert house.cause() == "token.code-verifier"
    assert house.oidc.create_token_with_iam(**request, codeVerifier=VERIFIER)["accessToken"]


@pytest.mark.parametrize(
    "uri", ["https://analytics.example.com/callback", "https://analytics.example.com:8443/callback?tenant=1"]
)
def test_redirect_uri_of_an_application_is_compared_as_a_whole(analytics: Analytics, uri: str) -> None:
    page = analytics.house.site.get(analytics.house.authorize_path(with_code_grant(analytics), redirect_uri=uri))
    assert page.status_code == 400
    assert analytics.house.cause() == "token.redirect-uri"


def test_token_of_an_application_without_the_scope_opens_no_accounts(analytics: Analytics) -> None:
    token = analytics.bring(signed(analytics.issuer.key, analytics.claims()))["accessToken"]
    with pytest.raises(ClientError) as refused:
        analytics.house.portal.list_accounts(accessToken=token)
    assert refused.value.response["Error"]["Code"] == "UnauthorizedException"
    assert analytics.house.cause() == "token.scope-missing"


def test_token_of_an_application_with_the_scope_opens_accounts_until_logout(analytics: Analytics) -> None:
    admin, portal = analytics.house.client("sso-admin"), analytics.house.portal
    admin.put_application_access_scope(ApplicationArn=analytics.arn, Scope="sso:account:access")
    token = analytics.bring(signed(analytics.issuer.key, analytics.claims()))["accessToken"]
    assert portal.list_accounts(accessToken=token)["accountList"] == []
    portal.logout(accessToken=token)
    with pytest.raises(ClientError):
        portal.list_accounts(accessToken=token)
    assert analytics.house.site.get("/start").status_code == 200

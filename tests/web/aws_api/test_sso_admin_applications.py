"""Applications and trusted token issuers over the wire, as boto3 sees them."""

from dataclasses import dataclass
from typing import Any

import pytest

from emulator.accounts.organization import account, add_account, add_delegated_administrator
from emulator.trail.trail import LookupFilter, lookup
from tests.conftest import RunningEmulator
from tests.web.aws_api.conftest import ClientFactory, RefusedCall

CUSTOM = "arn:aws:sso::aws:applicationProvider/custom"
MEMBER = "777788889999"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111122223333:role/exchange"},
            "Action": "sso-oauth:CreateTokenWithIAM",
            "Resource": "*",
        }
    ],
}
ISSUER = {
    "Name": "okta",
    "TrustedTokenIssuerType": "OIDC_JWT",
    "TrustedTokenIssuerConfiguration": {
        "OidcJwtConfiguration": {
            "IssuerUrl": "https://example.okta.com",
            "ClaimAttributePath": "email",
            "IdentityStoreAttributePath": "emails.value",
            "JwksRetrievalOption": "OPEN_ID_DISCOVERY",
        }
    },
}


@dataclass(frozen=True)
class Administrator:
    """The administration API of an emulator without applications."""

    client: Any
    people: Any
    instance_arn: str
    store_id: str
    emulator: RunningEmulator

    def __call__(self, operation: str, **parameters: Any) -> dict[str, Any]:
        answer: dict[str, Any] = getattr(self.client, operation)(**parameters)
        answer.pop("ResponseMetadata", None)
        return answer

    def refused(self, operation: str, **parameters: Any) -> RefusedCall:
        """Make the call, which must be refused."""
        with pytest.raises(self.client.exceptions.ClientError) as caught:
            self(operation, **parameters)
        return RefusedCall.of(caught.value)

    def application(self, name: str = "Reports", **members: Any) -> str:
        """Create an application; returns its ARN."""
        given = {"InstanceArn": self.instance_arn, "ApplicationProviderArn": CUSTOM, "Name": name}
        return str(self("create_application", **{**given, **members})["ApplicationArn"])

    def issuer(self, **members: Any) -> str:
        """Create a trusted token issuer; returns its ARN."""
        made = self("create_trusted_token_issuer", **{"InstanceArn": self.instance_arn, **ISSUER, **members})
        return str(made["TrustedTokenIssuerArn"])

    def user(self, user_name: str) -> str:
        """Create a user; returns the id."""
        made = self.people.create_user(
            IdentityStoreId=self.store_id,
            UserName=user_name,
            DisplayName=user_name,
            Name={"GivenName": "Given", "FamilyName": "Family"},
        )
        return str(made["UserId"])

    def group_of(self, user_id: str, name: str = "engineers") -> str:
        """Create a group with one member; returns the id."""
        made = self.people.create_group(IdentityStoreId=self.store_id, DisplayName=name)["GroupId"]
        self.people.create_group_membership(IdentityStoreId=self.store_id, GroupId=made, MemberId={"UserId": user_id})
        return str(made)

    def as_member(self, clients: ClientFactory) -> "Administrator":
        """The same, called by a member account of the organization."""
        with self.emulator.context.store.transaction() as tx:
            if account(tx, MEMBER) is None:
                add_account(tx, MEMBER, name="member", email="member@example.com")
        client = clients("sso-admin", access_key_id=MEMBER)
        return Administrator(client, self.people, self.instance_arn, self.store_id, self.emulator)


@pytest.fixture
def admin(emulator: RunningEmulator, clients: ClientFactory) -> Administrator:
    client = clients("sso-admin")
    (instance,) = client.list_instances()["Instances"]
    people = clients("identitystore")
    return Administrator(client, people, instance["InstanceArn"], instance["IdentityStoreId"], emulator)


def _unknown(application_arn: str) -> str:
    return application_arn[:-16] + "0" * 16


def test_an_application_is_described_as_it_was_created(admin: Administrator) -> None:
    portal = {
        "SignInOptions": {"Origin": "APPLICATION", "ApplicationUrl": "https://reports.example.com"},
        "Visibility": "DISABLED",
    }
    arn = admin.application(Description="Monthly figures", Status="DISABLED", PortalOptions=portal)
    found = admin("describe_application", ApplicationArn=arn)
    assert found.pop("CreatedDate").tzinfo is not None
    assert found.pop("IdentityStoreArn", "").endswith(admin.store_id)
    assert found == {
        "ApplicationArn": arn,
        "ApplicationProviderArn": CUSTOM,
        "Name": "Reports",
        "ApplicationAccount": admin.emulator.context.settings.account_id,
        "InstanceArn": admin.instance_arn,
        "Status": "DISABLED",
        "PortalOptions": portal,
        "Description": "Monthly figures",
        "CreatedFrom": "us-east-1",
    }


def test_creating_tells_the_instance_too(admin: Administrator) -> None:
    made = admin("create_application", InstanceArn=admin.instance_arn, ApplicationProviderArn=CUSTOM, Name="Reports")
    assert made["InstanceArn"] == admin.instance_arn


def test_tags_come_with_the_application_and_go_with_it(admin: Administrator) -> None:
    arn = admin.application(Tags=[{"Key": "team", "Value": "finance"}])
    listed = admin("list_tags_for_resource", InstanceArn=admin.instance_arn, ResourceArn=arn)
    assert listed["Tags"] == [{"Key": "team", "Value": "finance"}]
    admin("delete_application", ApplicationArn=arn)
    refused = admin.refused("list_tags_for_resource", InstanceArn=admin.instance_arn, ResourceArn=arn)
    assert (refused.code, refused.cause) == ("ResourceNotFoundException", "application.unknown")


def test_the_same_client_token_makes_one_application(admin: Administrator) -> None:
    assert admin.application(ClientToken="once") == admin.application(ClientToken="once")
    assert len(admin("list_applications", InstanceArn=admin.instance_arn)["Applications"]) == 1
    refused = admin.refused(
        "create_application",
        InstanceArn=admin.instance_arn,
        ApplicationProviderArn=CUSTOM,
        Name="Payroll",
        ClientToken="once",
    )
    assert (refused.code, refused.cause) == ("ConflictException", "aws-api.client-token")


@pytest.mark.parametrize(
    ("provider", "code", "cause"),
    [
        ("custom-saml", "ValidationException", "application.provider-not-supported"),
        ("catalog/ExternalAWSAccount", "ValidationException", "application.provider-not-supported"),
        ("nobody", "ResourceNotFoundException", "application.unknown-provider"),
    ],
)
def test_only_custom_oauth_applications_can_be_created(
    admin: Administrator, provider: str, code: str, cause: str
) -> None:
    arn = f"arn:aws:sso::aws:applicationProvider/{provider}"
    refused = admin.refused(
        "create_application", InstanceArn=admin.instance_arn, ApplicationProviderArn=arn, Name="Reports"
    )
    assert (refused.code, refused.status, refused.cause) == (code, 400, cause)
    if code == "ValidationException":
        assert refused.message == f"The application provider with arn '{arn}' is not supported for this action."


def test_sign_in_at_the_application_needs_its_url(admin: Administrator) -> None:
    arn = admin.application()
    refused = admin.refused(
        "update_application", ApplicationArn=arn, PortalOptions={"SignInOptions": {"Origin": "APPLICATION"}}
    )
    assert (refused.code, refused.cause) == ("ValidationException", "application.sign-in-url-missing")


def test_an_update_changes_what_it_names(admin: Administrator) -> None:
    arn = admin.application(Description="Monthly figures")
    admin("update_application", ApplicationArn=arn, Name="Figures", Status="DISABLED")
    found = admin("describe_application", ApplicationArn=arn)
    assert (found["Name"], found["Description"], found["Status"]) == ("Figures", "Monthly figures", "DISABLED")
    url = "https://figures.example.com"
    admin(
        "update_application",
        ApplicationArn=arn,
        PortalOptions={"SignInOptions": {"Origin": "APPLICATION", "ApplicationUrl": url}},
    )
    portal = admin("describe_application", ApplicationArn=arn)["PortalOptions"]
    assert portal == {"SignInOptions": {"Origin": "APPLICATION", "ApplicationUrl": url}, "Visibility": "ENABLED"}


def test_an_unknown_application_is_not_found_by_any_operation(admin: Administrator) -> None:
    arn, principal = _unknown(admin.application()), {"PrincipalType": "USER", "PrincipalId": admin.user("ana")}
    calls: dict[str, dict[str, Any]] = {
        "describe_application": {},
        "update_application": {"Name": "Figures"},
        "delete_application": {},
        "get_application_assignment_configuration": {},
        "put_application_assignment_configuration": {"AssignmentRequired": True},
        "get_application_session_configuration": {},
        "put_application_session_configuration": {"UserBackgroundSessionApplicationStatus": "DISABLED"},
        "create_application_assignment": principal,
        "describe_application_assignment": principal,
        "delete_application_assignment": principal,
        "list_application_assignments": {},
        "put_application_access_scope": {"Scope": "sso:account:access"},
        "get_application_access_scope": {"Scope": "sso:account:access"},
        "delete_application_access_scope": {"Scope": "sso:account:access"},
        "list_application_access_scopes": {},
        "put_application_grant": {"GrantType": "refresh_token", "Grant": {"RefreshToken": {}}},
        "get_application_grant": {"GrantType": "refresh_token"},
        "delete_application_grant": {"GrantType": "refresh_token"},
        "list_application_grants": {},
        "put_application_authentication_method": {
            "AuthenticationMethodType": "IAM",
            "AuthenticationMethod": {"Iam": {"ActorPolicy": POLICY}},
        },
        "get_application_authentication_method": {"AuthenticationMethodType": "IAM"},
        "delete_application_authentication_method": {"AuthenticationMethodType": "IAM"},
        "list_application_authentication_methods": {},
    }
    for operation, parameters in calls.items():
        refused = admin.refused(operation, ApplicationArn=arn, **parameters)
        assert (refused.code, refused.cause) == ("ResourceNotFoundException", "application.unknown"), operation


def test_an_unknown_instance_is_denied_where_not_found_is_no_answer(admin: Administrator) -> None:
    unknown = "arn:aws:sso:::instance/ssoins-0000000000000000"
    for operation in ("list_applications", "list_trusted_token_issuers"):
        assert admin.refused(operation, InstanceArn=unknown).code == "AccessDeniedException"
    assert admin.refused("create_trusted_token_issuer", InstanceArn=unknown, **ISSUER).cause == "instance.unknown"


def test_a_value_that_breaks_the_model_is_refused_in_awss_words(admin: Administrator) -> None:
    refused = admin.refused(
        "create_application", InstanceArn=admin.instance_arn, ApplicationProviderArn=CUSTOM, Name="x" * 101
    )
    assert refused.message == (
        f"1 validation error detected: Value '{'x' * 101}' at 'name' failed to satisfy constraint: "
        "Member must have length less than or equal to 100"
    )


def test_pages_hold_50_applications_at_most_and_every_one_once(admin: Administrator) -> None:
    made = {admin.application(f"App {number}") for number in range(53)}
    pages = admin.client.get_paginator("list_applications").paginate(
        InstanceArn=admin.instance_arn, PaginationConfig={"PageSize": 100}
    )
    sizes, seen = [], []
    for page in pages:
        sizes.append(len(page["Applications"]))
        seen += [found["ApplicationArn"] for found in page["Applications"]]
    assert sizes == [50, 3]
    assert set(seen) == made


def test_a_member_account_sees_and_changes_its_own_applications_only(
    admin: Administrator, clients: ClientFactory
) -> None:
    of_management, member = admin.application("Of management"), admin.as_member(clients)
    own = member.application("Own")
    refused = member.refused("list_applications", InstanceArn=admin.instance_arn)
    assert (refused.code, refused.cause) == ("ValidationException", "application.filter-required")
    listed = member("list_applications", InstanceArn=admin.instance_arn, Filter={"ApplicationAccount": MEMBER})
    assert [found["ApplicationArn"] for found in listed["Applications"]] == [own]
    assert member("describe_application", ApplicationArn=own)["ApplicationAccount"] == MEMBER
    assert member.refused("describe_application", ApplicationArn=of_management).code == "AccessDeniedException"
    assert member.refused("delete_application", ApplicationArn=of_management).code == "AccessDeniedException"
    assert len(admin("list_applications", InstanceArn=admin.instance_arn)["Applications"]) == 2


def test_a_delegated_administrator_reaches_every_application(admin: Administrator, clients: ClientFactory) -> None:
    of_management, delegated = admin.application(), admin.as_member(clients)
    with admin.emulator.context.store.transaction() as tx:
        add_delegated_administrator(tx, MEMBER)
    assert delegated("describe_application", ApplicationArn=of_management)["Name"] == "Reports"
    assert len(delegated("list_applications", InstanceArn=admin.instance_arn)["Applications"]) == 1


def test_a_call_in_another_region_does_not_find_the_application(admin: Administrator, clients: ClientFactory) -> None:
    elsewhere = Administrator(
        clients("sso-admin", region="eu-west-1"), admin.people, admin.instance_arn, admin.store_id, admin.emulator
    )
    refused = elsewhere.refused("describe_application", ApplicationArn=admin.application())
    assert (refused.code, refused.cause) == ("ResourceNotFoundException", "instance.wrong-region")


def test_assignments_and_sessions_are_configured(admin: Administrator) -> None:
    arn = admin.application()
    assert admin("get_application_assignment_configuration", ApplicationArn=arn) == {"AssignmentRequired": True}
    admin("put_application_assignment_configuration", ApplicationArn=arn, AssignmentRequired=False)
    assert admin("get_application_assignment_configuration", ApplicationArn=arn) == {"AssignmentRequired": False}
    for given in ({"UserBackgroundSessionApplicationStatus": "DISABLED"}, {}):
        admin("put_application_session_configuration", ApplicationArn=arn, **given)
        found = admin("get_application_session_configuration", ApplicationArn=arn)
        assert found == {"UserBackgroundSessionApplicationStatus": "DISABLED"}


def test_a_user_has_its_own_assignments_and_those_of_its_groups(admin: Administrator) -> None:
    first, second, ana = admin.application("First"), admin.application("Second"), admin.user("ana")
    group = admin.group_of(ana)
    admin("create_application_assignment", ApplicationArn=first, PrincipalType="USER", PrincipalId=ana)
    admin("create_application_assignment", ApplicationArn=second, PrincipalType="GROUP", PrincipalId=group)
    of_ana: dict[str, Any] = {"InstanceArn": admin.instance_arn, "PrincipalType": "USER", "PrincipalId": ana}
    found = admin("list_application_assignments_for_principal", **of_ana)["ApplicationAssignments"]
    assert found == [
        {"ApplicationArn": first, "PrincipalId": ana, "PrincipalType": "USER"},
        {"ApplicationArn": second, "PrincipalId": group, "PrincipalType": "GROUP"},
    ]
    filtered = admin("list_application_assignments_for_principal", **of_ana, Filter={"ApplicationArn": second})
    assert filtered["ApplicationAssignments"] == found[1:]
    assert admin("list_application_assignments", ApplicationArn=first)["ApplicationAssignments"] == found[:1]
    assert admin("describe_application_assignment", ApplicationArn=first, PrincipalType="USER", PrincipalId=ana)
    refused = admin.refused(
        "describe_application_assignment", ApplicationArn=second, PrincipalType="USER", PrincipalId=ana
    )
    assert (refused.code, refused.cause) == ("ResourceNotFoundException", "application.unknown-assignment")


def test_a_member_account_asks_for_one_application(admin: Administrator, clients: ClientFactory) -> None:
    member = admin.as_member(clients)
    of_ana = {"InstanceArn": admin.instance_arn, "PrincipalType": "USER", "PrincipalId": admin.user("ana")}
    refused = member.refused("list_application_assignments_for_principal", **of_ana)
    assert refused.cause == "application.filter-required"
    assert member(
        "list_application_assignments_for_principal", **of_ana, Filter={"ApplicationArn": member.application()}
    )


def test_assigning_twice_and_assigning_nobody_are_refused(admin: Administrator) -> None:
    arn, ana = admin.application(), admin.user("ana")
    admin("create_application_assignment", ApplicationArn=arn, PrincipalType="USER", PrincipalId=ana)
    twice = admin.refused("create_application_assignment", ApplicationArn=arn, PrincipalType="USER", PrincipalId=ana)
    assert (twice.code, twice.cause) == ("ConflictException", "application.assigned-already")
    nobody = admin.refused(
        "create_application_assignment", ApplicationArn=arn, PrincipalType="GROUP", PrincipalId=ana
    )
    assert (nobody.code, nobody.message) == ("ResourceNotFoundException", "GROUP not found.")


def test_a_user_who_was_recreated_lost_the_application_until_assigned_again(admin: Administrator) -> None:
    """Guide entry 9, stale-assignment.application."""
    arn, old = admin.application(), admin.user("ana")
    admin("create_application_assignment", ApplicationArn=arn, PrincipalType="USER", PrincipalId=old)
    admin.people.delete_user(IdentityStoreId=admin.store_id, UserId=old)
    new = admin.user("ana")
    of_new: dict[str, Any] = {"InstanceArn": admin.instance_arn, "PrincipalType": "USER", "PrincipalId": new}
    assert admin("list_application_assignments_for_principal", **of_new)["ApplicationAssignments"] == []
    (stale,) = admin("list_application_assignments", ApplicationArn=arn)["ApplicationAssignments"]
    assert stale["PrincipalId"] == old
    for _repeated in range(2):
        admin("delete_application_assignment", ApplicationArn=arn, PrincipalType="USER", PrincipalId=old)
    admin("create_application_assignment", ApplicationArn=arn, PrincipalType="USER", PrincipalId=new)
    assert len(admin("list_application_assignments_for_principal", **of_new)["ApplicationAssignments"]) == 1


def test_providers_are_listed_by_pages_and_described(admin: Administrator) -> None:
    pages = admin.client.get_paginator("list_application_providers").paginate(PaginationConfig={"PageSize": 1})
    found = [provider for page in pages for provider in page["ApplicationProviders"]]
    by_arn = {provider["ApplicationProviderArn"]: provider for provider in found}
    assert len(by_arn) == len(found) > 3
    assert by_arn[CUSTOM]["FederationProtocol"] == "OAUTH"
    assert by_arn[f"{CUSTOM}-saml"]["FederationProtocol"] == "SAML"
    for arn, listed in by_arn.items():
        assert admin("describe_application_provider", ApplicationProviderArn=arn) == listed
    refused = admin.refused("describe_application_provider", ApplicationProviderArn=f"{CUSTOM}-nobody")
    assert (refused.code, refused.cause) == ("ResourceNotFoundException", "application.unknown-provider")


def test_access_scopes_are_put_read_listed_and_deleted(admin: Administrator) -> None:
    arn = admin.application()
    targets = [admin.application("Target")]
    admin("put_application_access_scope", ApplicationArn=arn, Scope="sso:account:access", AuthorizedTargets=targets)
    found = admin("get_application_access_scope", ApplicationArn=arn, Scope="sso:account:access")
    assert found == {"Scope": "sso:account:access", "AuthorizedTargets": targets}
    for number in range(11):
        admin("put_application_access_scope", ApplicationArn=arn, Scope=f"service:{number}")
    pages = admin.client.get_paginator("list_application_access_scopes").paginate(ApplicationArn=arn)
    assert [len(page["Scopes"]) for page in pages] == [10, 2]
    for _repeated in range(2):
        admin("delete_application_access_scope", ApplicationArn=arn, Scope="sso:account:access")
    refused = admin.refused("get_application_access_scope", ApplicationArn=arn, Scope="sso:account:access")
    assert (refused.code, refused.cause) == ("ResourceNotFoundException", "application.unknown-setting")


def test_a_26th_scope_is_refused(admin: Administrator) -> None:
    arn = admin.application()
    for number in range(25):
        admin("put_application_access_scope", ApplicationArn=arn, Scope=f"service:{number}")
    # The model declares no ServiceQuotaExceededException for this operation.
    refused = admin.refused("put_application_access_scope", ApplicationArn=arn, Scope="service:more")
    assert (refused.code, refused.cause) == ("ValidationException", "quota.exceeded")


def test_grants_are_put_read_listed_and_deleted(admin: Administrator) -> None:
    arn, issuer = admin.application(), admin.issuer()
    grants: dict[str, dict[str, Any]] = {
        "authorization_code": {"AuthorizationCode": {"RedirectUris": ["http://127.0.0.1/callback"]}},
        "refresh_token": {"RefreshToken": {}},
        JWT_BEARER: {
            "JwtBearer": {
                "AuthorizedTokenIssuers": [{"TrustedTokenIssuerArn": issuer, "AuthorizedAudiences": ["reports"]}]
            }
        },
        TOKEN_EXCHANGE: {"TokenExchange": {}},
    }
    for grant_type, grant in grants.items():
        admin("put_application_grant", ApplicationArn=arn, GrantType=grant_type, Grant=grant)
        assert admin("get_application_grant", ApplicationArn=arn, GrantType=grant_type) == {"Grant": grant}
    listed = admin("list_application_grants", ApplicationArn=arn)["Grants"]
    assert {found["GrantType"]: found["Grant"] for found in listed} == grants
    for _repeated in range(2):
        admin("delete_application_grant", ApplicationArn=arn, GrantType=TOKEN_EXCHANGE)
    refused = admin.refused("get_application_grant", ApplicationArn=arn, GrantType=TOKEN_EXCHANGE)
    assert (refused.code, refused.cause) == ("ResourceNotFoundException", "application.unknown-setting")


@pytest.mark.parametrize(
    ("grant_type", "grant"),
    [
        ("authorization_code", {"RefreshToken": {}}),
        ("authorization_code", {"AuthorizationCode": {}}),
        (JWT_BEARER, {"JwtBearer": {}}),
    ],
)
def test_a_grant_that_does_not_fit_its_type_is_refused(
    admin: Administrator, grant_type: str, grant: dict[str, Any]
) -> None:
    refused = admin.refused(
        "put_application_grant", ApplicationArn=admin.application(), GrantType=grant_type, Grant=grant
    )
    assert (refused.code, refused.cause) == ("ValidationException", "application.grant")


def test_an_authentication_method_is_put_read_listed_and_deleted(admin: Administrator) -> None:
    arn = admin.application()
    method = {"Iam": {"ActorPolicy": POLICY}}
    iam: dict[str, Any] = {"ApplicationArn": arn, "AuthenticationMethodType": "IAM"}
    admin("put_application_authentication_method", **iam, AuthenticationMethod=method)
    assert admin("get_application_authentication_method", **iam) == {"AuthenticationMethod": method}
    listed = admin("list_application_authentication_methods", ApplicationArn=arn)["AuthenticationMethods"]
    assert listed == [{"AuthenticationMethodType": "IAM", "AuthenticationMethod": method}]
    for _repeated in range(2):
        admin("delete_application_authentication_method", **iam)
    assert admin.refused("get_application_authentication_method", **iam).cause == "application.unknown-setting"
    no_policy = {"Iam": {"ActorPolicy": {"Statement": []}}}
    refused = admin.refused("put_application_authentication_method", **iam, AuthenticationMethod=no_policy)
    assert (refused.code, refused.cause) == ("ValidationException", "application.actor-policy")


def test_a_trusted_token_issuer_is_created_changed_and_deleted(admin: Administrator) -> None:
    arn = admin.issuer(Tags=[{"Key": "team", "Value": "identity"}])
    assert admin("list_tags_for_resource", InstanceArn=admin.instance_arn, ResourceArn=arn)["Tags"]
    assert admin("describe_trusted_token_issuer", TrustedTokenIssuerArn=arn) == {
        "TrustedTokenIssuerArn": arn,
        **ISSUER,
    }
    changed = {"OidcJwtConfiguration": {"ClaimAttributePath": "preferred_username"}}
    admin(
        "update_trusted_token_issuer", TrustedTokenIssuerArn=arn, Name="new", TrustedTokenIssuerConfiguration=changed
    )
    found = admin("describe_trusted_token_issuer", TrustedTokenIssuerArn=arn)
    assert found["Name"] == "new"
    configuration = found["TrustedTokenIssuerConfiguration"]["OidcJwtConfiguration"]
    assert configuration["ClaimAttributePath"] == "preferred_username"
    assert configuration["IssuerUrl"] == "https://example.okta.com"
    admin("delete_trusted_token_issuer", TrustedTokenIssuerArn=arn)
    assert admin("list_trusted_token_issuers", InstanceArn=admin.instance_arn)["TrustedTokenIssuers"] == []
    for operation in ("describe", "update", "delete"):
        refused = admin.refused(f"{operation}_trusted_token_issuer", TrustedTokenIssuerArn=arn)
        assert (refused.code, refused.cause) == ("ResourceNotFoundException", "trusted-token-issuer.unknown")


def test_the_same_client_token_makes_one_trusted_token_issuer(admin: Administrator) -> None:
    assert admin.issuer(ClientToken="once") == admin.issuer(ClientToken="once")
    twice = admin.refused("create_trusted_token_issuer", InstanceArn=admin.instance_arn, **ISSUER)
    assert (twice.code, twice.cause) == ("ConflictException", "trusted-token-issuer.duplicate")


def test_an_eleventh_trusted_token_issuer_is_refused(admin: Administrator) -> None:
    def configuration(number: int) -> dict[str, Any]:
        known = ISSUER["TrustedTokenIssuerConfiguration"]["OidcJwtConfiguration"]  # type: ignore[index]
        return {"OidcJwtConfiguration": {**known, "IssuerUrl": f"https://{number}.okta.com"}}

    made = {admin.issuer(TrustedTokenIssuerConfiguration=configuration(number)) for number in range(10)}
    parameters = {**ISSUER, "TrustedTokenIssuerConfiguration": configuration(10)}
    refused = admin.refused("create_trusted_token_issuer", InstanceArn=admin.instance_arn, **parameters)
    assert (refused.code, refused.cause) == ("ServiceQuotaExceededException", "quota.exceeded")
    pages = admin.client.get_paginator("list_trusted_token_issuers").paginate(
        InstanceArn=admin.instance_arn, PaginationConfig={"PageSize": 4}
    )
    listed = [found["TrustedTokenIssuerArn"] for page in pages for found in page["TrustedTokenIssuers"]]
    assert len(listed) == 10
    assert set(listed) == made


def test_a_member_account_reads_trusted_token_issuers_and_changes_none(
    admin: Administrator, clients: ClientFactory
) -> None:
    arn, member = admin.issuer(), admin.as_member(clients)
    assert member("describe_trusted_token_issuer", TrustedTokenIssuerArn=arn)["Name"] == "okta"
    refused = member.refused("delete_trusted_token_issuer", TrustedTokenIssuerArn=arn)
    assert (refused.code, refused.cause) == ("AccessDeniedException", "instance.not-administered")


def test_calls_are_recorded_in_the_trail(admin: Administrator) -> None:
    arn = admin.application()
    with admin.emulator.context.store.transaction() as tx:
        (found,) = lookup(tx, LookupFilter(event_name="CreateApplication"))
    event = found["event"]
    assert event["eventSource"] == "sso.amazonaws.com"
    assert event["requestParameters"]["name"] == "Reports"
    assert event["responseElements"]["applicationArn"] == arn

"""The table of services that are ours. A test compares every row with the model of the installed botocore."""

from dataclasses import dataclass

from emulator.web.aws_api.access_portal.operations import OPERATIONS as ACCESS_PORTAL
from emulator.web.aws_api.access_portal.operations import as_invalid_request
from emulator.web.aws_api.cloudtrail.lookup_events import lookup_events
from emulator.web.aws_api.cloudtrail.lookup_events import reworded as reworded_by_cloudtrail
from emulator.web.aws_api.envelopes import json_envelope, oauth_envelope, portal_envelope
from emulator.web.aws_api.identity_store.operations import OPERATIONS as IDENTITY_STORE
from emulator.web.aws_api.identity_store.texts import reworded
from emulator.web.aws_api.model import service_model
from emulator.web.aws_api.oidc.operations import OPERATIONS as OIDC
from emulator.web.aws_api.oidc.operations import PREPARATIONS as OIDC_PREPARATIONS
from emulator.web.aws_api.service import Path, Service
from emulator.web.aws_api.sso_admin.operations import OPERATIONS as SSO_ADMIN

SERVICES = (
    Service(
        name="identitystore",
        signing_name="identitystore",
        target_prefix="AWSIdentityStore",
        envelope=json_envelope,
        event_source="identitystore.amazonaws.com",
        reword=reworded,
        handlers=IDENTITY_STORE,
    ),
    Service(
        name="sso-admin",
        signing_name="sso",
        target_prefix="SWBExternalService",
        envelope=json_envelope,
        event_source="sso.amazonaws.com",
        handlers=SSO_ADMIN,
    ),
    Service(
        name="sso",
        signing_name="awsssoportal",
        envelope=portal_envelope,
        invalid_input="InvalidRequestException",
        reword=as_invalid_request,
        handlers=ACCESS_PORTAL,
        paths=(
            Path("GET", "/federation/credentials", "GetRoleCredentials"),
            Path("GET", "/assignment/accounts", "ListAccounts"),
            Path("GET", "/assignment/roles", "ListAccountRoles"),
            Path("POST", "/logout", "Logout"),
        ),
    ),
    Service(
        name="sso-oidc",
        signing_name="sso-oauth",
        envelope=oauth_envelope,
        invalid_input="InvalidRequestException",
        handlers=OIDC,
        preparations=OIDC_PREPARATIONS,
        paths=(
            Path("POST", "/client/register", "RegisterClient"),
            Path("POST", "/device_authorization", "StartDeviceAuthorization"),
            Path("POST", "/token", "CreateTokenWithIAM", {"aws_iam": "t"}),
            Path("POST", "/token", "CreateToken"),
        ),
    ),
)

# Services that moto plays but for some operations.
SHARED_SERVICES = (
    Service(
        name="cloudtrail",
        signing_name="cloudtrail",
        target_prefix="com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101",
        envelope=json_envelope,
        event_source="cloudtrail.amazonaws.com",
        reword=reworded_by_cloudtrail,
        shared=True,
        handlers={"LookupEvents": lookup_events},
    ),
)


@dataclass(frozen=True)
class Coverage:
    """How much of a service's model is emulated."""

    service: str
    emulated: tuple[str, ...]
    missing: tuple[str, ...]


def coverage() -> tuple[Coverage, ...]:
    """For every service of ours, the operations of the installed model with a handler, and those without one."""
    return tuple(_coverage(service) for service in SERVICES)


def _coverage(service: Service) -> Coverage:
    names = sorted(service_model(service.name).operation_names)
    return Coverage(
        service=service.name,
        emulated=tuple(name for name in names if name in service.handlers),
        missing=tuple(name for name in names if name not in service.handlers),
    )

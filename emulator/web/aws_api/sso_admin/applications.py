"""The operations on applications themselves."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from emulator.applications import applications
from emulator.applications.application import ENABLED, Application, ApplicationDraft, SignIn
from emulator.applications.member_accounts import check_lists_own_applications
from emulator.applications.providers import check_made_by_api
from emulator.directory.paging import Page
from emulator.permissions.instances import Instance, instance_of_arn
from emulator.permissions.tags import tag
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.pagination import page_of
from emulator.web.aws_api.sso_admin.called_application import called_application
from emulator.web.aws_api.sso_admin.called_instance import called_instance
from emulator.web.aws_api.sso_admin.client_token import created_once
from emulator.web.aws_api.sso_admin.given_tags import given_tags

# The service model lets no list of applications be longer, whatever MaxResults says.
_LARGEST_PAGE = 50


def create_application(call: Call) -> Json:
    """CreateApplication"""
    instance = called_instance(call)
    application_arn = created_once(call, lambda: _create(call, instance))
    return {
        "ApplicationArn": application_arn,
        "InstanceArn": instance.instance_arn,
        "IdentityStoreArn": instance.identity_store_arn,
    }


def describe_application(call: Call) -> Json:
    """DescribeApplication"""
    application = called_application(call)
    return _members(instance_of_arn(call.tx, application.instance_arn), application)


def list_applications(call: Call) -> Json:
    """ListApplications"""
    instance, wanted = called_instance(call), call.input.get("Filter", {})
    account_id = wanted.get("ApplicationAccount")
    check_lists_own_applications(call.tx, instance, call.caller.account_id, account_id)

    def source(after: str | None, limit: int) -> Page[Application]:
        return applications.list_applications(
            call.tx,
            instance,
            account_id=account_id,
            provider_arn=wanted.get("ApplicationProvider"),
            after=after,
            limit=min(limit, _LARGEST_PAGE),
        )

    items, next_token = page_of(call, source)
    return {"Applications": [_members(instance, item) for item in items], "NextToken": next_token}


def update_application(call: Call) -> Json:
    """UpdateApplication: what the call leaves out stays as it is."""
    application, given = called_application(call), call.input
    sign_in = given.get("PortalOptions", {}).get("SignInOptions")
    changed = replace(
        application,
        name=given.get("Name", application.name),
        description=given.get("Description", application.description),
        status=given.get("Status", application.status),
        sign_in=application.sign_in if sign_in is None else _read_sign_in(sign_in),
    )
    applications.replace_application(call.tx, changed)
    return {}


def delete_application(call: Call) -> Json:
    """DeleteApplication"""
    applications.delete_application(call.tx, called_application(call).application_arn)
    return {}


def get_assignment_configuration(call: Call) -> Json:
    """GetApplicationAssignmentConfiguration"""
    return {"AssignmentRequired": called_application(call).assignment_required}


def put_assignment_configuration(call: Call) -> Json:
    """PutApplicationAssignmentConfiguration"""
    arn = called_application(call).application_arn
    applications.require_assignment(call.tx, arn, call.input["AssignmentRequired"])
    return {}


def get_session_configuration(call: Call) -> Json:
    """GetApplicationSessionConfiguration"""
    return {"UserBackgroundSessionApplicationStatus": called_application(call).background_sessions}


def put_session_configuration(call: Call) -> Json:
    """PutApplicationSessionConfiguration"""
    application = called_application(call)
    status = call.input.get("UserBackgroundSessionApplicationStatus", application.background_sessions)
    applications.set_background_sessions(call.tx, application.application_arn, status)
    return {}


def _create(call: Call, instance: Instance) -> str:
    given = call.input
    check_made_by_api(given["ApplicationProviderArn"])
    portal = given.get("PortalOptions", {})
    draft = ApplicationDraft(
        provider_arn=given["ApplicationProviderArn"],
        name=given["Name"],
        description=given.get("Description"),
        status=given.get("Status", ENABLED),
        visibility=portal.get("Visibility", ENABLED),
        sign_in=_read_sign_in(portal["SignInOptions"]) if "SignInOptions" in portal else None,
    )
    account_id = call.caller.account_id
    made = applications.create_application(call.tx, instance, draft, account_id=account_id, region=call.region)
    tag(call.tx, made.application_arn, given_tags(call))
    return made.application_arn


def _read_sign_in(options: Mapping[str, Any]) -> SignIn:
    return SignIn(origin=options["Origin"], application_url=options.get("ApplicationUrl"))


def _members(instance: Instance, application: Application) -> Json:
    sign_in = application.sign_in
    return {
        "ApplicationArn": application.application_arn,
        "ApplicationProviderArn": application.provider_arn,
        "Name": application.name,
        "ApplicationAccount": application.account_id,
        "InstanceArn": application.instance_arn,
        "IdentityStoreArn": instance.identity_store_arn,
        "Status": application.status,
        "PortalOptions": {
            "SignInOptions": {"Origin": sign_in.origin, "ApplicationUrl": sign_in.application_url}
            if sign_in
            else None,
            "Visibility": application.visibility,
        },
        "Description": application.description,
        "CreatedDate": application.created_at,
        "CreatedFrom": application.created_from,
    }

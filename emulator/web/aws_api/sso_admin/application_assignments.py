"""The operations on who may use an application."""

from emulator.applications import assignments
from emulator.applications.assignments import ApplicationAssignment
from emulator.applications.member_accounts import check_lists_one_application
from emulator.directory.paging import Page
from emulator.permissions.assignments import Principal
from emulator.permissions.instances import instance_of_arn
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.pagination import page_of
from emulator.web.aws_api.sso_admin.called_application import called_application
from emulator.web.aws_api.sso_admin.called_instance import called_instance


def create_application_assignment(call: Call) -> Json:
    """CreateApplicationAssignment"""
    instance = instance_of_arn(call.tx, called_application(call).instance_arn)
    assignments.assign(call.tx, instance, _assignment(call))
    return {}


def describe_application_assignment(call: Call) -> Json:
    """DescribeApplicationAssignment: a direct one; access by a group is none."""
    called_application(call)
    return _members(assignments.find_assignment(call.tx, _assignment(call)))


def delete_application_assignment(call: Call) -> Json:
    """DeleteApplicationAssignment: also of a user or group that no longer exists."""
    called_application(call)
    assignments.unassign(call.tx, _assignment(call))
    return {}


def list_application_assignments(call: Call) -> Json:
    """ListApplicationAssignments"""
    arn = called_application(call).application_arn

    def source(after: str | None, limit: int) -> Page[ApplicationAssignment]:
        return assignments.assignments_of_application(call.tx, arn, after=after, limit=limit)

    items, next_token = page_of(call, source)
    return {"ApplicationAssignments": [_members(item) for item in items], "NextToken": next_token}


def list_application_assignments_for_principal(call: Call) -> Json:
    """ListApplicationAssignmentsForPrincipal: for a user also those of its groups."""
    instance, application_arn = called_instance(call), call.input.get("Filter", {}).get("ApplicationArn")
    check_lists_one_application(call.tx, instance, call.caller.account_id, application_arn)

    def source(after: str | None, limit: int) -> Page[ApplicationAssignment]:
        return assignments.assignments_of_principal(
            call.tx, instance, _principal(call), application_arn=application_arn, after=after, limit=limit
        )

    items, next_token = page_of(call, source)
    return {"ApplicationAssignments": [_members(item) for item in items], "NextToken": next_token}


def _principal(call: Call) -> Principal:
    return Principal(call.input["PrincipalType"], call.input["PrincipalId"])


def _assignment(call: Call) -> ApplicationAssignment:
    return ApplicationAssignment(application_arn=call.input["ApplicationArn"], principal=_principal(call))


def _members(assignment: ApplicationAssignment) -> Json:
    return {
        "ApplicationArn": assignment.application_arn,
        "PrincipalId": assignment.principal.id,
        "PrincipalType": assignment.principal.type,
    }

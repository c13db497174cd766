"""The policies of a permission set: attached, inline, boundary."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request

from emulator.web.console.aws_call import call_sso_admin
from emulator.web.console.frame import Console
from emulator.web.console.permission_sets import PATH, long_arn, permission_set_page
from emulator.web.console.posted import field


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The forms about policies on the page of a permission set."""

    def change(set_id: str, operation: str, parameters: Callable[[], dict[str, Any]]) -> Response:
        def act() -> Response:
            arn = long_arn(console.instance(), set_id)
            call_sso_admin(console.context, operation, PermissionSetArn=arn, **parameters())
            return console.go(f"{PATH}/{set_id}", done="policies-changed")

        typed = request.form.get("inline_policy")
        return console.attempt(
            act, lambda problem: permission_set_page(console, set_id, problem, inline_policy=typed)
        )

    @blueprint.post(f"{PATH}/<set_id>/managed-policies/<any(attach, detach):work>")
    def change_managed_policy(set_id: str, work: str) -> Response:
        operation = f"{'Attach' if work == 'attach' else 'Detach'}ManagedPolicy{_joint(work)}PermissionSet"
        return change(set_id, operation, lambda: {"ManagedPolicyArn": field("policy_arn")})

    @blueprint.post(f"{PATH}/<set_id>/account-policies/<any(attach, detach):work>")
    def change_account_policy(set_id: str, work: str) -> Response:
        verb = "Attach" if work == "attach" else "Detach"
        operation = f"{verb}CustomerManagedPolicyReference{_joint(work)}PermissionSet"
        return change(set_id, operation, lambda: {"CustomerManagedPolicyReference": _reference()})

    @blueprint.post(f"{PATH}/<set_id>/inline-policy")
    def change_inline_policy(set_id: str) -> Response:
        if not field("inline_policy"):
            return change(set_id, "DeleteInlinePolicyFromPermissionSet", dict)
        return change(
            set_id, "PutInlinePolicyToPermissionSet", lambda: {"InlinePolicy": request.form["inline_policy"]}
        )

    @blueprint.post(f"{PATH}/<set_id>/boundary")
    def change_boundary(set_id: str) -> Response:
        if not field("boundary"):
            return change(set_id, "DeletePermissionsBoundaryFromPermissionSet", dict)
        return change(set_id, "PutPermissionsBoundaryToPermissionSet", lambda: {"PermissionsBoundary": _boundary()})


def _joint(work: str) -> str:
    return "To" if work == "attach" else "From"


def _reference() -> dict[str, str]:
    """A policy of the account, written as path and name together."""
    path, slash, name = field("policy_name").rpartition("/")
    return {"Name": name, "Path": path + slash or "/"}


def _boundary() -> dict[str, Any]:
    """An AWS managed policy by its ARN, or a policy of the account by path and name."""
    written = field("boundary")
    if written.startswith("arn:"):
        return {"ManagedPolicyArn": written}
    path, slash, name = written.rpartition("/")
    return {"CustomerManagedPolicyReference": {"Name": name, "Path": path + slash or "/"}}

"""The operations on how an application authenticates; there is one method, by IAM credentials."""

from emulator.applications import authentication_methods
from emulator.applications.authentication_methods import IAM, ActorPolicy
from emulator.directory.paging import Page
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.pagination import page_of
from emulator.web.aws_api.sso_admin.called_application import called_application


def put_application_authentication_method(call: Call) -> Json:
    """PutApplicationAuthenticationMethod: adds the method or replaces its policy."""
    arn = called_application(call).application_arn
    policy = call.input["AuthenticationMethod"]["Iam"]["ActorPolicy"]
    authentication_methods.put_actor_policy(call.tx, arn, policy)
    return {}


def get_application_authentication_method(call: Call) -> Json:
    """GetApplicationAuthenticationMethod"""
    arn = called_application(call).application_arn
    return {"AuthenticationMethod": _method(authentication_methods.find_actor_policy(call.tx, arn))}


def delete_application_authentication_method(call: Call) -> Json:
    """DeleteApplicationAuthenticationMethod"""
    arn = called_application(call).application_arn
    authentication_methods.delete_actor_policy(call.tx, arn)
    return {}


def list_application_authentication_methods(call: Call) -> Json:
    """ListApplicationAuthenticationMethods: there is one page always."""
    policy = authentication_methods.actor_policy(call.tx, called_application(call).application_arn)
    policies = [] if policy is None else [policy]
    items, next_token = page_of(call, lambda _after, _limit: Page(policies, None))
    methods = [{"AuthenticationMethodType": IAM, "AuthenticationMethod": _method(item)} for item in items]
    return {"AuthenticationMethods": methods, "NextToken": next_token}


def _method(policy: ActorPolicy) -> Json:
    return {"Iam": {"ActorPolicy": policy}}

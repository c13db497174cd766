"""STS: GetCallerIdentity and AssumeRoleWithSAML are ours, the rest is moto's."""

from datetime import timedelta
from typing import Any

from emulator.accounts.assume_role_with_saml import SamlRoleRequest, assume_role_with_saml
from emulator.accounts.moto_adapter.requests import AwsAnswer
from emulator.store.transaction import Transaction
from emulator.web.aws_api.call import Json
from emulator.web.aws_api.model import operation_model
from emulator.web.aws_api.validation import check_input
from emulator.web.context import Context
from emulator.web.surroundings.asked import Asked, Forward
from emulator.web.surroundings.query import read_parameters, write_answer


def serve(context: Context, asked: Asked, forward: Forward) -> AwsAnswer:
    """The answer to a call of STS. Raises Refusal."""
    if asked.operation == "GetCallerIdentity":
        return _answer(asked, _caller_identity(asked))
    if asked.operation == "AssumeRoleWithSAML":
        with context.store.transaction() as tx:
            return _answer(asked, _assumed_role(tx, asked))
    return forward(None)


def _caller_identity(asked: Asked) -> Json:
    caller = asked.caller
    return {"UserId": caller.principal_id, "Account": caller.account_id, "Arn": caller.arn}


def _assumed_role(tx: Transaction, asked: Asked) -> Json:
    model: Any = operation_model("sts", asked.operation)
    parameters = read_parameters(model.input_shape, asked.form)
    check_input(model.input_shape, parameters, code="ValidationError")
    seconds = parameters.get("DurationSeconds")
    assumed = assume_role_with_saml(
        tx,
        SamlRoleRequest(
            role_arn=parameters["RoleArn"],
            provider_arn=parameters["PrincipalArn"],
            assertion=parameters["SAMLAssertion"],
            duration=None if seconds is None else timedelta(seconds=seconds),
            policy=parameters.get("Policy"),
            policy_arns=[each["arn"] for each in parameters.get("PolicyArns", []) if "arn" in each],
            region=asked.region,
            origin=asked.origin,
        ),
    )
    session, credentials, federation = assumed.session, assumed.credentials, assumed.federation
    return {
        "Credentials": {
            "AccessKeyId": credentials.access_key_id,
            "SecretAccessKey": credentials.secret_access_key,
            "SessionToken": credentials.session_token,
            "Expiration": credentials.expiration,
        },
        "AssumedRoleUser": {"AssumedRoleId": session.assumed_role_id, "Arn": session.arn},
        "Subject": federation.subject,
        "SubjectType": federation.subject_type,
        "Issuer": federation.issuer,
        "Audience": federation.audience,
        "NameQualifier": federation.name_qualifier,
        "SourceIdentity": session.source_identity,
    }


def _answer(asked: Asked, output: Json) -> AwsAnswer:
    model: Any = operation_model("sts", asked.operation)
    body = write_answer(model, output, asked.origin.request_id)
    return AwsAnswer(status=200, headers=(("Content-Type", "text/xml"),), body=body)

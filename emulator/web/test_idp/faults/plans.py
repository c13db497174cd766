"""Changes to the plan of a response: it says something else than a sound response would."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

from emulator.saml import names
from emulator.saml.writing import AttributeValues, ResponsePlan, Status
from emulator.web.test_idp.faults.fault import Case

_PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
_HOLDER_OF_KEY = "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"
_RESPONDER = "urn:oasis:names:tc:SAML:2.0:status:Responder"
_REQUEST_DENIED = "urn:oasis:names:tc:SAML:2.0:status:RequestDenied"
_NAME_FORMAT_OF_NOBODY = "urn:example:attrname-format:generic"
_COST_CENTER = names.ACCESS_CONTROL_PREFIX + "CostCenter"
_ELSEWHERE = "https://elsewhere.example.com/saml"


def name_id_format_persistent(plan: ResponsePlan, case: Case) -> ResponsePlan:
    """A format chosen by name stays."""
    del case
    return replace(plan, name_id_format=_PERSISTENT) if plan.name_id_format == names.EMAIL_ADDRESS else plan


def name_id_without_domain(plan: ResponsePlan, case: Case) -> ResponsePlan:
    del case
    return replace(plan, name_id=plan.name_id.partition("@")[0])


def name_id_in_other_case(plan: ResponsePlan, case: Case) -> ResponsePlan:
    del case
    upper = plan.name_id.upper()
    return replace(plan, name_id=upper if upper != plan.name_id else plan.name_id.lower())


def name_id_of_somebody_else(plan: ResponsePlan, case: Case) -> ResponsePlan:
    del case
    return replace(plan, name_id="somebody.else@example.com")


def behind(plan: ResponsePlan, case: Case) -> ResponsePlan:
    return _shifted(plan, -case.clock_skew)


def ahead(plan: ResponsePlan, case: Case) -> ResponsePlan:
    return _shifted(plan, case.clock_skew)


def expired(plan: ResponsePlan, case: Case) -> ResponsePlan:
    del case
    now = plan.issue_instant
    return replace(plan, not_before=now - timedelta(hours=2), not_on_or_after=now - timedelta(hours=1))


def not_yet_valid(plan: ResponsePlan, case: Case) -> ResponsePlan:
    del case
    now = plan.issue_instant
    return replace(plan, not_before=now + timedelta(hours=1), not_on_or_after=now + timedelta(hours=2))


def session_over(plan: ResponsePlan, case: Case) -> ResponsePlan:
    del case
    return replace(plan, session_not_on_or_after=plan.issue_instant - timedelta(hours=1))


def destination_elsewhere(plan: ResponsePlan, case: Case) -> ResponsePlan:
    del case
    return replace(plan, destination=_ELSEWHERE)


def destination_in_other_case(plan: ResponsePlan, case: Case) -> ResponsePlan:
    del case
    parts = urlsplit(plan.recipient)
    return replace(plan, destination=urlunsplit(parts._replace(path=parts.path.upper())))


def destination_with_slash(plan: ResponsePlan, case: Case) -> ResponsePlan:
    del case
    return replace(plan, destination=f"{plan.recipient}/")


def recipient_elsewhere(plan: ResponsePlan, case: Case) -> ResponsePlan:
    del case
    return replace(plan, recipient=_ELSEWHERE)


def acs_of_other_instance(plan: ResponsePlan, case: Case) -> ResponsePlan:
    acs_url = f"{plan.recipient.rpartition('/')[0]}/{case.ids.uuid()}"
    return replace(plan, destination=acs_url, recipient=acs_url)


def audience_elsewhere(plan: ResponsePlan, case: Case) -> ResponsePlan:
    del case
    return replace(plan, audience="urn:example:another-application")


def issuer_elsewhere(plan: ResponsePlan, case: Case) -> ResponsePlan:
    del case
    return replace(plan, issuer="https://another-idp.example.com/metadata")


def answers_unknown_request(plan: ResponsePlan, case: Case) -> ResponsePlan:
    return replace(plan, in_response_to=case.ids.authn_request_id())


def not_successful(plan: ResponsePlan, case: Case) -> ResponsePlan:
    del case
    message = "The user is not assigned to this application"
    return replace(plan, status=Status(code=_RESPONDER, detail=_REQUEST_DENIED, message=message))


def confirmed_by_key(plan: ResponsePlan, case: Case) -> ResponsePlan:
    del case
    return replace(plan, confirmation_method=_HOLDER_OF_KEY)


def fifty_one_attributes(plan: ResponsePlan, case: Case) -> ResponsePlan:
    del case
    more = range(51 - len(plan.attributes))
    added = (AttributeValues(name=f"urn:example:attribute:{number + 1}", values=("value",)) for number in more)
    return replace(plan, attributes=(*plan.attributes, *added))


def attribute_with_two_values(plan: ResponsePlan, case: Case) -> ResponsePlan:
    del case
    return _with_cost_center(plan, AttributeValues(name=_COST_CENTER, values=("blue", "green")))


def attribute_twice(plan: ResponsePlan, case: Case) -> ResponsePlan:
    del case
    once, again = (AttributeValues(name=_COST_CENTER, values=(value,)) for value in ("blue", "green"))
    return _with_cost_center(plan, once, again)


def attribute_of_generic_name_format(plan: ResponsePlan, case: Case) -> ResponsePlan:
    del case
    generic = AttributeValues(name=_COST_CENTER, values=("blue",), name_format=_NAME_FORMAT_OF_NOBODY)
    return _with_cost_center(plan, generic)


def padded(plan: ResponsePlan, case: Case) -> ResponsePlan:
    del case
    padding = AttributeValues(name="urn:example:padding", values=("x" * 50_000,))
    return replace(plan, attributes=(*plan.attributes, padding))


def _shifted(plan: ResponsePlan, by: timedelta) -> ResponsePlan:
    end = plan.session_not_on_or_after
    return replace(
        plan,
        issue_instant=plan.issue_instant + by,
        not_before=plan.not_before + by,
        not_on_or_after=plan.not_on_or_after + by,
        authn_instant=plan.authn_instant + by,
        session_not_on_or_after=None if end is None else end + by,
    )


def _with_cost_center(plan: ResponsePlan, *attributes: AttributeValues) -> ResponsePlan:
    others = (attribute for attribute in plan.attributes if attribute.name != _COST_CENTER)
    return replace(plan, attributes=(*others, *attributes))

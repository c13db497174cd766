"""The report that the command line and the control API share."""

import json

from emulator.saml.check import examine
from emulator.saml.examination import report
from saml.expected import expectations
from saml.provider_responses import AUDIENCE, Posted


def test_the_report_of_a_good_response_has_no_broken_rule() -> None:
    plain = report(examine(Posted().text(), expectations()))
    assert plain["passed"] is True
    assert {rule["outcome"] for rule in plain["rules"]} == {"passed"}
    assert plain["response"]["name_id"] == "ana@example.com"
    assert plain["response"]["signed"] == "Response and Assertion"


def test_the_report_explains_each_broken_rule() -> None:
    plain = report(examine(Posted(values={"audience": "urn:amazon:webservices"}).text(), expectations()))
    [rule] = [rule for rule in plain["rules"] if rule["outcome"] == "broken"]
    broken = rule["diagnosis"]
    assert plain["passed"] is False
    assert (rule["rule"], rule["title"]) == ("is-for-this-audience", "Audience is the issuer URL")
    assert broken["cause"] == "saml.audience-mismatch"
    assert (broken["found"], broken["expected"]) == ("urn:amazon:webservices", AUDIENCE)
    assert all(broken[part] for part in ("why", "fix", "documentation"))
    assert broken["shows"][0].keys() == {"where", "text", "evidence"}


def test_the_report_is_plain_json() -> None:
    plain = report(examine(Posted(signs=()).text(), expectations(directory=None)))
    assert json.loads(json.dumps(plain, ensure_ascii=False)) == json.loads(json.dumps(plain))

"""Cases that the guide has no entry for, and that are worth a scenario all the same."""

import pytest

from emulator.scenario.library import read_scenarios, scenarios_folder

SCENARIOS = {file.scenario.id for file in read_scenarios([scenarios_folder()])}

CASES = {
    "SCIM token missing": ["scim.token.missing"],
    "SCIM token wrong": ["scim.token.wrong"],
    "SCIM token expired": ["scim.token.expired"],
    "third SCIM token refused": ["scim.token.third"],
    "more than 100 members in one PATCH": ["scim.group.too-many-members"],
    "member replacement": ["scim.group.members-replaced"],
    "group push of nested groups": ["scim.group.nested"],
    "TOTP code used twice": ["totp.code-used-twice"],
    # One scenario takes the settings in turn: block, allow, e-mail, register.
    "sign-in while the MFA device is missing, for each of the four settings": ["mfa.sign-in-blocked"],
    "more than 8 devices": ["mfa.too-many-devices"],
    "permission set deleted while assigned": ["permission-set.assigned"],
    "throttling at the documented rates": ["scim.throttled"],
    "assertion longer than 50,000 characters": ["saml.response.too-long", "application.assertion-too-long"],
    "IdP metadata longer than 75,000": ["idp-metadata.too-long"],
    "certificate longer than 2,500": ["idp-certificate.too-long"],
    "switching the identity source and what is lost by it": ["saml.user-not-provisioned.source-switched"],
}


@pytest.mark.parametrize("case", CASES)
def test_the_case_has_its_scenarios(case: str) -> None:
    assert [name for name in CASES[case] if name not in SCENARIOS] == []

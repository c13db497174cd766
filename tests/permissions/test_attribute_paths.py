"""Values of a user by the expressions that attribute mappings use."""

from datetime import UTC, datetime

import pytest

from emulator.directory.user import Address, Email, Enterprise, Name, PhoneNumber, User
from emulator.permissions.attribute_paths import value_at

NOW = datetime(2026, 11, 3, tzinfo=UTC)
USER = User(
    user_id="c4488478-a0e1-700e-3d75-96c6bb641596",
    identity_store_id="d-9067230c03",
    revision=1,
    created_at=NOW,
    updated_at=NOW,
    created_by="test",
    updated_by="test",
    user_name="jane",
    display_name="Jane Doe",
    nick_name="JD",
    name=Name(given_name="Jane", family_name="Doe"),
    emails=(Email(value="other@example.com"), Email(value="jane@example.com", type="work", primary=True)),
    addresses=(
        Address(type="home", region="Nowhere"),
        Address(
            type="work",
            street_address="1 Main Street",
            locality="Seattle",
            region="WA",
            postal_code="98101",
            country="US",
            formatted="all of it",
        ),
    ),
    phone_numbers=(PhoneNumber(value="+1 555 0100", type="work"),),
    user_type="Employee",
    title="Engineer",
    locale="en_US",
    timezone="America/Los_Angeles",
    enterprise=Enterprise(
        employee_number="701984",
        cost_center="4130",
        organization="Example",
        division="Tools",
        department="Engineering",
        manager="9067729b3d-ee533c18",
    ),
)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("userName", "jane"),
        ("name.familyName", "Doe"),
        ("name.givenName", "Jane"),
        ("displayName", "Jane Doe"),
        ("nickName", "JD"),
        ("emails[primary eq true].value", "jane@example.com"),
        ('addresses[type eq "work"].streetAddress', "1 Main Street"),
        ('addresses[type eq "work"].locality', "Seattle"),
        ('addresses[type eq "work"].region', "WA"),
        ('addresses[type eq "work"].postalCode', "98101"),
        ('addresses[type eq "work"].country', "US"),
        ('addresses[type eq "work"].formatted', "all of it"),
        ('phoneNumbers[type eq "work"].value', "+1 555 0100"),
        ("userType", "Employee"),
        ("title", "Engineer"),
        ("locale", "en_US"),
        ("timezone", "America/Los_Angeles"),
        ("enterprise.employeeNumber", "701984"),
        ("enterprise.costCenter", "4130"),
        ("enterprise.organization", "Example"),
        ("enterprise.division", "Tools"),
        ("enterprise.department", "Engineering"),
        ("enterprise.manager.value", "9067729b3d-ee533c18"),
    ],
)
def test_documented_expressions_give_the_users_value(path: str, value: str) -> None:
    assert value_at(USER, f"${{path:{path}}}") == value


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "userName",
        "${path:}",
        "${path:password}",
        "${path:emails}",
        "${path:emails[primary eq false].type}",
        '${path:addresses[type eq "other"].region}',
        '${path:addresses[type eq "work"].planet}',
        '${path:addresses[country eq "US"].region}',
        "${dir:guid}",
    ],
)
def test_others_give_none(expression: str) -> None:
    assert value_at(USER, expression) is None

"""Permission sets, accounts and applications in the console."""

from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.web.console.conftest import PEOPLE, Start
from tests.web.console.visitor import Visitor

Events = Callable[[str], list[dict[str, Any]]]

POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
MANAGEMENT = "/accounts/111122223333"


@pytest.fixture
def viewer(console: Visitor) -> Visitor:
    """The page of the permission set Viewer."""
    console.open("/permission-sets")
    return console.open(console.document.xpath("//table[@id='permission-sets']//a/@href")[0].removeprefix("/console"))


@pytest.fixture
def application(start: Start) -> Visitor:
    """The page of a SAML application."""
    demo = {"name": "Demo", "acs_url": "https://app.example.com/acs", "audience": "https://app.example.com"}
    console = start(**PEOPLE).open("/applications/add")
    return console.send("/applications/add", **demo)


def assignments(console: Visitor) -> list[str]:
    """Who is assigned, as the page shows it."""
    return console.texts("//table[@id='assignments']//th[@scope='row']")


def test_permission_set_is_created_with_the_event_of_the_api(console: Visitor, events: Events) -> None:
    console.open("/permission-sets").send("/permission-sets", name="Auditor", session_duration="PT4H")
    assert (console.heading, console.notice) == ("Auditor", "Created.")
    assert events("CreatePermissionSet")[0]["requestParameters"]["sessionDuration"] == "PT4H"


def test_refused_permission_set_has_aws_s_words_and_an_event(console: Visitor, events: Events) -> None:
    console.open("/permission-sets").send("/permission-sets", name="no spaces")
    assert console.status == 400
    assert console.problem.startswith("1 validation error detected: Value 'no spaces' at 'name' failed to satisfy")
    assert events("CreatePermissionSet")[0]["errorCode"] == "ValidationException"


def test_policies_are_attached_and_detached(viewer: Visitor) -> None:
    viewer.send("/managed-policies/attach", policy_arn=READ_ONLY)
    viewer.send("/account-policies/attach", policy_name="/team/Deploy")
    assert viewer.texts("//ul[@class='rows']/li/code") == [READ_ONLY, "/team/Deploy"]
    viewer.send("/managed-policies/detach").send("/account-policies/detach")
    assert viewer.texts("//ul[@class='rows']/li/code") == []


def test_inline_policy_and_boundary_are_set_and_taken_away(viewer: Visitor) -> None:
    viewer.send("/inline-policy", inline_policy=POLICY)
    assert viewer.text("//textarea[@id='inline_policy']") == POLICY
    viewer.send("/boundary", boundary="/team/Limit")
    assert viewer.document.xpath("//input[@id='boundary']/@value") == ["/team/Limit"]
    viewer.send("/boundary", boundary=READ_ONLY).send("/boundary", boundary="").send(
        "/inline-policy", inline_policy=""
    )
    assert viewer.text("//textarea[@id='inline_policy']") == ""


def test_refused_inline_policy_stays_in_the_form(viewer: Visitor) -> None:
    viewer.send("/inline-policy", inline_policy="{nope")
    assert (viewer.status, viewer.text("//textarea[@id='inline_policy']")) == (400, "{nope")
    assert viewer.cause


def test_changed_permission_set_is_provisioned_again(start: Start) -> None:
    assignment = {"permission_set": "Viewer", "accounts": ["management"], "users": ["ana"]}
    console = start(**PEOPLE, assignments=[assignment], operations={"polls": 2})
    console.open("/permission-sets")
    viewer = console.open(
        console.document.xpath("//table[@id='permission-sets']//a/@href")[0].removeprefix("/console")
    )
    viewer.send("/managed-policies/attach", policy_arn=READ_ONLY)
    assert "Not as it is now" in viewer.body
    viewer.send("/provision")
    assert "Work on it is in progress" in viewer.body
    viewer.open(viewer.path.partition("?")[0].removeprefix("/console"))
    assert "As it is now" in viewer.body


def test_permission_set_can_be_deleted_unless_it_is_assigned(viewer: Visitor) -> None:
    set_id = viewer.path.rpartition("/")[2]
    viewer.open(MANAGEMENT).send("/assign", principal_type="USER", principal="ana", permission_set=set_id)
    viewer.open(MANAGEMENT).open(f"/permission-sets/{set_id}").send("/delete")
    assert (viewer.status, viewer.cause != "") == (409, True)
    viewer.open(MANAGEMENT).send("/unassign").open(MANAGEMENT).open(MANAGEMENT)
    viewer.open(f"/permission-sets/{set_id}")
    assert viewer.send("/delete").notice == "Deleted."
    assert "No permission sets yet" in viewer.body


def test_group_is_assigned_and_its_work_followed(viewer: Visitor, events: Events) -> None:
    set_id = viewer.path.rpartition("/")[2]
    viewer.open(MANAGEMENT).send("/assign", principal_type="GROUP", principal="engineers", permission_set=set_id)
    assert viewer.notice == "Assigning has begun; its status is below."
    viewer.open(MANAGEMENT).open(MANAGEMENT)
    assert assignments(viewer) == ["Engineers"]
    assert "SUCCEEDED" in viewer.text("//table[@id='work']")
    assert events("CreateAccountAssignment")[0]["requestParameters"]["principalType"] == "GROUP"
    viewer.send("/unassign").open(MANAGEMENT).open(MANAGEMENT)
    assert assignments(viewer) == []


def test_assigning_needs_somebody_and_a_permission_set(viewer: Visitor) -> None:
    viewer.open(MANAGEMENT).send("/assign", principal_type="USER", principal="ana")
    assert (viewer.status, viewer.problem) == (400, "Choose at least one permission set.")
    viewer.send("/assign", principal_type="USER", principal="nobody", permission_set="ps-1")
    assert (viewer.status, viewer.problem) == (404, "There is no user 'nobody'.")


def test_assignment_of_a_deleted_user_is_marked(start: Start) -> None:
    assignment = {"permission_set": "Viewer", "accounts": ["management"], "users": ["ana"]}
    console = start(**PEOPLE, assignments=[assignment])
    users = requests.get(f"{console.url}/_emulator/users?user_name=ana", timeout=5).json()["users"]
    console.open(f"/users/{users[0]['user_id']}").send("/delete")
    assert "No longer exists" in console.open(MANAGEMENT).text("//table[@id='assignments']")


def test_saml_application_is_added_with_its_addresses(application: Visitor) -> None:
    assert (application.heading, application.notice) == ("Demo", "Created.")
    (metadata,) = application.document.xpath("//a[@download]/@href")
    assert "IDPSSODescriptor" in requests.get(metadata, timeout=5).text
    assert application.open("/applications").texts("//table[@id='applications']//th/a") == ["Demo"]


def test_application_without_addresses_is_refused(console: Visitor) -> None:
    console.open("/applications/add").send("/applications/add", name="Demo")
    assert (console.status, console.document.xpath("//input[@id='name']/@value")) == (400, ["Demo"])
    assert console.cause


def test_application_is_configured_by_metadata(application: Visitor) -> None:
    metadata = requests.get(f"{application.url}/sample-sp/metadata", timeout=5).content
    form = application.document.get_element_by_id("configuration")
    application.send(form.get("action"), files={"metadata_file": ("sp.xml", metadata)}, session_minutes="120")
    assert application.document.xpath("//input[@id='acs_url']/@value") == [f"{application.url}/sample-sp/acs"]
    assert application.document.xpath("//input[@id='session_minutes']/@value") == ["120"]


def test_attribute_mappings_are_kept_and_changed(application: Visitor) -> None:
    rows = {
        "attribute": ["Subject", "mail"],
        "value": ["${user:subject}", "${user:email}"],
        "format": ["persistent", "uri"],
    }
    application.send("/attribute-mappings", **rows)
    assert application.document.xpath("//input[@name='attribute']/@value") == ["Subject", "mail"]
    rows["value"][1] = "${user:nothing}"
    assert application.send("/attribute-mappings", **rows).status == 400


def test_certificates_of_an_application_are_rotated(application: Visitor) -> None:
    application.send("/certificates").send("/activate")
    assert application.texts("//table[@id='certificates']//th[@scope='row']") == ["Inactive", "Active"]
    delete = application.document.xpath("//table[@id='certificates']//form[contains(@action, '/delete')]/@action")
    application.send(delete[0])
    assert application.texts("//table[@id='certificates']//th[@scope='row']") == ["Active"]


def test_application_is_assigned_switched_and_deleted(application: Visitor, events: Events) -> None:
    application.send("/assign", principal_type="USER", principal="bo")
    assert assignments(application) == ["bo"]
    assert events("AssociateProfile")
    application.send("/unassign").send("/status", status="DISABLED")
    page = application.path.partition("?")[0].removeprefix("/console")
    assert "Disabled" in application.open("/applications").body
    application.open(page)
    (delete,) = application.document.xpath("//details[@class='really']//form/@action")
    assert application.send(delete).notice == "Deleted."

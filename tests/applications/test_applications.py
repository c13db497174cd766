"""Applications themselves: what they start with, their quota, which ones a listing shows."""

import re

import pytest
from sqlalchemy import insert

from emulator.accounts.organization import add_delegated_administrator
from emulator.applications.application import ApplicationDraft, SignIn
from emulator.applications.applications import (
    MOST_APPLICATIONS,
    create_application,
    delete_application,
    find_application,
    list_applications,
    require_assignment,
)
from emulator.applications.member_accounts import check_lists_one_application, check_lists_own_applications
from emulator.applications.providers import CUSTOM_OAUTH, CUSTOM_SAML, PROVIDERS, check_made_by_api, find_provider
from emulator.guide.catalogue import catalogue
from emulator.guide.refusal import Refusal
from emulator.permissions.tags import tag, tags_of
from emulator.store.tables.applications import applications
from tests.applications.conftest import MANAGEMENT, MEMBER, World


def test_an_application_has_an_arn_of_account_and_instance(world: World) -> None:
    instance = world.instance.instance_arn.rpartition("/")[2]
    pattern = f"arn:aws:sso::{MANAGEMENT}:application/{instance}/apl-[0-9a-f]{{16}}"
    assert re.fullmatch(pattern, world.application.application_arn)


def test_a_new_application_is_enabled_visible_and_requires_assignments(world: World) -> None:
    found = find_application(world.tx, world.application.application_arn)
    assert found == world.application
    assert (found.status, found.visibility, found.assignment_required) == ("ENABLED", "ENABLED", True)


def test_two_applications_may_have_the_same_name(world: World) -> None:
    assert world.another_application("Reports").application_arn != world.application.application_arn


def test_sign_in_at_the_application_needs_its_url(world: World) -> None:
    draft = ApplicationDraft(
        provider_arn=CUSTOM_OAUTH.provider_arn, name="Reports", sign_in=SignIn(origin="APPLICATION")
    )
    with pytest.raises(Refusal) as refused:
        create_application(world.tx, world.instance, draft, account_id=MANAGEMENT, region="eu-central-1")
    assert (refused.value.code, refused.value.cause) == ("ValidationException", "application.sign-in-url-missing")


def test_an_instance_has_7000_applications_at_most(world: World) -> None:
    row = vars(world.application) | {"sign_in": None}
    others = [row | {"application_arn": f"other {number}"} for number in range(MOST_APPLICATIONS - 1)]
    world.tx.connection.execute(insert(applications), others)
    with pytest.raises(Refusal) as refused:
        world.another_application("One too many")
    assert (refused.value.code, refused.value.cause) == ("ServiceQuotaExceededException", "quota.exceeded")


def test_pages_show_every_application_once_even_when_made_at_the_same_instant(world: World) -> None:
    world.tx.clock.freeze(world.tx.now())
    made = {world.another_application(f"App {number}").application_arn for number in range(5)}
    seen, after = [], None
    while True:
        page = list_applications(world.tx, world.instance, after=after, limit=2)
        seen += [application.application_arn for application in page.items]
        after = page.after
        if after is None:
            break
    assert len(seen) == 6
    assert set(seen) == made | {world.application.application_arn}


def test_a_listing_by_account_or_provider_shows_only_theirs(world: World) -> None:
    of_member = world.another_application("Of a member", account_id=MEMBER)
    shown = list_applications(world.tx, world.instance, account_id=MEMBER).items
    assert list(shown) == [of_member]
    assert not list_applications(world.tx, world.instance, provider_arn=CUSTOM_SAML.provider_arn).items


def test_deleting_forgets_tags_and_a_second_time_is_refused(world: World) -> None:
    arn = world.application.application_arn
    tag(world.tx, arn, {"team": "reports"})
    delete_application(world.tx, arn)
    assert tags_of(world.tx, arn) == {}
    with pytest.raises(Refusal, match="Could not find Application with id apl-"):
        delete_application(world.tx, arn)


def test_requiring_assignments_can_be_switched(world: World) -> None:
    require_assignment(world.tx, world.application.application_arn, False)
    assert not find_application(world.tx, world.application.application_arn).assignment_required


def test_the_api_makes_custom_oauth_applications_only() -> None:
    check_made_by_api(CUSTOM_OAUTH.provider_arn)
    for provider in PROVIDERS[1:]:
        with pytest.raises(Refusal) as refused:
            check_made_by_api(provider.provider_arn)
        assert refused.value.message == (
            f"The application provider with arn '{provider.provider_arn}' is not supported for this action."
        )


def test_a_provider_outside_the_catalogue_is_unknown() -> None:
    with pytest.raises(Refusal) as refused:
        find_provider("arn:aws:sso::aws:applicationProvider/nobody")
    assert refused.value.code == "ResourceNotFoundException"


def test_a_member_account_lists_its_own_applications_only(world: World) -> None:
    check_lists_own_applications(world.tx, world.instance, MANAGEMENT, None)
    check_lists_own_applications(world.tx, world.instance, MEMBER, MEMBER)
    for wanted in (None, MANAGEMENT):
        with pytest.raises(Refusal) as refused:
            check_lists_own_applications(world.tx, world.instance, MEMBER, wanted)
        assert refused.value.cause == "application.filter-required"


def test_a_member_account_asks_for_the_assignments_of_one_application(world: World) -> None:
    check_lists_one_application(world.tx, world.instance, MEMBER, world.application.application_arn)
    with pytest.raises(Refusal):
        check_lists_one_application(world.tx, world.instance, MEMBER, None)


def test_a_delegated_administrator_lists_everything(world: World) -> None:
    add_delegated_administrator(world.tx, MEMBER)
    check_lists_own_applications(world.tx, world.instance, MEMBER, None)
    check_lists_one_application(world.tx, world.instance, MEMBER, None)


@pytest.mark.parametrize(
    "cause",
    [
        "application.provider-not-supported",
        "application.unknown-provider",
        "application.unknown",
        "application.sign-in-url-missing",
        "application.filter-required",
        "application.unknown-principal",
        "application.assigned-already",
        "application.unknown-assignment",
        "application.unknown-setting",
        "application.grant",
        "application.actor-policy",
        "trusted-token-issuer.unknown",
        "trusted-token-issuer.duplicate",
        "aws-api.client-token",
    ],
)
def test_every_cause_is_in_the_catalogue(cause: str) -> None:
    assert cause in catalogue()

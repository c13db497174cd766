"""The alias in the portal URL: given once, then part of a start URL."""

import pytest

from emulator.guide.refusal import Refusal
from emulator.identity_source.portal_alias import portal_alias, set_portal_alias
from emulator.permissions.instances import create_organization_instance
from emulator.signin.tokens.start_urls import instance_of_start_url
from emulator.store.database import Store

PUBLIC = "http://127.0.0.1:8250"


def test_alias_is_part_of_a_start_url(store: Store) -> None:
    with store.transaction() as tx:
        instance = create_organization_instance(tx, account_id="111122223333", region="us-east-1")
        assert portal_alias(tx, instance) is None
        set_portal_alias(tx, instance, "my-company")
        assert instance_of_start_url(tx, "https://my-company.awsapps.com/start/#/", PUBLIC) == instance


def test_alias_stays(store: Store) -> None:
    with store.transaction() as tx:
        instance = create_organization_instance(tx, account_id="111122223333", region="us-east-1")
        set_portal_alias(tx, instance, "my-company")
        set_portal_alias(tx, instance, "my-company")
        with pytest.raises(Refusal) as refused:
            set_portal_alias(tx, instance, "another")
    assert refused.value.cause == "portal.alias"


@pytest.mark.parametrize("alias", ["", "-a", "a-", "A", "a b", "a.b", "d-1234567890", "é", "a" * 63])
def test_alias_that_is_no_name_is_refused(store: Store, alias: str) -> None:
    with store.transaction() as tx:
        instance = create_organization_instance(tx, account_id="111122223333", region="us-east-1")
        with pytest.raises(Refusal):
            set_portal_alias(tx, instance, alias)

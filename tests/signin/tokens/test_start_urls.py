"""Any text may come as a start URL; only those of an instance are taken."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulator.guide.refusal import Refusal
from emulator.permissions.instances import create_organization_instance
from emulator.signin.tokens.start_urls import awsapps_url, instance_of_start_url
from emulator.store.database import Store

PUBLIC = "http://127.0.0.1:8250"


@pytest.fixture
def enabled(store: Store) -> Store:
    with store.transaction() as tx:
        create_organization_instance(tx, account_id="111122223333", region="eu-west-1")
    return store


def test_own_address_is_taken(enabled: Store) -> None:
    with enabled.transaction() as tx:
        instance = instance_of_start_url(tx, f"{PUBLIC}/start", PUBLIC)
        assert instance_of_start_url(tx, awsapps_url(instance), PUBLIC) == instance
        assert (
            instance_of_start_url(tx, awsapps_url(instance).upper().replace("/START", "/start"), PUBLIC) == instance
        )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(url=st.text() | st.from_regex(r"https?://[\w.:@\[\]-]{0,40}(/start)?[/#?]{0,3}"))
def test_any_other_text_is_refused(enabled: Store, url: str) -> None:
    with enabled.transaction() as tx, pytest.raises(Refusal) as refused:
        instance_of_start_url(tx, url, PUBLIC)
    assert refused.value.code == "InvalidRequestException"
    assert refused.value.cause == "token.start-url"

"""Identifiers have the shapes of AWS's own; the expressions are those of facts/scim.md, signin.md and awsapi.md."""

import base64
import re

import pytest

from emulator.ids import Identifiers

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"

SHAPES = {
    "uuid": UUID,
    "instance_arn": r"arn:aws:sso:::instance/ssoins-[0-9a-f]{16}",
    "identity_store_id": r"d-[0-9a-f]{10}",
    "resource_id": r"[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}",
    "scim_tenant_id": rf"[A-Za-z0-9]{{3}}{UUID}",
    "scim_token": r"[A-Za-z0-9+/]{500,620}",
    "authn_request_id": r"aws_[A-Za-z0-9]{32}",
    "saml_id": rf"_{UUID}",
    "secret": r"[A-Za-z0-9_-]{43}",
    "organization_id": r"o-[a-z0-9]{10,32}",
    "organization_root_id": r"r-[0-9a-z]{4,32}",
    "create_account_request_id": r"car-[a-z0-9]{8,32}",
    "role_id": r"AROA[A-Z2-7]{17}",
    "saml_provider_name": r"AWSSSO_[0-9a-f]{16}_DO_NOT_DELETE",
    "application_instance_id": r"ins-[0-9a-f]{16}",
    "secret_access_key": r"[A-Za-z0-9+/]{40}",
    "security_token": r"[A-Za-z0-9+/]{356}",
}


@pytest.mark.parametrize("name", SHAPES)
def test_identifier_has_the_shape_that_aws_uses(name: str) -> None:
    ids = Identifiers()
    for _ in range(100):
        assert re.fullmatch(SHAPES[name], getattr(ids, name)())


def test_resource_id_repeats_the_regularity_of_the_public_samples() -> None:
    samples = re.compile(r".4.8.4.8-.0.1-70..-....-.{12}")
    ids = Identifiers()
    assert all(samples.fullmatch(ids.resource_id()) for _ in range(100))


def test_saml_tenant_id_hides_the_region_in_hex() -> None:
    made = Identifiers().saml_tenant_id("eu-central-1")
    assert re.fullmatch(UUID, made[-36:])
    assert bytes.fromhex(made[:-36]) == b"eu-central-1-"


@pytest.mark.parametrize("name", SHAPES)
def test_seeded_identifiers_repeat_from_run_to_run(name: str) -> None:
    first, second = Identifiers(7), Identifiers(7)
    assert [getattr(first, name)() for _ in range(3)] == [getattr(second, name)() for _ in range(3)]


def test_other_seeds_and_no_seed_make_other_identifiers() -> None:
    made = {Identifiers(seed).uuid() for seed in (1, 2, None, None)}
    assert len(made) == 4


def test_restart_begins_the_seeded_sequence_again() -> None:
    ids = Identifiers(7)
    first = [ids.uuid(), ids.random_bytes(8)]
    ids.restart()
    assert [ids.uuid(), ids.random_bytes(8)] == first


def test_restart_without_a_seed_repeats_nothing() -> None:
    ids = Identifiers()
    first = ids.uuid()
    ids.restart()
    assert ids.uuid() != first


def test_restart_with_salt_begins_another_sequence() -> None:
    ids = Identifiers(7)
    first = ids.uuid()
    ids.restart(salt="later")
    assert ids.uuid() != first


def test_sequence_goes_on_from_a_kept_state() -> None:
    ids = Identifiers(7)
    ids.uuid()
    state = ids.state()
    following = ids.uuid()
    ids.restart()
    ids.set_state(state)
    assert ids.uuid() == following


def test_state_of_unrepeatable_identifiers_is_nothing_and_can_be_set() -> None:
    ids = Identifiers()
    ids.set_state(ids.state())
    assert ids.uuid() != ids.uuid()


def test_reserved_role_name_holds_the_permission_set_and_fits_into_iam() -> None:
    made = Identifiers().reserved_role_name("x" * 32)
    assert re.fullmatch(r"AWSReservedSSO_x{32}_[0-9a-f]{16}", made)
    assert len(made) == 64


def test_temporary_access_key_holds_the_account() -> None:
    made = Identifiers().temporary_access_key_id("012345678901")
    assert re.fullmatch(r"ASIA[A-Z2-7]{16}", made)
    number = int.from_bytes(base64.b32decode(made[4:])[:6])
    assert (number & 0x7FFFFFFFFF80) >> 7 == 12345678901

"""MFA devices of a user: how many, their names, who may manage them."""

from dataclasses import replace

import pytest

from emulator.directory.users import delete_user
from emulator.guide.refusal import Refusal
from emulator.signin.mfa.authenticator_apps import assign_app
from emulator.signin.mfa.devices import (
    Device,
    DeviceKind,
    add_device,
    delete_device,
    devices_of,
    find_device,
    list_devices,
    rename_device,
)
from emulator.signin.mfa.registering import start_registration
from emulator.signin.mfa.settings import DeviceType, MfaSettings, Prompt, change_mfa_settings, mfa_settings_of
from signin.mfa.conftest import SECRET, Home, cause_of


def add_key(home: Home, name: str | None = None, kind: DeviceKind = DeviceKind.SECURITY_KEY) -> Device:
    with home.store.transaction() as tx:
        return add_device(tx, home.user, kind, name)


def add_app(home: Home) -> Device:
    with home.store.transaction() as tx:
        return assign_app(tx, home.user, SECRET)


def choose(home: Home, **settings: object) -> None:
    with home.store.transaction() as tx:
        change_mfa_settings(tx, home.instance.identity_store_id, replace(MfaSettings(), **settings))  # type: ignore[arg-type]


def test_two_authenticator_apps_and_not_a_third(home: Home) -> None:
    add_app(home), add_app(home)
    with pytest.raises(Refusal) as caught:
        add_app(home)
    assert cause_of(caught) == "mfa.too-many-devices"
    assert caught.value.facts.expected == "at most 2 authenticator apps, and 8 devices in all"


def test_six_fido_devices_of_both_kinds_and_not_a_seventh(home: Home) -> None:
    for kind in [DeviceKind.SECURITY_KEY, DeviceKind.BUILT_IN] * 3:
        add_key(home, kind=kind)
    for kind in (DeviceKind.SECURITY_KEY, DeviceKind.BUILT_IN):
        with pytest.raises(Refusal) as caught:
            add_key(home, kind=kind)
        assert cause_of(caught) == "mfa.too-many-devices"


def test_eight_devices_in_all(home: Home) -> None:
    for _ in range(6):
        add_key(home)
    add_app(home), add_app(home)
    with home.store.transaction() as tx:
        assert len(devices_of(tx, home.user.user_id)) == 8
        assert devices_of(tx, home.other.user_id) == ()


def test_full_type_cannot_even_begin_to_be_registered(home: Home) -> None:
    add_app(home), add_app(home)
    with pytest.raises(Refusal) as caught, home.store.transaction() as tx:
        start_registration(tx, home.user, DeviceKind.AUTHENTICATOR_APP, by=home.by)
    assert cause_of(caught) == "mfa.too-many-devices"


def test_devices_get_names_that_differ(home: Home) -> None:
    names = [add_key(home).name for _ in range(3)]
    assert names == ["Security key", "Security key 2", "Security key 3"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "two\nlines", "Blue key"])
def test_name_that_is_none_or_another_device_s_is_refused(home: Home, name: str) -> None:
    add_key(home, "Blue key")
    other = add_key(home, "Red key")
    with pytest.raises(Refusal) as caught, home.store.transaction() as tx:
        rename_device(tx, home.user, other.device_id, name, by=home.by)
    assert cause_of(caught) == "mfa.device-name"


def test_rename_and_delete_are_recorded(home: Home) -> None:
    key = add_key(home)
    with home.store.transaction() as tx:
        assert rename_device(tx, home.user, key.device_id, " Blue key ", by=home.by).name == "Blue key"
        assert rename_device(tx, home.user, key.device_id, "Blue key", by=home.by).name == "Blue key"
        delete_device(tx, home.user, key.device_id, by=home.admin)
        assert list_devices(tx, home.user, by=home.by) == ()
    events = home.events()
    assert [event["eventName"] for event in events] == [
        "UpdateMfaDeviceForUser",
        "UpdateMfaDeviceForUser",
        "DeleteMfaDeviceForUser",
        "ListMfaDevicesForUser",
    ]
    assert [event["userIdentity"]["type"] for event in events][1:3] == ["IdentityCenterUser", "Root"]
    assert [event["readOnly"] for event in events] == [False, False, False, True]


def test_device_of_another_user_is_unknown(home: Home) -> None:
    key = add_key(home)
    for work in (
        lambda tx: find_device(tx, home.other.user_id, key.device_id),
        lambda tx: rename_device(tx, home.other, key.device_id, "Mine", by=home.by),
        lambda tx: delete_device(tx, home.other, key.device_id, by=home.by),
    ):
        with pytest.raises(Refusal) as caught, home.store.transaction() as tx:
            work(tx)
        assert cause_of(caught) == "mfa.unknown-device"


def test_user_may_not_manage_devices_when_only_administrators_may(home: Home) -> None:
    key = add_key(home)
    choose(home, users_manage_devices=False)
    with pytest.raises(Refusal) as caught, home.store.transaction() as tx:
        start_registration(tx, home.user, DeviceKind.AUTHENTICATOR_APP, by=home.by)
    assert cause_of(caught) == "mfa.self-management-off"
    with pytest.raises(Refusal), home.store.transaction() as tx:
        delete_device(tx, home.user, key.device_id, by=home.by)
    with home.store.transaction() as tx:
        delete_device(tx, home.user, key.device_id, by=home.admin)


def test_nobody_manages_devices_while_mfa_is_disabled(home: Home) -> None:
    key = add_key(home)
    choose(home, prompt=Prompt.DISABLED)
    for by in (home.by, home.admin):
        with pytest.raises(Refusal) as caught, home.store.transaction() as tx:
            delete_device(tx, home.user, key.device_id, by=by)
        assert cause_of(caught) == "mfa.disabled"


def test_type_that_is_not_allowed_cannot_be_registered(home: Home) -> None:
    choose(home, device_types=(DeviceType.AUTHENTICATOR_APPS,))
    for kind in (DeviceKind.SECURITY_KEY, DeviceKind.BUILT_IN):
        with pytest.raises(Refusal) as caught, home.store.transaction() as tx:
            start_registration(tx, home.user, kind, by=home.by)
        assert cause_of(caught) == "mfa.type-not-allowed"


def test_settings_that_allow_no_type_are_refused_unless_mfa_is_disabled(home: Home) -> None:
    with pytest.raises(Refusal) as caught:
        choose(home, device_types=())
    assert cause_of(caught) == "mfa.no-device-type"
    choose(home, device_types=(), prompt=Prompt.DISABLED)


def test_settings_are_kept_and_changing_them_is_recorded(home: Home) -> None:
    wanted = MfaSettings(prompt=Prompt.CONTEXT_AWARE, users_manage_devices=False)
    with home.store.transaction() as tx:
        change_mfa_settings(tx, home.instance.identity_store_id, wanted, by=home.admin)
        assert mfa_settings_of(tx, home.instance.identity_store_id) == wanted
    assert [event["eventName"] for event in home.events()] == ["PutMfaDeviceManagementForDirectory"]


def test_devices_go_with_their_user(home: Home) -> None:
    add_app(home)
    with home.store.transaction() as tx:
        delete_user(tx, home.instance.identity_store_id, home.user.user_id)
        assert devices_of(tx, home.user.user_id) == ()

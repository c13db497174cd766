"""What the bytes of Active Directory mean, and its words about refused binds."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.identity_source.active_directory.ldap.entries import guid_text, sid_text
from emulator.identity_source.active_directory.ldap.session import rejection_of
from emulator.identity_source.active_directory.rejection import Reason

MESSAGE = "80090308: LdapErr: DSID-0C09044E, comment: AcceptSecurityContext error, data {}, v4563"


@pytest.mark.parametrize("reason", Reason)
def test_each_sub_code_of_a_refused_bind_is_understood(reason: Reason) -> None:
    assert rejection_of(MESSAGE.format(reason)).reason is reason
    assert rejection_of(MESSAGE.format(reason.upper())).reason is reason
    assert rejection_of(MESSAGE.format(reason)).words


@pytest.mark.parametrize("message", [None, "", "Invalid Credentials", MESSAGE.format("fff")])
def test_any_other_refusal_counts_as_a_wrong_password(message: str | None) -> None:
    assert rejection_of(message).reason is Reason.WRONG_PASSWORD


def test_a_security_identifier_is_written_as_windows_writes_it() -> None:
    raw = bytes.fromhex("010500000000000515000000" + "dcf4dc3b" + "833d2b46" + "828ba628" + "00020000")
    assert sid_text(raw) == "S-1-5-21-1004336348-1177238915-682003330-512"
    assert sid_text(bytes.fromhex("0102000000000005" + "20000000" + "20020000")) == "S-1-5-32-544"


@given(st.binary(max_size=80))
def test_bytes_that_are_no_security_identifier_are_refused(raw: bytes) -> None:
    try:
        text = sid_text(raw)
    except ValueError:
        return
    assert len(text.split("-")) == 3 + raw[1]


@given(st.uuids())
def test_an_object_guid_is_written_as_windows_writes_it(guid: uuid.UUID) -> None:
    assert guid_text(guid.bytes_le) == str(guid)

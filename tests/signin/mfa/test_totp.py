"""Codes of authenticator apps, beside pyotp and oathtool."""

import os
import shutil
import subprocess
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.signin.mfa.totp import (
    WINDOW,
    as_typed,
    code_refused,
    new_secret,
    provisioning_uri,
    step_at,
    step_of_code,
)
from signin.mfa.conftest import NOW, SECRET, Home, code_of_step

STEP = step_at(NOW)


def test_secret_is_32_letters_of_base32(home: Home) -> None:
    with home.store.transaction() as tx:
        secrets = {new_secret(tx) for _ in range(20)}
    assert len(secrets) == 20
    assert all(len(each) == 32 and set(each) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for each in secrets)


def test_provisioning_uri_has_the_observed_form() -> None:
    uri = provisioning_uri(SECRET, "ana@example.com")
    assert uri == f"otpauth://totp/AWS%20SSO:ana%40example.com?secret={SECRET}&issuer=AWS%20SSO"
    assert set(parse_qs(urlsplit(uri).query)) == {"secret", "issuer"}


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924")],
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    """The last six of the eight digits of appendix B; its secret is ASCII 12345678901234567890."""
    step = seconds // 30
    assert step_of_code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", code[2:], around=step, reach=0) == step


def test_codes_that_oathtool_shows_are_taken() -> None:
    program = shutil.which("oathtool")
    if program is None:
        missing = "oathtool is missing; install it with `apt-get install oathtool`"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    moment = f"{NOW:%Y-%m-%d %H:%M:%S} UTC"
    shown = subprocess.run(
        [program, "--totp", "--base32", "--now", moment, "--window", "3", SECRET],
        capture_output=True,
        text=True,
        check=True,
    )
    found = [step_of_code(SECRET, code, around=STEP, reach=3) for code in shown.stdout.split()]
    assert found == [STEP, STEP + 1, STEP + 2, STEP + 3]


@given(st.integers(-WINDOW, WINDOW))
def test_code_of_a_neighbouring_step_is_found(distance: int) -> None:
    code = code_of_step(SECRET, STEP + distance)
    found = step_of_code(SECRET, code, around=STEP, reach=WINDOW)
    assert found is not None
    assert code_of_step(SECRET, found) == code


@given(st.text(max_size=12))
def test_arbitrary_text_is_no_code_and_no_crash(text: str) -> None:
    found = step_of_code(SECRET, as_typed(text), around=STEP, reach=WINDOW)
    assert found is None or code_of_step(SECRET, found) == as_typed(text)


def test_digits_of_other_scripts_are_no_digits() -> None:
    arabic = code_of_step(SECRET, STEP).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert step_of_code(SECRET, arabic, around=STEP, reach=WINDOW) is None


def test_blank_in_the_middle_is_taken_away() -> None:
    assert as_typed(" 123 456\n") == "123456"


@pytest.mark.parametrize(("seconds", "told"), [(-600, "600 seconds behind"), (3600, "3600 seconds ahead")])
def test_code_of_another_moment_tells_how_far_the_clock_is_off(seconds: int, told: str) -> None:
    code = code_of_step(SECRET, STEP + seconds // 30)
    refusal = code_refused(SECRET, code, around=STEP, while_doing="sign-in")
    assert refusal.cause == "totp.clock-skew-sign-in"
    assert refusal.message == "An unexpected error has occurred"
    assert refusal.facts.found == f"the code of a clock that is {told}"


def test_code_of_no_moment_is_a_wrong_code() -> None:
    refusal = code_refused(SECRET, "12345", around=STEP, while_doing="registration")
    assert refusal.cause == "totp.code-wrong"
    assert refusal.facts.found == "5 characters that are not six digits"
    assert "12345" not in str(refusal.facts)

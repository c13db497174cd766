"""The address of a mail server."""

import pytest
from pydantic import ValidationError

from emulator.settings import Settings
from emulator.smtp_url import SmtpServer, read_smtp_url


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://localhost", SmtpServer("smtp", "localhost", 25, None, None)),
        ("smtp://localhost:1025/", SmtpServer("smtp", "localhost", 1025, None, None)),
        ("smtps://jane:p%40ss@mail.example.com", SmtpServer("smtps", "mail.example.com", 465, "jane", "p@ss")),
        ("smtp+starttls://[::1]:2525", SmtpServer("smtp+starttls", "::1", 2525, None, None)),
    ],
)
def test_the_address_tells_where_and_how(url: str, server: SmtpServer) -> None:
    assert read_smtp_url(url) == server


@pytest.mark.parametrize(
    "url", ["localhost:25", "http://localhost", "smtp://", "smtp://a/b", "smtp://a:x", "smtp://[a"]
)
def test_another_address_is_refused_with_the_way_to_write_it(url: str) -> None:
    with pytest.raises(ValueError, match="write it as smtp://host:25"):
        read_smtp_url(url)
    with pytest.raises(ValidationError, match="write it as smtp://host:25"):
        Settings(smtp_url=url)  # type: ignore[arg-type]


def test_the_password_is_not_printed() -> None:
    assert "secret" not in repr(read_smtp_url("smtp://jane:secret@localhost"))
    assert "secret" not in repr(Settings(smtp_url="smtp://jane:secret@localhost"))  # type: ignore[arg-type]

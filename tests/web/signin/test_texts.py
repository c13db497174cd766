"""Every cause that the sign-in pages can meet shows what the catalogue says that AWS shows."""

import pytest

from emulator.guide.catalogue import catalogue
from emulator.web.signin.texts import page_text

SHOWN_ON_PAGES = [
    cause
    for cause in catalogue().causes
    if cause.id.startswith(("saml.", "idp-metadata.name-id"))
    and any(shown.where.startswith("Sign-in page") for shown in cause.shows)
]


@pytest.mark.parametrize("cause", SHOWN_ON_PAGES, ids=lambda cause: cause.id)
def test_page_agrees_with_the_catalogue(cause) -> None:  # type: ignore[no-untyped-def]
    page = page_text(cause.id)
    for shown in cause.shows:
        if shown.where.startswith("Sign-in page"):
            assert shown.text in (page.heading, page.text)


def test_unknown_cause_shows_the_unexpected_error() -> None:
    assert page_text("anything.else").heading == "An unexpected error has occurred"

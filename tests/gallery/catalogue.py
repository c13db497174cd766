"""All pages, in the order of the gallery."""

from tests.gallery import applications, approvals, console, mfa, passwords, portal, provider, sign_in

PAGES = (
    *sign_in.PAGES,
    *passwords.PAGES,
    *mfa.PAGES,
    *portal.PAGES,
    *approvals.PAGES,
    *applications.PAGES,
    *provider.PAGES,
    *console.PAGES,
)

"""Which instance a start URL (or issuer URL) means (facts/awsapi.md §4.4, facts/signin.md §2.1)."""

import re
from urllib.parse import urlsplit

from emulator.guide.refusal import Refusal
from emulator.identity_source.portal_alias import portal_alias
from emulator.permissions.instances import Instance, list_instances
from emulator.signin.tokens.refusals import INVALID_START_URL, refused
from emulator.store.transaction import Transaction

_CLASSIC = re.compile(r"(?P<name>[a-z0-9-]+)\.awsapps\.com")
_OF_INSTANCE = re.compile(
    r"(?P<name>ssoins-[0-9a-f]{16})\.(?:(?P<ipv4>[a-z0-9-]+)\.portal\.amazonaws\.com"
    r"|portal\.(?P<dual>[a-z0-9-]+)\.app\.aws)"
)
_ISSUER_HOST = "identitycenter.amazonaws.com"


def awsapps_url(instance: Instance, alias: str | None = None) -> str:
    """The start URL that the AWS CLI takes; nobody is ever called there, the endpoints are overridden."""
    return f"https://{alias or instance.identity_store_id}.awsapps.com/start"


def instance_of_start_url(tx: Transaction, url: str, public_url: str, *, where: str = "startUrl") -> Instance:
    """The instance whose portal the URL is: AWS's forms of it, or ours. Raises InvalidRequestException."""
    for instance in list_instances(tx):
        if _is_portal_of(instance, portal_alias(tx, instance), url, public_url):
            return instance
    raise _not_ours(tx, url, public_url, where)


def _is_portal_of(instance: Instance, alias: str | None, url: str, public_url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    path = parts.path.rstrip("/")
    if f"{parts.scheme}://{parts.netloc}".lower() == public_url.lower():
        return path == "/start" and instance.kind == "organization"
    if parts.scheme != "https" or parts.query:
        return False
    host, instance_id = (parts.netloc or "").lower(), instance.instance_arn.rpartition("/")[2]
    if host == _ISSUER_HOST:
        return path == f"/{instance_id}"
    classic, own = _CLASSIC.fullmatch(host), _OF_INSTANCE.fullmatch(host)
    if classic is not None:
        return path == "/start" and classic["name"] in (instance.identity_store_id, alias)
    return (
        own is not None
        and path in ("", "/start")
        and own["name"] == instance_id
        and (own["ipv4"] or own["dual"]) == instance.region
    )


def _not_ours(tx: Transaction, url: str, public_url: str, where: str) -> Refusal:
    portals = [awsapps_url(instance) for instance in list_instances(tx)]
    return refused(
        "InvalidRequestException",
        INVALID_START_URL,
        "token.start-url",
        where=where,
        found=url[:300],
        expected=f"the AWS access portal URL of an instance: {', '.join(portals)} or {public_url}/start",
    )

"""The service provider: what it asks an identity provider for, and how it judges the answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.authn_request import OneLogin_Saml2_Authn_Request
from onelogin.saml2.errors import OneLogin_Saml2_Error
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from emulator.saml.bindings import decode_post
from emulator.saml.document import UnreadableMessage
from emulator.web.sample_sp.clock import telling

_HTTP_POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
_UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"

PATH = "/sample-sp"

_SECURITY = {
    "wantAssertionsSigned": True,
    "wantMessagesSigned": True,
    "requestedAuthnContext": False,
    "wantAttributeStatement": False,
    # Containers call each other by names without a dot.
    "allowSingleLabelDomains": True,
}


class NotConnected(Exception):
    """No identity provider is known yet, or what is known cannot be used; the text says which."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a request asks for. None is what the application is set up with."""

    name_id_format: str | None = None
    issuer: str | None = None
    acs_url: str | None = None


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request, and the address of the identity provider that it is meant for."""

    xml: str
    sign_in_url: str


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """What became of a response: who signed in, or why nobody did."""

    problems: tuple[str, ...]
    name_id: str | None
    name_id_format: str | None
    attributes: Mapping[str, list[str]]
    session_ends: int | None
    relay_state: str | None
    xml: str


class SampleServiceProvider:
    """The application at `base_url`.

    `default_metadata` tells the identity provider until `connect` names another; `now` is the application's clock;
    `on_rejection` is told why a response was turned away, and which attributes it had.
    """

    def __init__(
        self,
        base_url: str,
        default_metadata: Callable[[], str | None],
        now: Callable[[], datetime],
        on_rejection: Callable[[str, str], None] = lambda _reason, _attributes: None,
    ) -> None:
        self.entity_id = f"{base_url}{PATH}/metadata"
        self.acs_url = f"{base_url}{PATH}/acs"
        self._base = urlsplit(base_url)
        self._default_metadata = default_metadata
        self._now = now
        self._on_rejection = on_rejection
        self._metadata: str | None = None
        self._required: tuple[str, ...] = ()

    def forget(self) -> None:
        """Go back to how the application was installed."""
        self._metadata, self._required = None, ()

    def require(self, attributes: tuple[str, ...]) -> None:
        """Let nobody in whose assertion lacks one of these attributes."""
        self._required = attributes

    def connect(self, metadata: str | None) -> None:
        """Trust the identity provider of this metadata; None goes back to the default. Raises NotConnected."""
        if metadata is not None:
            _identity_provider(metadata)
        self._metadata = metadata

    def identity_provider(self) -> dict[str, Any]:
        """The identity provider's part of the settings. Raises NotConnected."""
        metadata = self._metadata or self._default_metadata()
        if metadata is None:
            raise NotConnected("No identity provider is known: there is no application whose audience is this one.")
        return _identity_provider(metadata)

    def metadata(self) -> str:
        """The application's own metadata."""
        settings = OneLogin_Saml2_Settings({"sp": self._self(Wish()), "security": _SECURITY}, sp_validation_only=True)
        document = settings.get_sp_metadata()
        return document.decode() if isinstance(document, bytes) else str(document)

    def request(self, wish: Wish) -> Request:
        """A request for the identity provider. Raises NotConnected."""
        settings = self._settings(wish)
        with telling(self._now):
            made = OneLogin_Saml2_Authn_Request(settings, set_nameid_policy=wish.name_id_format is not None)
        return Request(xml=made.get_xml(), sign_in_url=settings.get_idp_sso_url())

    def arrive(self, form: Mapping[str, str]) -> Arrival:
        """Judge what was posted to the ACS URL. Raises NotConnected."""
        auth = OneLogin_Saml2_Auth(self._as_seen(form), old_settings=self._settings(Wish()))
        try:
            with telling(self._now):
                auth.process_response()
            problems = [*auth.get_errors(), *filter(None, [auth.get_last_error_reason()])]
        except OneLogin_Saml2_Error as problem:
            problems = [str(problem)]
        known = auth.is_authenticated()
        attributes = auth.get_attributes() if known else {}
        if known:
            problems += [f"The attribute {name} is missing" for name in self._required if name not in attributes]
        if problems:
            self._on_rejection("; ".join(problems), ", ".join(attributes))
        return Arrival(
            problems=tuple(problems),
            name_id=auth.get_nameid() if known else None,
            name_id_format=auth.get_nameid_format() if known else None,
            attributes=attributes,
            session_ends=auth.get_session_expiration() if known else None,
            relay_state=form.get("RelayState"),
            xml=_decoded(form.get("SAMLResponse", "")),
        )

    def _self(self, wish: Wish) -> dict[str, Any]:
        return {
            "entityId": wish.issuer or self.entity_id,
            "assertionConsumerService": {"url": wish.acs_url or self.acs_url, "binding": _HTTP_POST},
            "NameIDFormat": wish.name_id_format or _UNSPECIFIED,
        }

    def _settings(self, wish: Wish) -> OneLogin_Saml2_Settings:
        parts = {"sp": self._self(wish), "idp": self.identity_provider(), "security": _SECURITY, "strict": True}
        try:
            return OneLogin_Saml2_Settings(parts)
        except OneLogin_Saml2_Error as problem:
            raise NotConnected(f"python3-saml does not take these settings: {problem}") from problem

    def _as_seen(self, form: Mapping[str, str]) -> dict[str, Any]:
        """The request as python3-saml wants it, with the address that the application is known under."""
        return {
            "https": "on" if self._base.scheme == "https" else "off",
            "http_host": self._base.netloc,
            "script_name": f"{PATH}/acs",
            "get_data": {},
            "post_data": dict(form),
        }


def _identity_provider(metadata: str) -> dict[str, Any]:
    # The parser raises whatever its XML library does.
    try:
        known = dict(OneLogin_Saml2_IdPMetadataParser.parse(metadata.encode()).get("idp", {}))
    except Exception as problem:
        raise NotConnected(f"The metadata cannot be read: {problem}") from problem
    if not known.get("entityId") or not known.get("singleSignOnService"):
        raise NotConnected("The metadata is not that of an identity provider.")
    # Some providers offer an empty format; python3-saml would ask for it.
    known.pop("NameIDFormat", None)
    return known


def _decoded(value: str) -> str:
    try:
        return decode_post(value)
    except UnreadableMessage:
        return ""

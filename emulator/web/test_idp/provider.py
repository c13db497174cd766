"""The test IdP itself: who it is, which application it serves, and the responses it gives."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from emulator.clock import Clock
from emulator.ids import Identifiers
from emulator.saml import names
from emulator.saml.bindings import decode_post
from emulator.saml.document import UnreadableMessage
from emulator.saml.writing import ResponsePlan, write_idp_metadata
from emulator.web.test_idp.faults.fault import Case, Sealing
from emulator.web.test_idp.faults.vocabulary import FAULTS, REPLAYED
from emulator.web.test_idp.form import SignInForm, name_id_format_uri
from emulator.web.test_idp.issuing import Keys, PublishedCertificates, issue
from emulator.web.test_idp.service_provider import RegisteredApplication

# What Okta's responses hold (facts/signin.md §2.6).
_HALF_WINDOW = timedelta(minutes=5)

_REMEMBERED = 200


class CannotAnswer(Exception):
    """The test IdP has nothing to send; the message tells what it takes."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A response ready to be posted."""

    acs_url: str
    saml_response: str
    relay_state: str | None

    @property
    def document(self) -> str:
        """The XML in the response, for a person to read; what is no base64 comes as it is."""
        try:
            return decode_post(self.saml_response)
        except UnreadableMessage:
            return self.saml_response


class TestIdp:
    """A SAML identity provider at `<base_url>/idp`.

    `default_application` and `suggestions` are asked each time: the application to serve while nobody has registered
    another, and names to offer on the page. All methods may be called from any thread.
    """

    __test__ = False

    def __init__(
        self,
        *,
        base_url: str,
        keys: Keys,
        clock: Clock,
        ids: Identifiers,
        default_application: Callable[[], RegisteredApplication | None] = lambda: None,
        suggestions: Callable[[], tuple[str, ...]] = lambda: (),
    ) -> None:
        self.entity_id = f"{base_url}/idp/metadata"
        self.sign_in_url = f"{base_url}/idp/sso"
        self.issuer_url = f"{base_url}/idp"
        self.keys = keys
        self.ids = ids
        self._clock = clock
        self._default_application = default_application
        self._suggestions = suggestions
        self._lock = threading.Lock()
        self._registered: RegisteredApplication | None = None
        self._last_answers: OrderedDict[str, Answer] = OrderedDict()

    def metadata(
        self,
        *,
        certificates: PublishedCertificates = PublishedCertificates.ALL,
        name_id_formats: tuple[str, ...] = (names.EMAIL_ADDRESS,),
    ) -> str:
        """The provider's metadata document."""
        return write_idp_metadata(
            entity_id=self.entity_id,
            sign_in_url=self.sign_in_url,
            certificates=self.keys.published(certificates),
            name_id_formats=name_id_formats,
        )

    def now(self) -> datetime:
        """The instant that the provider's clock shows."""
        return self._clock.now()

    @property
    def application(self) -> RegisteredApplication | None:
        """The application that IdP-initiated sign-in leads to."""
        with self._lock:
            registered = self._registered
        return registered or self._default_application()

    def register(self, application: RegisteredApplication) -> None:
        """Serve this application from now on."""
        with self._lock:
            self._registered = application

    def forget(self) -> None:
        """Drop the registered application and all remembered people and responses."""
        with self._lock:
            self._registered = None
            self._last_answers.clear()

    def people(self) -> tuple[str, ...]:
        """Names to offer: who signed in lately, then the suggestions."""
        with self._lock:
            lately = tuple(reversed(self._last_answers))
        return tuple(dict.fromkeys((*lately, *self._suggestions())))

    def sign_in(self, form: SignInForm) -> Answer:
        """The response that the form asks for. Raises CannotAnswer."""
        if REPLAYED in form.fault:
            return self._last_answer(form)
        acs_url, audience = self._addresses(form)
        faults = tuple(fault for fault in FAULTS if fault.id in form.fault)
        case = Case(name_id=form.name_id, clock_skew=timedelta(seconds=form.clock_skew_seconds), ids=self.ids)
        sealing = Sealing(parts=form.sign, algorithm=form.algorithm)
        answer = Answer(
            acs_url=acs_url,
            saml_response=issue(self._plan(form, acs_url, audience), sealing, self.keys, faults, case),
            relay_state=form.relay_state,
        )
        with self._lock:
            self._last_answers.pop(form.name_id, None)
            self._last_answers[form.name_id] = answer
            while len(self._last_answers) > _REMEMBERED:
                self._last_answers.popitem(last=False)
        return answer

    def _last_answer(self, form: SignInForm) -> Answer:
        with self._lock:
            answer = self._last_answers.get(form.name_id)
        if answer is None:
            raise CannotAnswer(f"{form.name_id} was given no response yet that could be sent again; sign in first")
        return answer

    def _addresses(self, form: SignInForm) -> tuple[str, str]:
        application = self.application
        acs_url = form.acs_url or (application.acs_urls[0] if application else None)
        audience = form.audience or (application.audience if application else None)
        if acs_url is None or audience is None:
            raise CannotAnswer("no application is registered; give its metadata, or acs_url and audience")
        return acs_url, audience

    def _plan(self, form: SignInForm, acs_url: str, audience: str) -> ResponsePlan:
        now = self._clock.now()
        minutes = form.session_minutes
        return ResponsePlan(
            response_id=self.ids.saml_id(),
            assertion_id=self.ids.saml_id(),
            session_index=self.ids.saml_id(),
            issuer=self.entity_id,
            destination=acs_url,
            recipient=acs_url,
            audience=audience,
            in_response_to=form.in_response_to,
            name_id=form.name_id,
            name_id_format=name_id_format_uri(form.name_id_format),
            issue_instant=now,
            not_before=now - _HALF_WINDOW,
            not_on_or_after=now + _HALF_WINDOW,
            authn_instant=now,
            session_not_on_or_after=None if minutes is None else now + timedelta(minutes=minutes),
            attributes=form.attributes,
        )

"""Signs in at somebody's own provider once, and goes through the cases with what it issued."""

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from emulator.scenario.client import EmulatorClient
from emulator.scenario.library import ScenarioFile
from emulator.scenario.own_provider.cases import CASES, Case, NotPossible, Response, Side
from emulator.scenario.own_provider.preparation import Preparation
from emulator.scenario.own_provider.visitor import Credentials, Issued, ProviderTrouble, Visitor
from emulator.scenario.own_response import Met, try_response


@dataclass(frozen=True)
class OwnProvider:
    """The running provider: its metadata, who signs in there, and where a sign-in starts that begins there.

    `user_name` is what provisioning writes; without it, the name identifier that the provider sends. `ca_file` holds
    the authority of the provider's certificate, if it is not one of the usual.
    """

    metadata: str
    credentials: Credentials
    start_url: str | None = None
    user_name: str | None = None
    ca_file: str | None = None


@dataclass(frozen=True)
class Tried:
    """One case and what its sign-in met. `met` is None where the case cannot be made here, for the reason given."""

    told: str
    cause: str | None
    met: Met | None
    why_not: str = ""

    @property
    def as_expected(self) -> bool:
        """Whether it was accepted, or refused as the scenario of the cause shows; so is what cannot be made."""
        return self.met is None or self.met.as_expected(self.cause)


def sign_in_once(
    provider: OwnProvider, files: Sequence[ScenarioFile], client: EmulatorClient, *, cause: str | None
) -> Tried:
    """The sign-in alone, which is expected to meet `cause`, or to succeed; from `start_url` where there is one.

    Raises as `try_cases` does.
    """
    with _stay(provider, client) as stay:
        started_at = Response.FROM_PORTAL if provider.start_url is None else Response.FROM_PROVIDER
        stay.sign_in(started_at)
        return stay.first(files, started_at, cause)


def try_cases(provider: OwnProvider, files: Sequence[ScenarioFile], client: EmulatorClient) -> Iterator[Tried]:
    """The sign-in, and if it succeeds, every case. The caller restores the emulator's state afterwards.

    Raises ProviderTrouble and EmulatorUnusable.
    """
    with _stay(provider, client) as stay:
        stay.sign_in(Response.FROM_PORTAL, Response.FROM_PROVIDER)
        first = stay.first(files, Response.FROM_PORTAL, None)
        yield first
        if first.as_expected:
            yield from (stay.take(case, files) for case in CASES)


class _Stay:
    """The emulator while responses of the provider wait to be posted, its clock standing still."""

    def __init__(self, client: EmulatorClient, preparation: Preparation, provider: OwnProvider) -> None:
        self._client = client
        self._preparation = preparation
        self._provider = provider
        authorities = [file for file in (provider.ca_file, client.verify) if isinstance(file, str)]
        self._visitor = Visitor(provider.credentials, authorities)
        self._snapshot = f"own-provider-{os.getpid()}"
        self._issued: dict[Response, Issued] = {}
        self._user_name = ""

    def close(self) -> None:
        self._client.control("DELETE", f"snapshots/{self._snapshot}")
        self._visitor.close()

    def sign_in(self, *starts: Response) -> None:
        """Sign in from these places, and provision whom the provider names."""
        for start in starts:
            url = self._start_url(start)
            if url is not None:
                self._issued[start] = self._visitor.sign_in(url)
        named = self._preparation.name_identifier(self._issued[starts[0]].saml_response)
        self._user_name = self._provider.user_name or named or self._provider.credentials.user
        self._preparation.provision(self._user_name)
        # A response is valid for a minute with some providers; the cases take as long as they take.
        self._client.ask("POST", "clock", {"freeze": True})
        self._client.ask("POST", "snapshots", {"name": self._snapshot})

    def first(self, files: Sequence[ScenarioFile], start: Response, cause: str | None) -> Tried:
        """The sign-in as it is, posted to where the provider says."""
        acs_url, ours = self._issued[start].acs_url, self._preparation.instance["acs_url"]
        if urlsplit(acs_url)[:2] != urlsplit(ours)[:2]:
            raise ProviderTrouble(
                f"the provider lets the browser post its response to {acs_url}, which is not at this emulator; "
                f"the ACS URL is {ours}"
            )
        place = "access portal" if start is Response.FROM_PORTAL else "provider"
        return Tried(f"The sign-in starts at the {place}.", cause, self._post(self._issued[start], files, acs_url))

    def take(self, case: Case, files: Sequence[ScenarioFile]) -> Tried:
        """One case, from the moment at which the responses were issued."""
        self._client.ask("POST", f"snapshots/{self._snapshot}/restore")
        try:
            case.change(Side(self._client, self._preparation, self._user_name))
            issued = self._response(case.response)
        except NotPossible as reason:
            return Tried(case.told, case.cause, None, str(reason))
        if case.twice:
            self._post(issued, files)
        return Tried(case.told, case.cause, self._post(issued, files))

    def _response(self, wanted: Response) -> Issued:
        if wanted is Response.ANOTHER:
            return self._visitor.sign_in(self._preparation.instance["portal_url"])
        if wanted not in self._issued:
            raise NotPossible("name the provider's own start URL with --idp-start-url")
        return self._issued[wanted]

    def _start_url(self, start: Response) -> str | None:
        return self._preparation.instance["portal_url"] if start is Response.FROM_PORTAL else self._provider.start_url

    def _post(self, issued: Issued, files: Sequence[ScenarioFile], acs_url: str | None = None) -> Met:
        return try_response(
            issued.saml_response, files, self._client, relay_state=issued.relay_state, acs_url=acs_url
        )


@contextmanager
def _stay(provider: OwnProvider, client: EmulatorClient) -> Iterator[_Stay]:
    preparation = Preparation(client, provider.metadata)
    # The provider lives in the time of its machine.
    client.ask("POST", "clock", {"resume": True})
    preparation.connect()
    with closing(_Stay(client, preparation, provider)) as stay:
        yield stay

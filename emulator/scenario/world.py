"""What the steps of a running scenario act on."""

from dataclasses import dataclass, field

import requests

from emulator.scenario.client import Answer, EmulatorClient, new_session
from emulator.scenario.devices import Belongings
from emulator.scenario.post_office import PostOffice
from emulator.scenario.saml_steps import ConfigureIdpStep, SignInStep
from emulator.scenario.values import Values


@dataclass
class World:
    """The emulator, the values so far, the clients, and what the IdP's administrator changed.

    `program` sends what programs send; `browser` is the browser of the last sign-in, `page` what it shows.
    `belongings` are the person's phone and security key; `post_office` is the company's mail server, once a step has
    set one up.
    """

    client: EmulatorClient
    values: Values
    program: requests.Session = field(init=False)
    browser: requests.Session = field(init=False)
    page: Answer | None = None
    post_office: PostOffice | None = None
    belongings: Belongings = field(default_factory=Belongings)
    idp_changes: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.program = new_session(self.client.verify)
        self.browser = new_session(self.client.verify)

    def close(self) -> None:
        """Give the connections back."""
        if self.post_office is not None:
            self.post_office.close()
        self.program.close()
        self.browser.close()

    def open_browser(self) -> requests.Session:
        """A new browser without cookies; it stays the browser until the next one is opened."""
        self.browser.close()
        self.page = None
        self.browser = new_session(self.client.verify)
        return self.browser

    def change_idp(self, change: ConfigureIdpStep) -> None:
        """Remember what the IdP sends from now on."""
        self.idp_changes |= change.model_dump(exclude_none=True)

    def as_idp_sends(self, step: SignInStep) -> SignInStep:
        """The sign-in as the IdP's present configuration makes it."""
        return step.model_copy(update=self.idp_changes)

"""The navigation of the console: every page that stands at its left."""

from dataclasses import dataclass

PREFIX = "/console"


@dataclass(frozen=True)
class Entry:
    """A page in the navigation; the pages below its path belong to it."""

    title: str
    path: str

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"{PREFIX}{self.path}"


@dataclass(frozen=True)
class Section:
    """Entries that belong together, under a heading; the first section has none."""

    title: str
    entries: tuple[Entry, ...]


NAVIGATION = (
    Section("", (Entry("Overview", ""),)),
    Section("What happened", (Entry("Refusals", "/refusals"), Entry("Trail", "/trail"), Entry("Mail", "/mail"))),
    Section("Directory", (Entry("Users", "/users"), Entry("Groups", "/groups"))),
    Section(
        "Settings",
        (
            Entry("Identity source", "/identity-source"),
            Entry("Automatic provisioning", "/provisioning"),
            Entry("Authentication", "/authentication"),
        ),
    ),
    Section(
        "Access",
        (
            Entry("AWS accounts", "/accounts"),
            Entry("Permission sets", "/permission-sets"),
            Entry("Applications", "/applications"),
        ),
    ),
    Section(
        "Emulator",
        (Entry("Clock", "/clock"), Entry("Faults", "/faults"), Entry("State", "/state"), Entry("Labs", "/labs")),
    ),
)


def current_entry(path: str) -> Entry | None:
    """The entry that a page belongs to: the one with the longest path that the page's address starts with."""
    entries = [entry for section in NAVIGATION for entry in section.entries]
    matching = [entry for entry in entries if path == entry.url or path.startswith(f"{entry.url}/")]
    return max(matching, key=lambda entry: len(entry.url), default=None)

"""What the console calls things, as AWS's console does."""

from emulator.identity_source.sources import SourceKind

SOURCES = {
    SourceKind.IDENTITY_CENTER: "Identity Center directory",
    SourceKind.EXTERNAL_IDP: "External identity provider",
    SourceKind.ACTIVE_DIRECTORY: "Active Directory",
}

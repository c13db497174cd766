"""The error messages that AWS records with a failed sign-in (event ExternalIdPDirectoryLogin), and their evidence."""

ERROR_CODE = "ExternalIdPDirectoryLogin"

# Observed in real events (facts/signin.md §5.6).
EXACTLY_ONE_ASSERTION = "Responses must contain exactly one Assertion"
NOT_FOR_THIS_REQUEST = "Not a valid response for the provided request id: {request_id}"
NAME_ID_POLICY_FORMAT = "Response contains invalid name id policy format"

# unconfirmed: no public record shows the errorMessage of any other failed SAML sign-in; these texts are assumed.
TOO_LONG = "Response exceeds the maximum allowed length"
UNREADABLE = "Response could not be parsed"
NOT_SUCCESSFUL = "Response status is not successful"
VERSION = "Response has an unsupported version"
UNSIGNED = "Response is not signed"
SIGNATURE = "Response contains invalid signature"
ISSUER = "Response contains invalid issuer"
DESTINATION = "Response contains invalid destination"
RECIPIENT = "Response contains invalid recipient"
SUBJECT_CONFIRMATION = "Response contains invalid subject confirmation"
AUDIENCE = "Response contains invalid audience"
TIME = "Response is expired or not yet valid"
REPLAYED = "Response has already been processed"
NAME_ID = "Response contains invalid name id"
ATTRIBUTES = "Response contains invalid attributes"
USER_NOT_FOUND = "User not found"
USER_DISABLED = "User is disabled"

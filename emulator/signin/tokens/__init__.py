"""OAuth for programs: clients, what a person allows them in the browser, and the tokens that come of it.

Every public function says no by a Refusal with an exception of the `sso-oidc` service (facts/awsapi.md §4.3).
"""

"""AWS's own sign-in endpoint for SAML, which turns an assertion for an account into a session of the console."""

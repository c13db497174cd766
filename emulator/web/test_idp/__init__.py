"""The test IdP: a small SAML identity provider under /idp that can send every kind of faulty response.

It is a foreign product that happens to run on the same port: it knows nothing of the emulator's state.
"""

"""The AWS access portal, as far as it exists: who is signed in, until when, and signing out."""

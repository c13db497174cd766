"""Scenario texts that tests vary."""

SOUND = """\
id: scim.multi-valued-emails
title: Two e-mail addresses
entry: scim-user-sync
cause: scim.multi-valued-emails
evidence: documented
about: Two addresses are one too many.
when:
  - scim: {method: POST, path: /Users, body: {userName: jane@example.com}}
then:
  api: {status: 400}
  trail: none
fix:
  text: Send one.
verify:
  steps:
    - scim: {path: /Users}
"""

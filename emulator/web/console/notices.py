"""What a page says after a form was done: the word in its address, and the sentence."""

_SENTENCES = {
    "saved": "Saved.",
    "created": "Created.",
    "deleted": "Deleted.",
    "invited": "Created. The invitation is in the mail.",
    "instructions-mailed": "The instructions are in the mail.",
    "verification-mailed": "The link that verifies the address is in the mail.",
    "user-enabled": "The user is enabled and can sign in.",
    "user-disabled": "The user is disabled: no sign-in, but everything else stays.",
    "sessions-ended": "The sessions have ended.",
    "device-registered": "The device is registered.",
    "certificate-imported": "The certificate is imported.",
    "source-changed": "The identity source is changed.",
    "provisioning-enabled": "Automatic provisioning is on. Generate an access token for the identity provider.",
    "provisioning-disabled": "Automatic provisioning is off.",
    "policies-changed": "Saved. Provision the permission set to bring the change into the accounts.",
    "provisioning-begun": "Provisioning has begun.",
    "assigning-begun": "Assigning has begun; its status is below.",
    "unassigning-begun": "Taking the assignment away has begun; its status is below.",
    "mail-forgotten": "The outbox is empty.",
    "mail-tried": "Everything that waited was tried.",
    "snapshot-taken": "The state is kept.",
    "snapshot-restored": "State and clock are what they were when the snapshot was taken.",
    "reset": "The emulator has started afresh.",
    "lab-begun": "The emulator is broken. Good luck.",
    "fault-injected": "Requests fail from now on.",
    "clock-set": "The clock is set.",
}


def text_of(word: str | None) -> str | None:
    """The sentence of a word; None for a word that is none of ours."""
    return _SENTENCES.get(word or "")

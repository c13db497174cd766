"""What a page says after a form was done: the word in its address, and the sentence."""

_SENTENCES = {
    "saved": "Saved.",
    "created": "Created.",
    "deleted": "Deleted.",
    "mail-forgotten": "The outbox is empty.",
    "mail-tried": "Everything that waited was tried.",
    "snapshot-taken": "The state is kept.",
    "snapshot-restored": "State and clock are what they were when the snapshot was taken.",
    "reset": "The emulator has started afresh.",
    "clock-set": "The clock is set.",
}


def text_of(word: str | None) -> str | None:
    """The sentence of a word; None for a word that is none of ours."""
    return _SENTENCES.get(word or "")

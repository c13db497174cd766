"""What a page says after a form was done: the word in its address, and the sentence."""

_SENTENCES = {
    "saved": "Saved.",
    "created": "Created.",
    "deleted": "Deleted.",
}


def text_of(word: str | None) -> str | None:
    """The sentence of a word; None for a word that is none of ours."""
    return _SENTENCES.get(word or "")

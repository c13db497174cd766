"""Finds causes by the text of an error, even a part of it, misspelt, or inside a log line."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from math import log

from emulator.guide.catalogue import Catalogue, Cause, Entry, Shown

# Below this a text has little to do with the query; a match far below the best one is not worth reading.
_LOWEST_SCORE = 0.6
_SHARE_OF_BEST = 0.9
# A title is our wording and not what the person saw, so an equally good match of a shown text comes first.
_TITLE_WEIGHT = 0.8


@dataclass(frozen=True, kw_only=True)
class Match:
    """A cause that fits a query. `shown` is the text that fitted; None when the title or the entry's title did."""

    entry: Entry
    cause: Cause
    shown: Shown | None
    score: float


class _Vocabulary:
    """The words of all texts; a rare word says more than a common one."""

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        self._occurrences: Counter[str] = Counter()
        self._size = 0
        for words in texts:
            self._occurrences.update(set(words))
            self._size += 1

    def weight(self, word: str) -> float:
        """How much a word says; an unknown one as much as a word that occurs once."""
        return log(1 + self._size / self._occurrences.get(word, 1))

    def read(self, query: str) -> list[str]:
        """The words of a query: misspelt ones corrected, identifiers and numbers of one case left out."""
        return [word for raw in _words(query) if (word := self._known(raw))]

    def _known(self, word: str) -> str:
        if word in self._occurrences:
            return word
        if any(character.isdigit() for character in word):
            return ""
        near = get_close_matches(word, self._occurrences, n=1, cutoff=0.85)
        return near[0] if near else word


@dataclass(frozen=True)
class _Text:
    """A text that is searched: one that a person is shown, or a title."""

    words: list[str]
    entry: Entry
    cause: Cause
    shown: Shown | None


def search(catalogue: Catalogue, query: str) -> tuple[Match, ...]:
    """The causes whose texts fit `query`, best first; equal ones in the guide's order.

    Letter case, punctuation, the curl of quotes and identifiers (request ids, UUIDs, times) do not matter. An id of a
    cause or an entry, or the beginning of a cause's id (`saml.name-id`), finds what it names.
    """
    named = _named(catalogue, query.strip())
    if named:
        return named
    texts, vocabulary = _index(catalogue)
    asked = vocabulary.read(query)
    if not asked:
        return ()
    best: dict[str, Match] = {}
    for text in texts:
        score = _score(asked, text.words, vocabulary) * (1.0 if text.shown else _TITLE_WEIGHT)
        if score >= _LOWEST_SCORE and (text.cause.id not in best or score > best[text.cause.id].score):
            best[text.cause.id] = Match(entry=text.entry, cause=text.cause, shown=text.shown, score=round(score, 3))
    ranked = sorted(best.values(), key=lambda match: -match.score)
    return tuple(match for match in ranked if match.score >= ranked[0].score * _SHARE_OF_BEST)


def nearest_ids(catalogue: Catalogue, query: str) -> tuple[str, ...]:
    """The ids of causes that look most like `query`, for somebody who mistyped one."""
    return tuple(get_close_matches(query.strip().lower(), [cause.id for cause in catalogue.causes], n=4, cutoff=0.4))


def _named(catalogue: Catalogue, name: str) -> tuple[Match, ...]:
    exact = [(entry, cause) for entry in catalogue.entries for cause in entry.causes if cause.id == name]
    inside = [
        (entry, cause)
        for entry in catalogue.entries
        for cause in entry.causes
        if entry.id == name or cause.id.startswith(f"{name}.")
    ]
    return tuple(Match(entry=entry, cause=cause, shown=None, score=1.0) for entry, cause in exact or inside)


@cache
def _index(catalogue: Catalogue) -> tuple[tuple[_Text, ...], _Vocabulary]:
    texts = tuple(_Text(_words(text), entry, cause, shown) for text, entry, cause, shown in _texts(catalogue))
    return texts, _Vocabulary(text.words for text in texts)


def _texts(catalogue: Catalogue) -> Iterable[tuple[str, Entry, Cause, Shown | None]]:
    for entry in catalogue.entries:
        for cause in entry.causes:
            for shown in cause.shows:
                yield shown.text, entry, cause, shown
            yield cause.title, entry, cause, None
            yield entry.title, entry, cause, None


def _words(text: str) -> list[str]:
    """The words of a text without its `<placeholders>`."""
    plain = re.sub(r"<[a-z][a-z ]*>", " ", text.casefold())
    plain = re.sub(r"[’‘'`]|(?<=\w)-(?=\w)", "", plain)
    return re.findall(r"\w+", plain)


def _score(asked: Sequence[str], text: Sequence[str], vocabulary: _Vocabulary) -> float:
    """1 for the same words in the same order; high also when one is a part of the other."""
    common = Counter(asked) & Counter(text)
    if not common:
        return 0.0

    def weigh(words: Iterable[str]) -> float:
        return sum(vocabulary.weight(word) for word in words)

    found = weigh(common.elements())
    shares = sorted((found / weigh(asked), found / weigh(text)))
    by_words = 0.6 * shares[1] + 0.25 * shares[0]
    if by_words + 0.15 < _LOWEST_SCORE:
        # Not even the same order could make up for it, and the order is what costs time.
        return 0.0
    block = SequenceMatcher(None, asked, text, autojunk=False).find_longest_match().size
    shorter = min(len(asked), len(text))
    return by_words + 0.15 * block / shorter if block >= min(shorter, 2) else 0.0

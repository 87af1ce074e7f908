"""Phrasings as nobody wrote them: what a network may be asked without anybody's label."""

import random
from collections.abc import Iterator, Sequence
from itertools import chain

from wordfreq import top_n_list

from bot.answers.index import Phrasing

_COMMON = 20_000  # words of a language that may stand where another one stood
_JOINED, _SWAPPED, _CUT = 0.35, 0.35, 0.15  # how often; the rest only loses words or letters
_MOST_JOINED = 5  # others put before a phrasing
_SHARE_SWAPPED, _SHARE_LOST = 0.2, 0.12  # of a text's words
_LOST, _MISTYPED = 0.3, 0.2  # how often
_SHORT = 4  # letters, or words, of which nothing more is taken


def altered(known: Sequence[Phrasing], chance: random.Random) -> Iterator[str]:
    """Yield each phrasing put together with others, cut or with other words; now and then as it is."""
    known = [each for each in known if each.text]  # nothing but markup is nothing once made even
    by_language: dict[str, list[Phrasing]] = {}
    for each in known:
        by_language.setdefault(each.language, []).append(each)
    common = {language: top_n_list(language, _COMMON) for language in by_language}
    for each in known:
        others = chance.choices(by_language[each.language], k=_number(chance))
        words = _changed(each.text.split(), others, common[each.language], chance)
        if chance.random() < _LOST:
            words = [word for word in words if chance.random() > _SHARE_LOST] or words
        if chance.random() < _MISTYPED:
            at = chance.randrange(len(words))
            words[at] = _mistyped(words[at], chance)
        yield " ".join(words)


def _number(chance: random.Random) -> int:
    """Return how many others: mostly one, seldom many, for a long story is read as well."""
    return min(_MOST_JOINED, 1 + int(chance.expovariate(1)))


def _changed(
    words: list[str], others: Sequence[Phrasing], common: Sequence[str], chance: random.Random
) -> list[str]:
    drawn = chance.random()
    if drawn < _JOINED:
        parts = [*(each.text.split() for each in others), words]
        return list(chain.from_iterable(_cut(part, chance) for part in parts))
    if drawn < _JOINED + _SWAPPED:
        said = others[0].text.split()
        return [_swapped(word, (said, common), chance) for word in words]
    if drawn < _JOINED + _SWAPPED + _CUT:
        return _cut(words, chance)
    return words


def _swapped(word: str, others: Sequence[Sequence[str]], chance: random.Random) -> str:
    if chance.random() > _SHARE_SWAPPED:
        return word
    return chance.choice(chance.choice(others))


def _cut(words: list[str], chance: random.Random) -> list[str]:
    """Return a text without its first or last words, a third of it at most on each side."""
    if len(words) <= _SHORT:
        return words
    third = len(words) // 3
    return words[chance.randint(0, third) : len(words) - chance.randint(0, third)]


def _mistyped(word: str, chance: random.Random) -> str:
    """Return a word with a letter lost, doubled, or in its neighbour's place."""
    if len(word) <= _SHORT:
        return word
    at = chance.randrange(1, len(word) - 1)
    before, here, there, after = word[:at], word[at], word[at + 1], word[at + 2 :]
    return before + chance.choice((there, here + here + there, there + here)) + after

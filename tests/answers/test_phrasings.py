"""What the finder learns from: nothing of it twice."""

from collections import Counter

from bot.answers import index
from bot.answers.wording import even, words


def alike(each: index.Phrasing) -> str:
    """Return what the finder sees of a phrasing; of mere signs, the signs."""
    return " ".join(words(even(each.text, each.language))) or each.text


def test_no_phrasing_stands_twice() -> None:
    seen = Counter((each.language, alike(each)) for each in index.phrasings())

    assert [key for key, times in seen.items() if times > 1] == []

"""French and English are equals: same keys, same placeholders, same tags, same plurals."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot import language, replies
from bot.language import MESSAGES, label, placeholders, say

FEATURES = sorted(folder.name for folder in MESSAGES.iterdir() if folder.is_dir())
TAG = re.compile(r"</?[a-z]+[^<>]*>")
NARROW, WIDE = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"


def catalogue(feature: str, code: str) -> Catalog:
    with (MESSAGES / feature / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def messages(feature: str, code: str) -> dict[str, Message]:
    found = {}
    for message in catalogue(feature, code):
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            found[key] = message
    return found


def texts(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def every(code: str) -> Iterator[tuple[str, str]]:
    for feature in FEATURES:
        for key, message in messages(feature, code).items():
            for text in texts(message):
                yield key, text
    for one in replies.replies():
        yield f"replies.{one.id}.title", one.title[code]
        yield f"replies.{one.id}", one.text[code]


@pytest.mark.parametrize("feature", FEATURES)
def test_both_languages_have_the_same_keys(feature: str) -> None:
    french, english = messages(feature, "fr"), messages(feature, "en")
    assert french.keys() == english.keys()
    assert french, "a feature without words"
    assert all(key.startswith(f"{feature}.") for key in french)


@pytest.mark.parametrize("feature", FEATURES)
def test_twins_wait_for_the_same_values_and_carry_the_same_tags(feature: str) -> None:
    french, english = messages(feature, "fr"), messages(feature, "en")
    for key, message in french.items():
        other = english[key]
        assert isinstance(message.id, str) == isinstance(other.id, str), key
        for one in texts(message):
            assert placeholders(one) == placeholders(texts(other)[-1]), key
        tags = sorted(TAG.findall(texts(message)[-1])), sorted(TAG.findall(texts(other)[-1]))
        assert tags[0] == tags[1], key


@pytest.mark.parametrize("feature", FEATURES)
def test_nothing_is_empty_fuzzy_or_left_behind(feature: str) -> None:
    for code in language.LANGUAGES:
        found = catalogue(feature, code)
        assert not found.obsolete, feature
        for key, message in messages(feature, code).items():
            assert not message.fuzzy, key
            assert all(texts(message)), key
            if not isinstance(message.id, str):
                assert len(texts(message)) == 2, f"{key}: one and many"


def test_french_typography() -> None:
    for key, text in every("fr"):
        if key == "start.both_languages":  # half of it is English
            continue
        bare = re.sub(r"https?://\S+|<[^>]+>|\{[^}]+\}|&\w+;|\d\d:\d\d", "x", text)
        assert not re.search(rf"[^{NARROW}\s!?][;!?](?!\w)", bare), (
            f"{key}: espace fine avant ; ! ?"
        )
        assert not re.search(r" [;:!?»]|« ", bare), f"{key}: espace sécable"
        assert not re.search(rf"\w:(?![/\w])|\w{NARROW}:", bare), f"{key}: espace insécable avant :"
        assert bare.count(f"«{NARROW}") == bare.count("«") == bare.count("»"), f"{key}: guillemets"
        assert '"' not in bare, f"{key}: guillemets droits"
        assert "'" not in bare, f"{key}: apostrophe droite"


def test_english_typography() -> None:
    for key, text in every("en"):
        bare = re.sub(r"<[^>]+>", "", text)
        assert '"' not in bare, key
        assert "'" not in bare, key
        assert bare.count("“") == bare.count("”"), key


def test_no_text_claims_to_be_a_lawyer() -> None:
    for key, text in [*every("fr"), *every("en")]:
        assert not re.search(r"je suis (un )?avocat|i am a lawyer", text, re.IGNORECASE), key


def test_messages_fit_with_the_longest_values() -> None:
    """4,096 UTF-16 units for a message: every value as long as it may grow."""
    for code in language.LANGUAGES:
        for key, text in every(code):
            longest = dict.fromkeys(placeholders(text), "é" * 200)
            assert len(text.format_map(longest).encode("utf-16-le")) // 2 <= 4096, key


def test_a_missing_key_or_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("common.nothing", "fr")
    with pytest.raises(KeyError):
        say("nothing.at_all", "fr")
    with pytest.raises(KeyError):
        label("common.days", "fr")


def test_values_are_escaped_but_words_are_not() -> None:
    assert say("requests.use_typed", "en", name="<b>&") == "Write to “&lt;b&gt;&amp;”"
    assert label("requests.use_typed", "en", name="<b>&") == "Write to “<b>&”"


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [(0, "0 jour", "0 days"), (1, "1 jour", "1 day"), (2, "2 jours", "2 days")],
)
def test_plurals(count: int, french: str, english: str) -> None:
    assert label("common.days", "fr", count=count) == french
    assert label("common.days", "en", count=count) == english


def test_every_key_in_the_code_has_words() -> None:
    root = Path(__file__).parent.parent
    known = language.keys()
    features = "|".join(FEATURES)
    pattern = re.compile(rf"""["']((?:{features})\.[a-z0-9_.-]+)["']""")
    missing = {
        (str(path.relative_to(root)), key)
        for room in ("bot", "handlers", "db")
        for path in (root / room).rglob("*.py")
        for key in pattern.findall(path.read_text("utf-8"))
        if key not in known
        and not key.endswith((".po", ".py", ".md", ".toml", ".db", ".keys", "_"))
    }
    assert not missing

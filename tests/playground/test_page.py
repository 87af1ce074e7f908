"""The page's files: its words exist in both languages, and it draws what the bot says."""

import re
from pathlib import Path

import pytest

from bot.language import LANGUAGES, MESSAGES
from bot.playground.serve import PAGE, words
from bot.playground.team import EVENTS
from bot.playground.wishes import REASONS

# https://www.unicode.org/reports/tr51/: those that are shown as pictures
SIGN = re.compile(r"[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
LETTERS = {"↻", "✓", "✗"}  # every font has them; the last is seen on the command line only


MARKUP = (PAGE / "index.html").read_text("utf-8")
SCRIPTS = "".join(path.read_text("utf-8") for path in sorted(PAGE.glob("*.js")))
MARKED = set(re.findall(r'data-(?:words|label|placeholder)="([\w-]+)"', MARKUP))
COMPOSED = {"reply-to", "edit-to", "photo", "voice", *REASONS.values(), *EVENTS.values()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_every_word_it_asks_for(language: str) -> None:
    asked = MARKED | COMPOSED | set(re.findall(r'\bword\(\s*"([\w-]+)"', SCRIPTS))
    assert asked <= set(words(language))


def test_the_page_has_no_word_it_never_asks_for() -> None:
    named = MARKED | COMPOSED | set(re.findall(r'"([\w-]+)"', SCRIPTS))
    assert set(words("fr")) <= named


def test_every_sign_in_the_bots_words_is_drawn() -> None:
    drawn = set(re.findall(r'id="sign-([0-9a-f]+)"', (PAGE / "signs.svg").read_text("utf-8")))
    said = "".join(path.read_text("utf-8") for path in Path(MESSAGES).glob("*/*.po"))
    missing = {sign for sign in SIGN.findall(said) if f"{ord(sign):x}" not in drawn}
    assert missing <= LETTERS


def test_the_page_needs_nothing_from_elsewhere() -> None:
    for path in PAGE.iterdir():
        text = path.read_text("utf-8")
        foreign = set(re.findall(r"https?://[\w.]+", text))
        assert foreign <= {"http://www.w3.org", "https://core.telegram.org", "https://"}, path.name
        assert not re.search(r"innerHTML|insertAdjacent|document\.write|\beval\b", text), path.name
        assert not re.search(r'\son\w+="|\sstyle="', text), path.name

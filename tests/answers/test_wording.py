"""A question made even: what cannot be read is gone, and what can be read stays."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.wording import bare, plain, words

CUT = {"Cc", "Cf", "Co", "Cs", "Cn", "Mn"}


@given(st.text())
def test_nothing_is_left_that_cannot_be_read_alone(text: str) -> None:
    assert not {unicodedata.category(char) for char in plain(text)} & CUT


@given(st.text())
def test_a_word_is_bare_of_every_mark(text: str) -> None:
    marks = [char for word in words(text) for char in word if unicodedata.category(char) == "Mn"]
    assert marks == []


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("Effacez ma photo", "Effacez ma photo"),
        ("déjà vu, l’œil", "déjà vu, l’œil"),
        ("de\u0301ja\u0300", "déjà"),
        ("a\x00b\u200bc", "a b c"),
        ("Z\u0338\u0322a\u0337", "Za"),
        ("voir https://example.org/x et <b>", "voir et"),
    ],
)
def test_a_text_is_made_plain(said: str, made: str) -> None:
    assert plain(said) == made


@pytest.mark.parametrize(("word", "made"), [("photo", "photo"), ("effacé", "efface"), ("ñ", "n")])
def test_a_word_without_accents(word: str, made: str) -> None:
    assert bare(word) == made

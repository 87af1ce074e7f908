import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from bot.documents import clean_email, clean_lines, clean_name, clean_text
from bot.documents.values import HELP, LINE, LINES, NAME, weight
from bot.language import LANGUAGES, label
from bot.refusal import Refusal


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana   Škoda ", "Ana Škoda"),
        ("Ana\nBcc: all@example.org", "Ana Bcc: all@example.org"),
        ("Ana\r\n\x00\x07Škoda", "Ana Škoda"),
        ("\u202eadokŠ\u202c anA", "adokŠ anA"),
        ("\u2066Ana\u2069\ufeff\u200b", "Ana"),
        ("🌸 Ana 🌸", "Ana"),
        ("e\u0301lodie", "élodie"),
        ("𝓐𝓷𝓪", "Ana"),
        ("a" + "\u0300" * 50 + "na", "à" + "\u0300" * 3 + "na"),
        ("Nguyễn", "Nguyễn"),
        ("Łódź-Ελένη Кирилл", "Łódź-Ελένη Кирилл"),
        ("李小龍", "李小龍"),
        ("علي", "علي"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Ana\u200cŠkoda", "AnaŠkoda"),
        ("O’Neil-D'Arc", "O’Neil-D'Arc"),
        ("<b>Ana</b> & #set", "<b>Ana</b> & #set"),
    ],
)
def test_a_name_keeps_its_letters_and_loses_its_tricks(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "   ", "\n\n", "😀😀😀", "👨‍👩‍👧", "1234", "!!!", "\u202e", "\x00"]
)
def test_a_name_needs_letters(typed: str) -> None:
    with pytest.raises(Refusal) as told:
        clean_name(typed)
    assert told.value.key == "documents.no-name"


def test_a_name_too_long_is_refused_before_it_is_printed() -> None:
    assert clean_name("a" * NAME) == "a" * NAME
    with pytest.raises(Refusal) as told:
        clean_name("a" * (NAME + 1))
    assert (told.value.key, told.value.values) == ("documents.too-long", {"limit": NAME})


def test_what_a_message_escapes_weighs_what_it_becomes() -> None:
    assert weight("&<") == len("&amp;&lt;")
    assert weight("𠮷") == 2
    with pytest.raises(Refusal):
        clean_name("a" + "&" * (NAME // 5))


def test_an_address_is_lines_without_blanks() -> None:
    assert clean_lines(" 12, rue des Lilas \n\n\u202869003 Lyon\r\n🇫🇷 France") == (
        "12, rue des Lilas",
        "69003 Lyon",
        "France",
    )


def test_an_address_has_a_few_short_lines() -> None:
    with pytest.raises(Refusal, match="too-many-lines"):
        clean_lines("\n".join("a" * (LINES + 1)))
    with pytest.raises(Refusal, match="too-long"):
        clean_lines("a" * (LINE + 1))


def test_free_text_keeps_its_lines() -> None:
    assert clean_text("une affiche\n\n– un profil") == "une affiche\n– un profil"
    with pytest.raises(Refusal, match="too-long"):
        clean_text("a" * (HELP + 1))
    with pytest.raises(Refusal, match="nothing-written"):
        clean_text("🤷")


@pytest.mark.parametrize("typed", ["privacy@example.com", " mailto:a.b+c@sub.example.co.uk "])
def test_an_email_address_is_taken(typed: str) -> None:
    assert "@" in clean_email(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "privacy",
        "a@b",
        "A <a@b.co>",
        "a@b.co, c@d.co",
        "a@b..co",
        "a@b.co\nBcc: c@d.co",
        "a b@c.co",
        "é@b.co",
    ],
)
def test_anything_else_is_no_email_address(typed: str) -> None:
    with pytest.raises(Refusal) as told:
        clean_email(typed)
    assert told.value.key == "documents.no-email"


@given(typed=st.text(), clean=st.sampled_from([clean_name, clean_text, clean_lines]))
def test_whatever_is_typed_comes_out_clean_or_is_refused(
    typed: str, clean: Callable[[str], str | tuple[str, ...]]
) -> None:
    try:
        kept = clean(typed)
    except Refusal as refusal:
        told = [label(refusal.key, language, **refusal.values) for language in LANGUAGES]
        event("refused" if all(told) else "mute")
        return
    text = kept if isinstance(kept, str) else "\n".join(kept)
    assert weight(text) <= HELP
    assert not any(
        unicodedata.category(char)[0] == "C" for char in text if char not in "\n\u200c\u200d"
    )
    assert clean(text) == kept

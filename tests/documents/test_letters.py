import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from string import Template

import pytest

from bot.companies import typed
from bot.documents import Sent, follow_up, message, provisions, rights, write
from bot.documents.values import weight
from bot.documents.wordings import FOLLOW_UPS, LETTERS, catalogue, pieces, regimes, wording
from bot.language import LANGUAGES
from tests.documents.letters import FACTS, HEAVY, SENT, WHOM, every

REGIMES = regimes()
TEXTS = sorted(LETTERS.glob("*/*/*/*.txt"))
PIECES = sorted(path for code in LANGUAGES for path in LETTERS.glob(f"*/{code}.toml"))
ARTICLE = re.compile(r"\b(?:articles?|art\.|sections?|s\.|paragraphes?|§)\s*\d", re.IGNORECASE)


def _placeholders(text: str) -> list[str]:
    return Template(text).get_identifiers()


def _both(path: Path) -> tuple[str, str]:
    return (path.parent / "fr.txt").read_text("utf-8"), (path.parent / "en.txt").read_text("utf-8")


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: "-".join(path.parts[-4:]))
def test_twins_cite_and_ask_the_same_in_the_same_order(path: Path) -> None:
    french, english = _both(path)

    assert _placeholders(french) == _placeholders(english)
    assert french.count("\n\n") == english.count("\n\n")
    assert re.findall(r"^(\d+)\.", french, re.MULTILINE) == re.findall(
        r"^(\d+)\.", english, re.MULTILINE
    )


@pytest.mark.parametrize("folder", sorted({path.parent for path in PIECES}))
def test_twins_offer_the_same_choices(folder: Path) -> None:
    regime = next(code for code in REGIMES if folder.name in catalogue(code).folders)
    french, english = (pieces(regime, language) for language in LANGUAGES)

    assert {name: set(choices) for name, choices in french.items()} == {
        name: set(choices) for name, choices in english.items()
    }
    for name, choices in french.items():
        for key, text in choices.items():
            assert _placeholders(text) == _placeholders(english[name][key]), (name, key)


@pytest.mark.parametrize("path", [*TEXTS, *PIECES], ids=str)
def test_no_text_types_the_number_of_an_article(path: Path) -> None:
    assert not ARTICLE.search(path.read_text("utf-8"))


@pytest.mark.parametrize("path", [*TEXTS, *PIECES], ids=str)
def test_typography_is_that_of_the_language(path: Path) -> None:
    text = path.read_text("utf-8")

    assert "'" not in re.sub(r"^#.*$", "", text, flags=re.MULTILINE)
    if path.stem == "fr":
        assert not re.search(r"[^\u202f\w)\"=][;!?]|[^\u00a0\n\"=\w/] ?:(?!//)", text)


@pytest.mark.parametrize("regime", REGIMES)
def test_every_provision_has_a_source_and_both_languages(regime: str) -> None:
    for name, passage in provisions(regime).items():
        assert passage.source.startswith("https://"), name
        assert set(passage.place) == set(LANGUAGES), name
        assert passage.says, name
    assert catalogue(regime).checked <= date(2027, 12, 31)


@pytest.mark.parametrize("regime", REGIMES)
def test_the_numbers_cited_agree_between_languages(regime: str) -> None:
    for name, passage in provisions(regime).items():
        french, english = (re.findall(r"\d+[A-Z]?", passage.place[code]) for code in LANGUAGES)
        assert french == english, name


def test_every_regime_can_ask_for_access_and_erasure() -> None:
    for regime in REGIMES:
        assert {"access", "erasure"} <= set(rights(regime))


@pytest.mark.parametrize(("whom", "name"), WHOM.items())
def test_every_letter_is_whole_for_whomever_it_speaks(whom: str, name: str) -> None:
    for label, letter in every(replace(FACTS, for_whom=whom, concerned=name)):  # type: ignore[arg-type]
        assert "$" not in letter.subject + letter.body, label
        assert not re.search(r"\(\s*\)|  |\n{3}| [.,]", letter.body), label
        assert letter.reference in letter.subject, label
        assert name in letter.body, label


def test_every_letter_fits_one_message_with_the_heaviest_values() -> None:
    for label, letter in every(HEAVY):
        assert weight(f"<pre>{message(letter)}</pre>") <= 4096 + weight("<pre></pre>"), label
        assert weight(message(letter)) + len("<pre></pre>") <= 4096, label


def test_the_fixed_text_stays_short() -> None:
    bare = replace(FACTS, company=typed("X"), contact=(), helps="", name="X", reference="X")

    for label, letter in every(bare):
        assert weight(message(letter)) <= 3000, label


def test_nothing_threatens_and_nothing_asks_for_money() -> None:
    threats = r"\btribunal\b|procès|\bcourt\b|poursui|\bsue\b|legal action|damages|dommages|indemni|compensat|€|£|amende|\bfine\b"
    for label, letter in every(replace(FACTS, company=typed("Exemple SA"))):
        assert not re.search(threats, letter.body, re.IGNORECASE), label


def test_a_letter_names_its_law_once_and_again_only_after_another() -> None:
    access = write("access", "eu", "fr", FACTS).body

    assert access.count("2016/679") == 1
    assert "(article 12, paragraphe 3)" in access.replace("\u00a0", " ")
    complaint = follow_up("access", "uk", "en", FACTS, SENT).body.replace("\u00a0", " ")
    assert "section 164A of the Data Protection Act 2018" in complaint
    assert "(Article 5(1)(b) of the UK GDPR)" in complaint


def test_a_face_search_service_hears_what_the_cnil_faulted() -> None:
    assert "SAN-2022-019" in write("access", "eu", "en", FACTS).body
    assert (
        "SAN-2022-019" not in write("access", "eu", "en", replace(FACTS, company=typed("X"))).body
    )
    assert "SAN-2022-019" not in write("access", "uk", "en", FACTS).body


def test_a_person_acting_for_another_encloses_the_mandate() -> None:
    other = replace(FACTS, for_whom="other", concerned="Jean Dupont")

    letter = write("erasure", "eu", "fr", other)
    assert letter.enclosures == ("mandat signé",)
    assert letter.signature == ("Ana Škoda", "pour Jean Dupont, par mandat")
    assert write("erasure", "eu", "fr", FACTS).enclosures == ()


def test_a_child_is_spoken_for_by_the_holder_of_parental_authority() -> None:
    child = replace(FACTS, for_whom="child", concerned="Zoë Škoda")

    assert "autorité parentale" in write("access", "eu", "fr", child).body
    assert "parental responsibility" in write("access", "uk", "en", child).body


def test_a_reminder_says_late_only_with_the_day_it_was_due() -> None:
    late = follow_up("access", "eu", "en", FACTS, SENT).body
    unsure = follow_up("access", "eu", "en", FACTS, Sent(on=SENT.on, channel="post")).body

    assert "ended on 2\u00a0November 2026" in late
    assert "ended on" not in unsure


def test_a_reminder_says_when_they_received_the_request() -> None:
    sent = replace(SENT, received=date(2026, 10, 1))

    assert (
        "Vous l’avez reçue le 1er\u00a0octobre 2026."
        in follow_up("erasure", "eu", "fr", FACTS, sent).body
    )


def test_the_british_reminder_is_a_complaint_to_the_organisation() -> None:
    assert wording("uk", FOLLOW_UPS, "no-answer", "en") != wording(
        "eu", FOLLOW_UPS, "no-answer", "en"
    )
    assert "164A" not in follow_up("access", "eu", "en", FACTS, SENT).body


def test_what_helps_stands_in_lines_of_its_own_and_only_if_there_is_any() -> None:
    assert "– Affiche de mars 2021" in write("access", "eu", "fr", FACTS).body.splitlines()
    assert "retrouver" not in write("access", "eu", "fr", replace(FACTS, helps="")).body


def test_a_value_with_a_dollar_or_a_brace_stays_as_it_is() -> None:
    odd = replace(FACTS, name="$access {name} %s", helps="$refusal ${x}")

    assert "– $refusal ${x}" in write("access", "eu", "en", odd).body
    assert write("access", "eu", "en", odd).signature == ("$access {name} %s",)


def test_neither_facts_nor_letters_show_themselves_in_a_log() -> None:
    assert "Škoda" not in repr(FACTS)
    assert "Škoda" not in repr(write("access", "eu", "fr", FACTS))


def test_an_unknown_right_or_law_is_an_error() -> None:
    with pytest.raises(KeyError):
        write("dancing", "eu", "fr", FACTS)
    with pytest.raises(KeyError):
        write("access", "mars", "fr", FACTS)

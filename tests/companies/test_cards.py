import re
from dataclasses import replace
from datetime import date

import pytest

from bot.companies import Company, Finding, Found, age, card, check, everyone, get
from bot.language import LANGUAGES

TODAY = date(2026, 11, 25)
CONTACT = Found("a@example.org", "https://example.org/privacy", date(2026, 1, 25))
COMPANY = Company(
    id="x",
    name="A <b> & C",
    country="fr",
    emails=(CONTACT,),
    sources=("https://example.org/?a=1&b=2",),
)


@pytest.mark.parametrize(
    ("seen", "state"),
    [
        (date(2026, 11, 25), "fresh"),
        (date(2025, 11, 26), "fresh"),
        (date(2025, 11, 25), "ageing"),
        (date(2025, 5, 25), "check"),
        (date(2024, 11, 26), "check"),
        (date(2024, 11, 25), "old"),
    ],
)
def test_a_contact_ages_by_whole_months(seen: date, state: str) -> None:
    assert age(replace(COMPANY, emails=(replace(CONTACT, seen=seen),)), TODAY) == state


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_fits_a_message_and_is_sound_html(language: str) -> None:
    for company in everyone():
        words = card(company, language, TODAY)

        assert len(words) <= 4096, company.id
        assert "&amp;amp;" not in words
        tags = re.findall(r"<(/?)(\w+)", words)
        assert sum(1 for close, _ in tags if not close) == sum(1 for close, _ in tags if close), (
            company.id
        )


def test_a_card_escapes_what_a_record_says() -> None:
    words = card(COMPANY, "en", TODAY)

    assert "A &lt;b&gt; &amp; C" in words
    assert 'href="https://example.org/?a=1&amp;b=2"' in words


def test_a_card_says_when_a_contact_was_seen_and_that_it_may_have_changed() -> None:
    ageing = replace(COMPANY, emails=(replace(CONTACT, seen=date(2025, 8, 19)),))

    assert "(seen on 25\u00a0January 2026)" in card(COMPANY, "en", TODAY)
    assert "ils ont pu changer" in card(ageing, "fr", TODAY)


def test_a_card_hides_contacts_past_two_years_and_keeps_its_sources() -> None:
    old = replace(COMPANY, emails=(replace(CONTACT, seen=date(2024, 1, 1)),))
    words = card(old, "en", TODAY)

    assert "a@example.org" not in words
    assert "more than two years ago" in words
    assert "Sources:" in words


def test_a_card_shows_the_contacts_that_disagree() -> None:
    both = replace(COMPANY, emails=(CONTACT, replace(CONTACT, value="b@example.org")))

    assert "… or, in another source: <code>b@example.org</code>" in card(both, "en", TODAY)


def test_a_card_without_contacts_says_so() -> None:
    assert "no contact" in card(replace(COMPANY, emails=()), "en", TODAY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_caution_comes_before_any_contact(language: str) -> None:
    words = card(replace(COMPANY, caution="employer"), language, TODAY)

    assert words.index("⚠️") < words.index("a@example.org")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_of_clearview_says_to_expect_silence(language: str) -> None:
    clearview = get("clearview-ai")
    assert clearview is not None
    assert {"fr": "Attendez-vous au silence", "en": "Expect silence"}[language] in card(
        clearview, language, TODAY
    )


def test_a_check_finds_the_stale_the_disagreeing_and_the_mute() -> None:
    stale = replace(COMPANY, id="stale", emails=(replace(CONTACT, seen=date(2025, 1, 1)),))
    torn = replace(COMPANY, id="torn", emails=(CONTACT, replace(CONTACT, value="b@example.org")))
    mute = replace(COMPANY, id="mute", emails=())

    assert check(TODAY, [COMPANY]) == []
    found = check(TODAY, [stale, torn, mute])
    assert [one for one in found if one.problem != "shared"] == [
        Finding("stale", "stale", "2025-01-01"),
        Finding("torn", "conflict", "a@example.org (2026-01-25) / b@example.org (2026-01-25)"),
        Finding("mute", "no-contact", "A <b> & C"),
    ]


def test_the_contacts_of_clearview_are_shown_to_disagree() -> None:
    clearview = get("clearview-ai")
    assert clearview is not None
    words = card(clearview, "en", TODAY)

    problems = [finding.problem for finding in check(TODAY, [clearview])]
    assert problems == ["stale", "conflict", "conflict"]
    assert words.index("legal-requests@clearview.ai") < words.index(
        "in another source: <code>legal@"
    )
    assert "214 W 29th Street" not in words

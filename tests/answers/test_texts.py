"""The texts: twins that say the same, sourced, dated, short enough, in good typography."""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot import answers
from bot.answers import checks, contents, pages
from bot.language import LANGUAGES, bare
from tests import editions

TODAY = date(2026, 11, 28)
PLACES = (
    None, "fr", "be", "lu", "de", "ch", "gb", "ca", "ca-qc", "au", "us-il", "us-ca", "us-ct", "jp",
)  # fmt: skip
ALL = [answer.topic for answer in answers.answers()]


def shown() -> Iterator[tuple[str, str, str | None, str]]:
    for answer in answers.answers():
        for language in LANGUAGES:
            for place in PLACES:
                yield answer.topic, language, place, answer.html(language, place, TODAY)


def page(topic: str, language: str, place: str) -> str:
    answer = answers.answer(topic)
    assert answer is not None
    return answer.html(language, place, TODAY)


def test_every_topic_has_its_texts() -> None:
    assert len(ALL) == 90
    assert {"clearview-about", "clearview-request", "right-of-access", "right-to-erasure"} <= set(
        ALL
    )


def test_all_ninety_topics_are_known_by_name_in_both_languages() -> None:
    assert len(answers.topics()) == 90
    for topic in answers.topics():
        assert all(topic.title[language] for language in LANGUAGES)


def test_nothing_is_wrong_with_the_answers() -> None:
    assert [finding for finding in checks.check(TODAY) if finding.fatal] == []


@pytest.mark.parametrize("topic", ALL)
def test_every_answer_has_sources_and_a_review_date(topic: str) -> None:
    answer = answers.answer(topic)
    assert answer is not None
    assert answer.sources
    for source in answer.sources:
        assert all(source.url[language].startswith("https://") for language in LANGUAGES)
    assert answer.reviewed <= TODAY


def test_who_reads_french_is_led_to_the_french_edition() -> None:
    for topic, language, place, html in shown():
        if language == "fr":
            assert not editions.ENGLISH.search(html), (topic, place)
    assert "Loi fédérale sur la protection des données" in page("switzerland", "fr", "ch")
    assert "https://www.fedlex.admin.ch/eli/cc/2022/491/fr" in page("switzerland", "fr", "ch")
    assert "Federal Act on Data Protection" in page("switzerland", "en", "ch")
    assert "https://www.fedlex.admin.ch/eli/cc/2022/491/en" in page("switzerland", "en", "ch")


def test_an_edition_is_in_its_own_language() -> None:
    for answer in answers.answers():
        for source in answer.sources:
            assert editions.are_their_own(source.url), (answer.topic, source.url)


def test_every_text_is_between_a_screen_and_a_message() -> None:
    for topic, language, place, html in shown():
        body = bare(html).partition("Sources")[0]
        assert len(bare(html).encode("utf-16-le")) // 2 <= 4096, (topic, language, place)
        assert 300 <= len(body) <= 2000, (topic, language, place, len(body))


def test_html_is_what_telegram_takes() -> None:
    for topic, _, _, html in shown():
        tags = re.findall(r"<(/?)([a-z]+)", html)
        assert {name for _, name in tags} <= {"b", "i", "a", "blockquote"}, topic
        depth = [name for slash, name in tags if not slash]
        closed = [name for slash, name in tags if slash]
        assert sorted(depth) == sorted(closed), topic
        assert not re.search(r"&(?!lt;|gt;|amp;|quot;|#\d+;|#x[0-9a-f]+;)", html), topic


def test_french_and_english_typography() -> None:
    for topic, language, _, html in shown():
        text = re.sub(r"https?://\S+", "", bare(html)).partition("Sources")[0]
        if language == "fr":
            assert not re.search(r" [;:!?»]|« |'", text), topic
        else:
            assert "'" not in text, topic
        assert '"' not in text, topic


def test_a_person_in_geneva_does_not_read_about_the_cnil() -> None:
    for topic, language, place, html in shown():
        answer = answers.answer(topic)
        assert answer
        if place in {"ch", "gb", "au"} and not answer.concerns:  # who asks about France reads of it
            assert "CNIL" not in html.partition("Sources")[0], (topic, language, place)


@pytest.mark.parametrize("topic", ["shop-facial-recognition", "shop-watchlist", "leisure-venues"])
def test_a_shop_in_connecticut_may_use_only_a_list_of_its_own(topic: str) -> None:
    """Conn. Gen. Stat. 42-524(a)(2), since 1 October 2026."""
    answer = answers.answer(topic)
    assert answer is not None

    english, french = (answer.html(language, "us-ct", TODAY) for language in ("en", "fr"))

    assert "only with a database that it alone keeps" in english
    assert "qu’à une base qu’il tient seul" in french
    assert all("2026PA-00100" in page for page in (english, french)), "the act that says so"


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2027, 12, 1), "may have changed"),
        (date(2029, 1, 1), None),
    ],
)
def test_an_old_text_says_so_and_then_gives_way_to_its_sources(
    today: date, words: str | None
) -> None:
    answer = answers.answer("clearview-about")
    assert answer is not None

    page = answer.html("en", None, today)

    if words:
        assert words in page
        assert "sells searches" in page
    else:
        assert "sells searches" not in page
    assert "https://" in page


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a copy of one answer that a test may spoil."""
    folder = tmp_path / "answers"
    shutil.copytree(contents.FOLDER, folder, ignore=shutil.ignore_patterns("*.npz"))
    for module in (contents, pages, checks):
        monkeypatch.setattr(module, "FOLDER", folder)
    caches = (
        contents.groups, contents.sheet, contents._topics, pages.answer, pages._sections, pages._text
    )  # fmt: skip
    for cached in caches:
        cached.cache_clear()
    yield folder / "clearview-about"
    for cached in caches:
        cached.cache_clear()


def found() -> set[str]:
    return {one.key for one in checks.check(TODAY) if one.values["topic"] == "clearview-about"}


def test_a_number_changed_on_one_side_is_found(copy: Path) -> None:
    text = (copy / "fr.md").read_text("utf-8")
    (copy / "fr.md").write_text(text.replace("2022", "2021", 1), "utf-8")

    assert "check.answer_facts_differ" in found()


@pytest.mark.parametrize(
    ("link", "twin", "same"),
    [
        ("https://example.org/fr/plainte", "https://example.org/en/complaint", True),
        ("https://example.org/loi/fra#7", "https://example.org/loi/eng#7", True),
        ("https://example.org/avis_fr", "https://example.org/avis_en", True),
        ("https://example.org/fr/plainte", "https://example.org/fr/plainte", True),
        ("https://example.org/plainte", "https://example.org/complaint", False),
        ("https://example.org/fr/plainte", "https://example.com/en/complaint", False),
        ("https://example.org/en/complaint", "https://example.org/fr/plainte", False),
        ("https://example.org/en/complaint", "https://example.org/en/contact", False),
    ],
)
def test_a_link_may_lead_to_another_edition_of_the_same_site(
    copy: Path, link: str, twin: str, *, same: bool
) -> None:
    for language, address in (("fr", link), ("en", twin)):
        text = (copy / f"{language}.md").read_text("utf-8")
        (copy / f"{language}.md").write_text(f"[1]({address}) {text}", "utf-8")

    assert ("check.answer_facts_differ" not in found()) == same


def test_a_paragraph_missing_on_one_side_is_found(copy: Path) -> None:
    text = (copy / "en.md").read_text("utf-8")
    (copy / "en.md").write_text(text.partition("\n\n")[2], "utf-8")

    assert "check.answer_paragraphs_differ" in found()


def test_a_place_that_is_left_with_the_others_is_found(copy: Path) -> None:
    assert "check.answer_no_place" not in found()
    for language in LANGUAGES:
        text = (copy / f"{language}.md").read_text("utf-8")
        (copy / f"{language}.md").write_text(text.replace("## au\n", "## nz\n"), "utf-8")
    pages._sections.cache_clear()

    missing = [one for one in checks.check(TODAY) if one.key == "check.answer_no_place"]

    assert {"topic": "clearview-about", "places": ["au"]} in [one.values for one in missing]


def test_a_lost_twin_a_dead_reference_and_an_old_date_are_found(copy: Path) -> None:
    sheet = (copy / "topic.toml").read_text("utf-8")
    spoilt = sheet.replace("reviewed = 2026-11-25", "reviewed = 2025-11-25").replace(
        '"pimeyes"', '"nowhere"'
    )
    (copy / "topic.toml").write_text(spoilt, "utf-8")
    assert {"check.answer_old", "check.answer_dead_reference"} <= found()

    (copy / "en.md").unlink()
    contents._topics.cache_clear()
    pages.answer.cache_clear()
    assert "check.answer_one_language" in found()


@pytest.mark.parametrize(
    ("topic", "place", "words"),
    [
        pytest.param(
            "eu-ai-act",
            None,
            {"fr": "en vigueur depuis le 27 juillet 2026", "en": "in force since 27 July 2026"},
            id="Regulation (EU) 2026/1744, OJ L of 24 July 2026",
        ),
        pytest.param(
            "smart-cameras-emotion",
            "be",
            {"fr": "depuis le 2 août 2026", "en": "since 2 August 2026"},
            id="AI Act, Articles 50(3) and 113: not put off",
        ),
        pytest.param(
            "proof-of-identity",
            "fr",
            {"fr": "article 77 du décret 2019-536", "en": "Article 77 of Decree 2019-536"},
            id="in place of the repealed decree of 2005",
        ),
        pytest.param(
            "uk",
            None,
            {"fr": "Manchester a été annoncé", "en": "Manchester was announced"},
            id="the ICO leaves Wilmslow in autumn 2026",
        ),
        pytest.param(
            "which-authority",
            "gb",
            {"fr": "Manchester est annoncé", "en": "Manchester is announced"},
            id="and its post with it",
        ),
        pytest.param(
            "country-not-covered",
            None,
            {"fr": "depuis le 3 août 2026", "en": "since 3 August 2026"},
            id="New Zealand’s code on biometrics binds everybody",
        ),
        pytest.param(
            "worldcoin-iris",
            None,
            {"fr": "World a saisi le juge", "en": "World went to court"},
            id="BayLDA’s order of December 2024",
        ),
        pytest.param(
            "police-facial-recognition",
            "gb",
            {"fr": "jusqu’au 12 février 2026", "en": "Until 12 February 2026"},
            id="a British law was asked about, none is known",
        ),
        pytest.param(
            "school-biometrics",
            "us-il",
            {"fr": "(SB 415)", "en": "(SB 415)"},
            id="engrossed by the Senate of Illinois",
        ),
    ],
)
def test_the_law_of_today_is_told(topic: str, place: str | None, words: dict[str, str]) -> None:
    answer = answers.answer(topic)
    assert answer

    for language in LANGUAGES:
        assert words[language] in bare(answer.html(language, place, TODAY))

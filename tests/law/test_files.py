"""The law's files: complete, in both languages, and refused in a sentence when they are not."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.law import RIGHTS, Provision, authority, deadline, mistakes, places, regime, regimes
from bot.law import calendars as calendar_files
from bot.law import regimes as regime_list
from bot.law.authorities import authorities
from bot.law.calendars import Calendar, read_file, year_of
from bot.law.regimes import FOLDER, read_regime
from bot.law.words import LANGUAGES, Mistake
from tests import editions

LAW = FOLDER.parent
NARROW, WIDE = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"

SMALL = """
version = "1"
reviewed = 2026-11-25
name = { fr = "Loi", en = "Act" }
short = { fr = "Loi", en = "Act" }
[rights]
access = ["1"]
[roll]
weekdays = [6, 7]
landing = [6, 7]
holidays = true
provision = "1"
[[rule]]
rights = ["access"]
period = { count = 1, unit = "months", provision = "1" }
provision = "1"
[[provision]]
id = "1"
cite = { fr = "article 1", en = "section 1" }
url = "https://example.org/law"
confidence = "law"
"""


def test_all_files_are_in_order() -> None:
    assert mistakes() == []


def test_a_small_law_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "xx.toml").write_text(SMALL, "utf-8")
    law = read_regime(tmp_path / "xx.toml")
    assert law.code == "xx"
    assert law.rule("access", "fr", date(2026, 1, 1)) is not None
    assert law.rule("erasure", "fr", date(2026, 1, 1)) is None
    assert law.provisions["1"].url == {
        "fr": "https://example.org/law",
        "en": "https://example.org/law",
    }


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("version =", "verson =", "xx.toml: version is missing."),
        (', en = "Act" }\nshort', " }\nshort", "xx.toml, name: has no text in English."),
        ('access = ["1"]', 'acces = ["1"]', "xx.toml, rights: “acces” is no right; it may be"),
        ('access = ["1"]', 'access = ["2"]', "xx.toml, rights: cites the provision “2”, which"),
        ("count = 1,", 'count = "one",', "xx.toml, rule 1, period: count must be a whole number."),
        ("count = 1,", "count = 0,", "xx.toml, rule 1, period: needs a count of one or more."),
        ('"months"', '"moons"', "xx.toml, rule 1, period: “moons” is no unit; it may be months,"),
        ('rights = ["access"]', "", "xx.toml: grants the right “access” but no rule says how long"),
        ("landing = [6, 7]", "landing = [7]", "xx.toml, roll: weekdays and landing are numbers"),
        ('confidence = "law"', 'confidence = "sure"', "xx.toml, provision 1: “sure” is no"),
        ("reviewed = 2026-11-25", 'reviewed = "today"', "xx.toml: reviewed must be a day, such as"),
        ("holidays = true", 'holidays = "yes"', "xx.toml, roll: holidays must be true or false."),
        ("period = {", "perod = {", "xx.toml, rule 1: has a line that means nothing here: perod."),
        ("[rights]", "[rights", "xx.toml: is no TOML:"),
        (
            'url = "https://example.org/law"',
            'url = { fr = "https://example.org/loi" }',
            "xx.toml, provision 1, url: has no text in English.",
        ),
        (
            'period = { count = 1, unit = "months", provision = "1" }',
            "",
            "xx.toml, rule 1: has no period, so why must be one of no-period, unverified.",
        ),
    ],
)
def test_a_mistake_is_said_in_one_sentence(
    tmp_path: Path, right: str, wrong: str, sentence: str
) -> None:
    assert right in SMALL
    (tmp_path / "xx.toml").write_text(SMALL.replace(right, wrong, 1), "utf-8")
    with pytest.raises(Mistake) as problem:
        read_regime(tmp_path / "xx.toml")
    assert str(problem.value).startswith(sentence)
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('on = "13-45"', "days.toml, xx, day 1: “13-45” is no day of the year, such as 12-25."),
        ('onn = "12-25"', "days.toml, xx, day 1: has a line that means nothing here: onn."),
        ("plus = 1", "days.toml, xx, day 1: must say when it falls: on, easter, nth, before,"),
        ('on = "12-25"\nmoved = { sundae = 1 }', "days.toml, xx, day 1: moved must look like"),
        ('on = "12-25"\nsince = "2020"', "days.toml, xx, day 1: since must be a whole number."),
    ],
)
def test_a_mistake_in_a_holiday_is_said_too(tmp_path: Path, line: str, sentence: str) -> None:
    path = tmp_path / "days.toml"
    path.write_text(f'[xx]\n[[xx.day]]\nfr = "jour"\nen = "day"\n{line}\n', "utf-8")
    with pytest.raises(Mistake) as problem:
        read_file(path)
    assert str(problem.value).startswith(sentence)


def a_calendar(tmp_path: Path, lines: str) -> Mapping[str, Calendar]:
    path = tmp_path / "days.toml"
    path.write_text(f"[xx]\n{lines}\n", "utf-8")
    return {"xx": read_file(path)[0]}


FEASTS = "".join(
    f'[[xx.day]]\nfr = "fête"\nen = "feast"\non = "0{month}-01"\n' for month in range(1, 5)
)
PROCLAIMED = '[[xx.day]]\nfr = "fête"\nen = "Star Day"\ndates = [{}]\n'


@pytest.mark.parametrize(
    ("lines", "sentences"),
    [
        (FEASTS, []),
        (FEASTS.replace('on = "04-01"', 'on = "04-01"\nuntil = 2034'),
         ["calendar xx: has too few holidays in 2035."]),
        (FEASTS + PROCLAIMED.format("2026-06-01, 2027-06-02, 2029-06-03"),
         ["calendar xx: has no date for “Star Day” in 2028."]),
        (FEASTS + PROCLAIMED.format("2026-06-01, 2027-06-02, 2028-06-03"),
         ["calendar xx: has no date for “Star Day” in 2029."]),
        (FEASTS + PROCLAIMED.format("2026-06-15"), []),
    ],
)  # fmt: skip
def test_a_missing_year_of_holidays_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str, sentences: list[str]
) -> None:
    found = a_calendar(tmp_path, lines)
    year_of.cache_clear()
    monkeypatch.setattr("bot.law.calendars.calendars", lambda: found)
    assert mistakes() == sentences
    year_of.cache_clear()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"authority": "de-nobody"}, "place de-be: names the authority “de-nobody”, which does"),
        ({"regimes": {"eux": "de-be"}}, "place de-be: names the law “eux”, which does not exist."),
    ],
)
def test_a_name_that_leads_nowhere_is_told(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], sentence: str
) -> None:
    spots = [replace(one, **change) if one.code == "de-be" else one for one in places()]
    monkeypatch.setattr(
        "bot.law.check.places.places",
        lambda law=None: [one for one in spots if law is None or law in one.regimes],
    )
    (said,) = mistakes()
    assert said.startswith(sentence)


def test_a_rule_for_a_place_that_does_not_exist_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    eu = regime("eu")
    lost = replace(eu, rules=(replace(eu.rules[0], places=("fr", "xy")), *eu.rules[1:]))
    others = [one for one in regimes() if one.code != "eu"]
    monkeypatch.setattr("bot.law.check.regimes.regimes", lambda: [lost, *others])
    assert mistakes() == ["regime eu: names the place “xy”, which does not exist."]


def provisions() -> Iterator[tuple[str, Provision]]:
    for law in regime_list():
        for one in law.provisions.values():
            yield f"{law.code} {one.id}", one


@pytest.mark.parametrize(("name", "one"), list(provisions()))
def test_a_provision_says_where_it_stands(name: str, one: Provision) -> None:
    assert all(re.fullmatch(r"https?://\S+", one.url[language]) for language in LANGUAGES), name
    assert one.checked is None or one.confidence in {"law", "inference"}, name


def test_who_reads_french_is_led_to_the_french_edition() -> None:
    for name, one in provisions():
        assert not editions.ENGLISH.search(one.url["fr"]), name
        assert editions.are_their_own(one.url), name
    assert regime("ch").provisions["49"].url == {
        "fr": "https://www.fedlex.admin.ch/eli/cc/2022/491/fr",
        "en": "https://www.fedlex.admin.ch/eli/cc/2022/491/en",
    }


def test_every_right_is_granted_absent_or_unknown_to_a_law() -> None:
    for law in regimes():
        assert not set(law.rights) & set(law.absent), law.code
        assert set(law.rights) | set(law.absent) <= set(RIGHTS), law.code


def test_every_number_rests_on_a_provision_of_the_law_or_says_that_it_does_not() -> None:
    for law in regimes():
        for rule in law.rules:
            for term in (rule.period, rule.extension.total if rule.extension else None):
                if term is None:
                    continue
                told = term.provision.confidence == "law" or rule.notes or rule.doubts
                assert told, f"{law.code}: a number without law or warning"


@pytest.mark.parametrize("spot", places(), ids=lambda spot: spot.code)
def test_every_place_of_a_covered_european_law_has_its_authority(spot: object) -> None:
    code = spot.code  # type: ignore[attr-defined]
    if {"eu", "uk", "ch", "ca"} & set(spot.regimes):  # type: ignore[attr-defined]
        found = authority(code)
        assert found is not None
        assert all(found.portal[language].startswith("http") for language in LANGUAGES)
        assert found.languages
        assert found.seen <= date(2026, 11, 25)


@pytest.mark.parametrize("code", ["fr", "be", "lu", "ie", "de", "nl", "gb-eng", "ca-qc", "au-nsw"])
def test_an_authority_says_what_it_wants_before_and_in_a_complaint(code: str) -> None:
    found = authority(code)
    assert found is not None
    for text in (found.name, found.before, found.complaint):
        assert text["fr"] != text["en"] or text is found.name
        assert min(map(len, text.values())) > 10


def test_unverified_laws_compute_no_day() -> None:
    for law in regimes():
        if not law.covered:
            for spot in places(law.code):
                for right in RIGHTS:
                    assert deadline(law.code, spot.code, right, date(2027, 1, 4)).legal is None


def french() -> Iterator[tuple[str, str]]:
    for path in sorted(LAW.glob("*/*.toml")):
        with path.open("rb") as file:
            for text in _french(tomllib.load(file)):
                yield path.name, text


def _french(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            if name == "fr" and isinstance(item, str):
                yield item
            else:
                yield from _french(item)
    elif isinstance(value, list):
        for item in value:
            yield from _french(item)


def test_french_typography_holds_in_the_files() -> None:
    for name, text in french():
        bare = re.sub(r"https?://\S+", "", text)
        assert not re.search(r" [;:!?»]|« |'", bare), f"{name}: {text}"
        assert not re.search(rf"[^{NARROW}\s!?][;!?]", bare), f"{name}: {text}"
        assert not re.search(rf"[^{WIDE}\s\d]:(?!\d)", bare), f"{name}: {text}"


def test_authorities_and_calendars_are_all_used() -> None:
    used = {spot.authority for spot in places()}
    assert set(authorities()) <= used
    counted = {name for spot in places() for name in spot.regimes.values()}
    copied = {name for one in calendar_files.calendars().values() for name in one.copies}
    assert set(calendar_files.calendars()) <= counted | copied

import tomllib
from datetime import date
from pathlib import Path

import pytest

from bot import law
from bot.companies import RecordError, everyone, get, language, load, typed
from bot.companies.records import RECORDS, SPOKEN
from bot.documents.values import COMPANY, LINE, LINES, weight
from bot.language import LANGUAGES, countries

FIRST = ("clearview-ai", "pimeyes", "facewatch", "world", "meta")
GOOD = """
name = "Exemple SA"
kind = "other"
role = "controller"
country = "fr"
language = "fr"
holds = { fr = "x", en = "x" }
sources = ["https://example.org"]
"""


def _loaded(tmp_path: Path, text: str, name: str = "exemple.toml") -> None:
    (tmp_path / name).write_text(text, "utf-8")
    load(tmp_path)


def test_the_companies_of_the_first_journey_are_there() -> None:
    assert all(get(name) for name in FIRST)


def test_every_record_loads_and_is_named_after_its_file() -> None:
    assert {company.id for company in everyone()} == {path.stem for path in RECORDS.glob("*.toml")}


def test_every_contact_says_where_and_when_it_was_found() -> None:
    for company in everyone():
        for one in (company, *company.variants.values()):
            for found in (*one.emails, *one.forms, *one.posts, *one.representatives):
                assert found.source.startswith("https://"), company.id
                assert date(2017, 1, 1) < found.seen < date(2027, 12, 31), company.id


def test_every_record_fits_a_letter() -> None:
    for company in everyone():
        for one in (company, *company.variants.values()):
            assert weight(one.name) <= COMPANY, company.id
            for post in one.posts:
                lines = post.value.splitlines()
                assert len(lines) <= LINES, company.id
                assert all(line.strip() and weight(line) <= LINE for line in lines), company.id


def test_a_company_nobody_can_find_in_europe_says_so() -> None:
    clearview = get("clearview-ai")
    assert clearview is not None
    assert clearview.seat == "us"
    assert clearview.in_eu is False
    assert clearview.silence is not None
    assert len(clearview.doubts) >= 2


def test_a_seat_is_as_close_as_the_law_can_tell() -> None:
    meta, facewatch = get("meta"), get("facewatch")
    assert meta is not None
    assert facewatch is not None
    assert (meta.seat, meta.in_eu, meta.in_uk) == ("ie", True, None)
    assert (facewatch.seat, facewatch.in_eu, facewatch.in_uk) == ("gb-eng", None, True)


def test_a_company_typed_in_is_taken_as_it_is() -> None:
    company = typed("Ma Salle", "a@example.org", ("1, rue X", "69003 Lyon"), "fr")

    assert (company.id, company.email, company.post) == (
        "",
        "a@example.org",
        ("1, rue X", "69003 Lyon"),
    )
    assert company.seen is None
    assert company.current(date(2040, 1, 1)).email == "a@example.org"


def test_a_contact_too_old_is_no_longer_offered() -> None:
    pimeyes = get("pimeyes")
    assert pimeyes is not None
    assert pimeyes.email
    assert pimeyes.current(date(2026, 11, 25)).email is None
    assert pimeyes.current(date(2024, 2, 3)).email


def test_a_branch_may_answer_under_its_own_law(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(GOOD + '[uk]\nname = "Example Ltd"\ncountry = "gb"\n', "utf-8")
    (company,) = load(tmp_path)

    assert company.under("uk").name == "Example Ltd"
    assert company.under("uk").in_uk is True
    assert company.under("eu") is company


def test_a_good_record_loads(tmp_path: Path) -> None:
    _loaded(tmp_path, GOOD)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('name = "Exemple SA"', "", "name"),
        ('"other"', '"dragon"', "kind dragon"),
        ('"controller"', '"boss"', "role boss"),
        ('"fr"', '"France"', "country France"),
        ('language = "fr"', 'language = "de"', "language de"),
        (', en = "x"', "", "holds"),
        ('["https://example.org"]', "[]", "no source"),
        ('"https://example.org"', '"a friend told me"', "source"),
        ("sources", "colour = 1\nsources", "unknown colour"),
        ("sources", 'caution = "dog"\nsources', "caution dog"),
        (
            "sources",
            'emails = [{ value = "a@b.co", source = "https://x.org" }]\nsources',
            "emails needs",
        ),
        (
            "sources",
            'emails = [{ value = "nope", source = "https://x.org", seen = 2026-01-01 }]\nsources',
            "e-mail nope",
        ),
        (
            "sources",
            'forms = [{ value = "http://x.org", source = "https://x.org", seen = 2026-01-01 }]\nsources',
            "form",
        ),
        (
            "sources",
            'posts = [{ value = "x", source = "https://x.org", seen = "2026-01-01" }]\nsources',
            "seen",
        ),
        (
            "sources",
            'doubts = [{ fr = "x", source = "https://x.org", seen = 2026-01-01 }]\nsources',
            "note",
        ),
    ],
)
def test_a_record_with_a_mistake_is_refused_by_name(
    tmp_path: Path, old: str, new: str, why: str
) -> None:
    with pytest.raises(RecordError, match=f"exemple.toml.*{why}"):
        _loaded(tmp_path, GOOD.replace(old, new, 1))


def test_a_file_with_an_odd_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="slug"):
        _loaded(tmp_path, GOOD, "Exemple_SA.toml")


def test_every_place_is_one_the_law_knows() -> None:
    known = {place.code for place in law.places()}
    for company in everyone():
        for one in (company, *company.variants.values()):
            assert one.place is None or one.place in known, company.id


def test_a_branch_abroad_has_no_place_of_the_main_seat() -> None:
    google = get("google")
    assert google is not None
    assert google.seat == "ie"
    assert google.under("uk").seat == "us"


def test_a_company_whose_seat_is_unknown_has_none() -> None:
    facecheck = get("facecheck-id")
    assert facecheck is not None
    assert (facecheck.country, facecheck.seat) == (None, None)


@pytest.mark.parametrize(
    ("place", "spoken"),
    [("fr", "fr"), ("be", "fr"), ("ca-qc", "fr"), ("ca", "en"), ("ca-bc", "en"), ("fr-am", "fr"),
     ("gb-eng", "en"), (None, "en")],
)  # fmt: skip
def test_a_company_is_written_to_in_the_language_of_its_place(
    place: str | None, spoken: str
) -> None:
    assert language(place) == spoken
    assert typed("X", country=place).language == spoken


def test_every_place_whose_language_is_told_exists() -> None:
    raw = tomllib.loads(SPOKEN.read_text("utf-8"))

    assert set(raw) <= set(LANGUAGES)
    for code in (code for codes in raw.values() for code in codes):
        assert code in countries("en") or law.place(code), code

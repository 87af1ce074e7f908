import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from bot.documents import Colour, Moment, Timeline, page, picture
from bot.documents.timeline import SHOWN
from bot.documents.values import COMPANY
from bot.language import LANGUAGES
from bot.refusal import Refusal
from tests.documents.test_paper import SOURCE, _roles, _squeezed

DAY = date(2026, 12, 5)
MOMENTS = (
    Moment(date(2026, 11, 25), "lettre envoyée (en recommandé)"),
    Moment(DAY, "aujourd’hui", "today"),
    Moment(date(2026, 12, 28), "dernier jour pour répondre", "due"),
    Moment(date(2027, 2, 25), "dernier jour sûr pour se plaindre", "coming"),
)
TIMELINE = Timeline(
    company="Visages & Fils SA",
    right="accès",
    reference="TR-7K2QMXYZ",
    state="L’entreprise doit répondre au plus tard le 28 décembre 2026.",
    colour="green",
    moments=MOMENTS,
    reasons=("Un mois plus tard : 25 décembre 2026, un jour férié (Noël).",),
    day=DAY,
)


def _size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def _read(pdf: bytes) -> str:
    return _squeezed("\n".join(one.extract_text() for one in PdfReader(io.BytesIO(pdf)).pages))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("colour", ["grey", "green", "amber", "red", "blue"])
def test_a_picture_is_as_wide_as_a_phone_shows_it(language: str, colour: Colour) -> None:
    width, height = _size(picture(replace(TIMELINE, colour=colour), language))

    assert width == 1080
    assert height < 2 * width


def test_each_colour_and_each_language_is_drawn() -> None:
    drawn = {picture(replace(TIMELINE, colour=colour), "fr") for colour in ("green", "red")}

    assert len(drawn) == 2
    assert picture(TIMELINE, "en") not in drawn


@pytest.mark.parametrize("company", ["Wagenknecht " * 8, "W" * COMPANY])
def test_a_long_company_wraps_and_pushes_the_rest_down(company: str) -> None:
    width, height = _size(picture(replace(TIMELINE, company=company), "fr"))

    assert width == 1080
    assert height > _size(picture(TIMELINE, "fr"))[1] + 200
    assert _squeezed(company) in _read(page(replace(TIMELINE, company=company), "fr")).replace(
        "\u200b", ""
    )


def test_a_long_case_shows_its_newest_moments_at_a_size_that_is_read() -> None:
    many = replace(TIMELINE, moments=(*[MOMENTS[0]] * 200, *MOMENTS))

    width, height = _size(picture(many, "fr"))

    assert height < 3 * width  # Telegram makes the longer side 1,280 dots
    few = replace(TIMELINE, moments=many.moments[-SHOWN:])
    assert height > _size(picture(few, "fr"))[1], "a line says that some are left out"
    assert _read(page(many, "fr")).count(_squeezed("Lettre envoyée")) == 201, "the page has all"


def test_the_page_says_all_that_the_picture_says_and_why() -> None:
    text = _read(page(TIMELINE, "fr"))

    for words in (TIMELINE.company, TIMELINE.reference, TIMELINE.state, *TIMELINE.reasons):
        assert _squeezed(words) in text
    for one in MOMENTS:
        assert _squeezed(one.what[1:]) in text
    assert "28décembre2026" in text


@pytest.mark.parametrize(("language", "named"), [("fr", "fr-FR"), ("en", "en-GB")])
def test_the_page_is_tagged_and_its_table_has_a_head(language: str, named: str) -> None:
    root: Any = PdfReader(io.BytesIO(page(TIMELINE, language))).trailer["/Root"]
    roles = list(_roles(root["/StructTreeRoot"]["/K"]))

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == named
    assert roles.count("/H1") == 1
    assert roles.count("/Table") == 1
    assert roles.count("/TH") == 2
    assert roles.count("/TD") == 2 * len(MOMENTS)


@pytest.mark.parametrize("draw", [picture, page])
def test_the_same_case_is_the_same_file(draw: Any) -> None:
    assert draw(TIMELINE, "fr") == draw(TIMELINE, "fr")


@pytest.mark.parametrize("draw", [picture, page])
def test_a_script_without_glyphs_is_refused(draw: Any) -> None:
    with pytest.raises(Refusal) as told:
        draw(replace(TIMELINE, company="李小龍"), "fr")
    assert told.value.key == "documents.no-glyphs"
    assert told.value.__cause__ is None


def _odd() -> Iterator[Timeline]:
    yield replace(TIMELINE, company=SOURCE[:COMPANY])
    yield replace(TIMELINE, moments=(Moment(DAY, SOURCE),))
    yield replace(TIMELINE, state=SOURCE, reasons=(SOURCE,))


@pytest.mark.parametrize("odd", list(_odd()))
def test_nothing_a_person_writes_is_source(odd: Timeline) -> None:
    assert picture(odd, "fr")
    assert _squeezed(SOURCE[:40]) in _read(page(odd, "fr")).replace("\u200b", "")


def test_a_timeline_shows_nothing_of_itself_in_a_log() -> None:
    assert "Visages" not in repr(TIMELINE)
    assert "lettre" not in repr(MOMENTS[0])

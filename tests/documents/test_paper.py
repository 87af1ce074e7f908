import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pdfminer.high_level import extract_pages, extract_text
from pdfminer.layout import LAParams, LTTextContainer
from pypdf import PdfReader

from bot.companies import typed
from bot.documents import Letter, pdf, write
from bot.refusal import Refusal
from tests.documents.letters import FACTS, HEAVY, every

NAMES = "Łódź Škoda Ελένη Nguyễn Кирилл Ștefan Þórður Ġorġ"
SOURCE = '#panic("x") \\ ] [ $x$ *bold* _it_ `raw` <label> @ref // no /* no */ https://example.org #{1/0} = Title'


def _squeezed(text: str) -> str:
    """Return the text as a reader hears it: no line ends, no hyphens added by the printer."""
    return re.sub(r"[\s\u00ad]+", "", text).replace("-", "").replace("\u2010", "")


def _read(page: bytes) -> tuple[str, str]:
    one = "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page)).pages)
    footer = re.compile(r"Réf\.\S+?,page\dsur\d|Reference\S+?,page\dof\d")
    # the number of an item and its words are one line
    two = extract_text(io.BytesIO(page), laparams=LAParams(char_margin=6, boxes_flow=None))
    return footer.sub("", _squeezed(one)), footer.sub("", _squeezed(two))


def _said(letter: Letter) -> list[str]:
    lines = [*letter.sender, *letter.recipient, *letter.signature, *letter.enclosures]
    return [letter.subject, *lines, *letter.body.split("\n")]


@pytest.mark.parametrize(
    ("label", "letter"), list(every()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_two_libraries_read_back_all_that_a_letter_says(label: str, letter: Letter) -> None:
    for text in _read(pdf(letter)):
        for line in _said(letter):
            assert _squeezed(re.sub(r"^(\d+\.|–) ", "", line)) in text, (label, line)


def _root(letter: Letter) -> dict[str, Any]:
    root: dict[str, Any] = PdfReader(io.BytesIO(pdf(letter))).trailer["/Root"]  # type: ignore[assignment]
    return root


def test_a_letter_is_a_tagged_accessible_document() -> None:
    letter = write("access", "eu", "fr", FACTS)
    root = _root(letter)

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr-FR"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    about = PdfReader(io.BytesIO(pdf(letter))).metadata
    assert about is not None
    assert about.title == letter.subject


def test_the_language_of_an_english_letter_is_english() -> None:
    assert _root(write("access", "uk", "en", FACTS))["/Lang"] == "en-GB"


@pytest.mark.parametrize(
    ("regime", "width", "left"), [("eu", 210, False), ("uk", 210, True), ("ca", 216, True)]
)
def test_a_letter_is_printed_on_the_paper_of_its_country(
    regime: str, width: int, *, left: bool
) -> None:
    sheet = next(extract_pages(io.BytesIO(pdf(write("access", regime, "en", FACTS)))))
    recipient = next(
        block
        for block in sheet
        if isinstance(block, LTTextContainer) and "Visages" in block.get_text()
    )

    assert round(sheet.width / 72 * 25.4) == width
    assert (recipient.x0 < sheet.width / 2) == left  # behind the window of an envelope


def test_every_font_is_embedded() -> None:
    letter = write("access", "eu", "fr", replace(FACTS, name=NAMES))
    for page in PdfReader(io.BytesIO(pdf(letter))).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            below = font["/DescendantFonts"][0]["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(below)


def test_names_of_europe_are_printed_as_they_are_written() -> None:
    for text in _read(pdf(write("erasure", "eu", "en", replace(FACTS, name=NAMES)))):
        assert _squeezed(NAMES) in text


@pytest.mark.parametrize("name", ["李小龍", "สมชาย", "김민준"])
def test_a_script_without_glyphs_is_refused_with_its_letters(name: str) -> None:
    with pytest.raises(Refusal) as told:
        pdf(write("access", "eu", "fr", replace(FACTS, name=name)))
    assert told.value.key == "documents.no-glyphs"
    assert str(told.value.values["text"]) in name
    assert told.value.__cause__ is None


@pytest.mark.parametrize("name", ["علي", "אריאל"])
def test_a_name_from_right_to_left_is_printed(name: str) -> None:
    assert pdf(write("access", "eu", "fr", replace(FACTS, name=name))).startswith(b"%PDF")


def test_nothing_a_person_writes_is_source() -> None:
    odd = replace(
        FACTS,
        name="Ana #panic()",
        contact=("] #v(1cm) [",),
        helps=SOURCE,
        company=typed("$x$ & <y>"),
    )
    for text in _read(pdf(write("access", "eu", "fr", odd))):
        assert _squeezed(SOURCE) in text
        assert _squeezed("Ana #panic()") in text


def test_the_longest_letter_has_two_pages() -> None:
    long = replace(
        HEAVY,
        name="Wilhelmina " * 7,
        concerned="Wilhelmina " * 7,
        company=replace(FACTS.company, name="Wagenknecht " * 8),
        contact=("Wagenknechtstraße 112, Hinterhof, dritter Stock",) * 6,
        helps="\n".join(["Wohnungsbaugesellschaft"] * 14),
    )
    for label, letter in every(long):
        assert len(PdfReader(io.BytesIO(pdf(letter))).pages) <= 2, label


def test_the_same_letter_is_the_same_file() -> None:
    letter = write("access", "eu", "fr", replace(FACTS, day=date(2026, 3, 1)))

    assert pdf(letter) == pdf(letter)


def _roles(element: Any) -> Iterator[str]:
    """Yield the roles of a structure tree in the order a screen reader takes them."""
    element = element.get_object()
    if isinstance(element, list):
        for child in element:
            yield from _roles(child)
    elif isinstance(element, dict) and "/S" in element:
        yield str(element["/S"])
        yield from _roles(element["/K"]) if "/K" in element else ()


def test_a_screen_reader_hears_a_heading_and_lists() -> None:
    roles = list(_roles(_root(write("access", "eu", "fr", FACTS))["/StructTreeRoot"]["/K"]))

    assert roles.count("/H1") == 1
    assert roles.count("/L") == 2  # what is asked, what helps
    assert roles.count("/LI") == 8 + 2
    assert roles.index("/P") < roles.index("/H1") < roles.index("/L")

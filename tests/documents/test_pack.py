import io
import re
from dataclasses import replace
from datetime import date
from typing import Any
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from bot.cases import Happening
from bot.documents import Proof, complain, pack, proofs, write
from bot.documents.proofs import _THEIRS
from bot.language import LANGUAGES
from bot.law import EVENTS
from tests.documents.letters import AUTHORITY, FACTS, SENT
from tests.documents.test_paper import _roles, _squeezed
from tests.documents.test_timeline import TIMELINE, _read

HAPPENINGS = (
    Happening("prepared", date(2026, 11, 25)),
    Happening("sent", date(2026, 11, 25), {"by": "registered", "proof": "RK 123"}),
    Happening("identity-contested", date(2026, 12, 1)),
    Happening("identity-given", date(2026, 12, 3)),
    Happening("put-off", date(2026, 12, 4)),
    Happening("answered", date(2026, 12, 20), {"how": "partly"}),
)
REQUEST = write("access", "eu", "fr", FACTS)
COMPLAINT = complain("access", "eu", "fr", FACTS, SENT, AUTHORITY)


def _proofs(language: str = "fr", **more: Any) -> tuple[Proof, ...]:
    return proofs(HAPPENINGS, "me", language, **{"copied": False, **more})


def _files(packed: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_each_thing_that_happened_has_its_place_in_order() -> None:
    assert [(one.folder, one.title) for one in _proofs()] == [
        ("demande", "Votre demande"),
        ("envoi", "La preuve de l’envoi du 25\u00a0novembre 2026"),
        ("arrivee", "La preuve de l’arrivée"),
        ("entreprise", "Ce que l’entreprise a écrit le 1er\u00a0décembre 2026\u00a0: preuve d’identité demandée"),
        ("votre-reponse", "Ce que vous avez répondu le 3\u00a0décembre 2026\u00a0: preuve d’identité donnée"),
        ("entreprise", "Ce que l’entreprise a écrit le 20\u00a0décembre 2026\u00a0: réponse de l’entreprise"),
        ("autres-lettres", "Vos autres lettres"),
        ("vos-donnees", "Ce qui montre que l’entreprise a vos données"),
    ]  # fmt: skip


def test_what_was_noted_of_the_sending_is_said_where_its_proof_belongs() -> None:
    place = _proofs()[1]

    assert place.put == "Le récépissé de dépôt du recommandé. Vous avez noté\u00a0: RK 123."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("by", ["email", "form", "registered", "post"])
def test_each_way_of_sending_has_its_own_proof(language: str, by: str) -> None:
    sent = Happening("sent", date(2026, 11, 25), {"by": by})
    found = proofs([sent], "me", language, copied=False)

    assert (
        len({one.put for one in found}) == len(found) == (5 if by in {"registered", "post"} else 4)
    )


@pytest.mark.parametrize("whom", ["child", "other"])
def test_who_writes_for_another_proves_that_they_may(whom: Any) -> None:
    assert proofs(HAPPENINGS, whom, "fr", copied=False)[-1].folder == "votre-qualite"


def test_every_event_of_the_law_has_its_proof() -> None:
    known = {*_THEIRS, "identity-given", "clarification-given", "fee-paid"}

    assert known >= set(EVENTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_safe_and_each_place_says_what_belongs_there(language: str) -> None:
    found = _proofs(language)
    files = _files(pack(TIMELINE, found, language, request=REQUEST, complaint=COMPLAINT))

    assert all(
        re.fullmatch(r"[A-Za-z0-9-]+(/[a-z0-9-]+)?(/[A-Za-z0-9-]+)?\.(txt|pdf)", one)
        for one in files
    )
    assert len({name.lower() for name in files}) == len(files)
    assert max(map(len, files)) < 60
    places = [
        text.decode() for name, text in files.items() if re.search(r"/\d\d-.*(ICI|HERE)", name)
    ]
    assert places == [f"{one.title}\n\n{one.put}\n" for one in found]


def test_the_pack_holds_timeline_list_letter_and_complaint() -> None:
    files = _files(pack(TIMELINE, _proofs(), "fr", request=REQUEST, complaint=COMPLAINT))

    assert list(files)[:5] == [
        "LISEZ-MOI.txt", "1-chronologie.pdf", "2-liste-des-preuves.pdf", "3-plainte.txt", "3-plainte.pdf",
    ]  # fmt: skip
    assert _squeezed(TIMELINE.state) in _read(files["1-chronologie.pdf"])
    assert _squeezed(REQUEST.subject) in _read(files[f"preuves/01-demande/{REQUEST.reference}.pdf"])
    assert _squeezed(COMPLAINT.subject) in _read(files["3-plainte.pdf"])
    assert COMPLAINT.body in files["3-plainte.txt"].decode()
    assert "brouillon de votre plainte" in files["LISEZ-MOI.txt"].decode()


def test_without_letters_it_says_what_is_not_in_it() -> None:
    files = _files(pack(TIMELINE, _proofs(), "en"))

    assert not any(
        "complaint" in name or name.endswith(f"{REQUEST.reference}.pdf") for name in files
    )
    assert "There is no draft complaint here" in files["READ-ME.txt"].decode()
    assert "telle que" not in files["READ-ME.txt"].decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_is_tagged_and_read_back_in_full(language: str) -> None:
    found = _proofs(language)
    name = {"fr": "2-liste-des-preuves.pdf", "en": "2-list-of-evidence.pdf"}[language]
    listed = _files(pack(TIMELINE, found, language))[name]
    root: Any = PdfReader(io.BytesIO(listed)).trailer["/Root"]
    roles = list(_roles(root["/StructTreeRoot"]["/K"]))

    assert root["/MarkInfo"]["/Marked"]
    assert (roles.count("/H1"), roles.count("/TH"), roles.count("/TD")) == (1, 3, 3 * len(found))
    for number, one in enumerate(found, start=1):
        assert _squeezed(f"{number}{one.title}{one.put}") in _read(listed).replace("\u200b", "")


def test_the_same_case_gives_the_same_bytes() -> None:
    made = {pack(TIMELINE, _proofs(), "fr", request=REQUEST, complaint=COMPLAINT) for _ in range(3)}

    assert len(made) == 1
    assert len(made.pop()) < 500_000


def test_a_name_without_glyphs_leaves_plain_text_in_place_of_each_page() -> None:
    named = replace(FACTS, name="李小龍")
    timeline = replace(TIMELINE, company="李小龍有限公司")
    files = _files(
        pack(timeline, _proofs(), "fr", request=write("access", "eu", "fr", named), complaint=None)
    )

    assert "李小龍有限公司" in files["1-chronologie.txt"].decode()
    assert "aujourd’hui" in files["1-chronologie.txt"].decode()
    assert "1. Votre demande" in files["2-liste-des-preuves.txt"].decode()
    assert "李小龍" in files[f"preuves/01-demande/{REQUEST.reference}.txt"].decode()
    assert not any(name.endswith(".pdf") for name in files)


def test_a_proof_shows_nothing_of_itself_in_a_log() -> None:
    assert "RK 123" not in repr(_proofs())

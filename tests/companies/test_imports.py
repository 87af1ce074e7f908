import json
import os
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot import companies
from bot.companies import imports, shelf
from bot.companies.imports import Report
from bot.language import LANGUAGES
from bot.refusal import Refusal
from tests.companies.directory import GYM, former, put, record


def taken(path: Path, data: Path) -> Report:
    with imports.opened(path) as source:
        return imports.take(source.entries, data)


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.unchanged, report.gone


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return put(tmp_path / "source", GYM, record("acme"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def alone() -> Iterator[None]:
    yield
    companies.include(())


def test_a_record_is_taken_with_what_a_letter_needs(source: Path, data: Path) -> None:
    taken(source, data)

    gym = next(one for one in shelf.read(data).companies if one.name == GYM["name"])
    assert (gym.email, gym.country, gym.language) == (GYM["email"], "fr", "fr")
    assert gym.post == ("1 rue des Lilas", "69003 Lyon", "France")
    assert gym.quality == "verified"
    assert gym.seen is None
    assert gym.sources == (
        "https://www.datenanfragen.de/company/gymnase-exemple/",
        "https://gymnase.example/vie-privee",
    )


def test_again_nothing_changes_and_only_what_changed_is_told(source: Path, data: Path) -> None:
    assert counts(taken(source, data)) == (2, 0, 0, 0)
    before = (data / "imported.jsonl").read_bytes()
    assert counts(taken(source, data)) == (0, 0, 2, 0)
    assert (data / "imported.jsonl").read_bytes() == before

    put(source, record("acme", email="new@acme.example"), record("third"))
    (source / "companies/gymnase-exemple.json").unlink()

    assert counts(taken(source, data)) == (1, 1, 0, 1)


def test_a_zip_brings_the_same(source: Path, data: Path, tmp_path: Path) -> None:
    packed = tmp_path / "data-main.zip"
    with zipfile.ZipFile(packed, "w") as file:
        for path in source.rglob("*.json"):
            file.write(path, Path("data-main") / path.relative_to(source))

    taken(source, data)

    assert counts(taken(packed, data)) == (0, 0, 2, 0)


@pytest.mark.parametrize(
    ("more", "why"),
    [({"facet-group": "church"}, "church"), ({"facet-group": "school"}, "school"),
     ({"nsfw": True}, "nsfw"), ({"name": "Clearview AI, Inc."}, "own"),
     ({"email": "privacy-requests@clearview.ai"}, None), ({"quality": "guessed"}, "broken"),
     ({"address": 3}, "broken"), ({"slug": "other"}, "broken"), ({"name": ""}, "broken")],
)  # fmt: skip
def test_what_is_left_out_is_told_and_the_rest_goes_on(
    source: Path, data: Path, more: dict[str, object], why: str | None
) -> None:
    odd = source / "companies/odd.json"
    odd.write_text(json.dumps({**record("odd"), **more}), "utf-8")

    report = taken(source, data)

    assert dict(report.left_out) == ({why: 1} if why else {})
    assert report.new == (2 if why else 3)
    assert len(report.problems) == (why == "broken")


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff", b'{"slug": "odd"}', b"[" * 200_000])
def test_a_broken_file_is_one_sentence(source: Path, data: Path, text: bytes) -> None:
    (source / "companies/odd.json").write_bytes(text)

    report = taken(source, data)

    assert report.new == 2
    assert [one.startswith("companies/odd:") for one in report.problems] == [True]


def test_a_former_name_leads_to_the_heir_of_the_heir(source: Path, data: Path, alone: None) -> None:
    put(source, former("old", "older"), former("older", "acme"), former("end"), former("a", "b"),
        former("b", "a"), former("lost", "nobody"), shelf="obsolete-records")  # fmt: skip

    report = taken(source, data)
    companies.include(shelf.read(data).companies)

    assert report.left_out["obsolete"] == 6
    assert [one for one in report.problems if "nobody" in one] == [
        "obsolete-records/lost: leads to nobody, which is not there"
    ]
    assert [one.name for one in companies.find("Former old")] == ["Firma acme"]


def test_an_interrupted_import_leaves_the_old_set_whole(
    source: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(source, data)
    before = shelf.read(data)
    put(source, record("third"))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refusal):
        taken(source, data)

    assert shelf.read(data) == before


def test_the_history_tells_the_age(source: Path, data: Path) -> None:
    git = ("git", "-C", str(source), "-c", "user.name=x", "-c", "user.email=x@example.org")
    for day, path in (("2023-05-04", "companies/acme.json"), ("2026-08-09", ".")):
        when = os.environ | dict.fromkeys(
            ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"{day}T12:00:00Z"
        )
        for words in (("init", "-q"), ("add", path), ("commit", "-qm", "x")):
            subprocess.run([*git, *words], check=True, env=when, capture_output=True)

    assert taken(source, data).dated == 2

    seen = {one.name: one.seen for one in shelf.read(data).companies}
    assert seen == {"Firma acme": date(2023, 5, 4), GYM["name"]: date(2026, 8, 9)}


def test_ours_come_first_and_imported_ones_after(source: Path, data: Path, alone: None) -> None:
    put(source, record("facewatched", name="Facewatched GmbH"))
    taken(source, data)
    assert companies.find("gymnase exemple") == []

    companies.include(shelf.read(data).companies)

    assert [one.name for one in companies.find("gimnase exemple")] == [GYM["name"]]
    assert [one.name for one in companies.find("muscles cie")] == [GYM["name"]]
    assert [one.id for one in companies.find("facewatch")] == ["facewatch", "i-facewatched"]
    assert companies.get("i-facewatched") is not None


def test_an_id_fits_a_button_and_stays(source: Path, data: Path) -> None:
    long = "a-company-with-quite-a-long-name-of-its-own"
    put(source, record(long), record(f"{long}-too"))
    taken(source, data)

    ids = [one.id for one in shelf.read(data).companies]
    assert len(set(ids)) == 4
    assert all(len(f"requests:request~company.{id_}:{'x' * 16}") <= 64 for id_ in ids)


@pytest.mark.parametrize("kind", ["nowhere", "empty", "text"])
def test_what_is_no_directory_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / kind
    if kind == "empty":
        path.mkdir()
    if kind == "text":
        path.write_text("hello", "utf-8")

    with pytest.raises(Refusal), imports.opened(path):
        pass


def test_a_damaged_file_is_refused(source: Path, data: Path) -> None:
    taken(source, data)
    with (data / "imported.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id":')

    with pytest.raises(Refusal, match=r"import_damaged"):
        shelf.read(data)


def test_every_outcome_is_told_in_both_languages(source: Path, data: Path) -> None:
    report = taken(source, data)
    for why in ("church", "school", "nsfw", "own", "obsolete", "broken"):
        report.left_out[why] = 2
    report.problems.append("companies/odd: it has no address")

    for language in LANGUAGES:
        assert len(list(imports.told(report, language))) == 10

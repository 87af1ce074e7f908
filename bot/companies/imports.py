"""Take over the public directory of datenanfragen.de: a checkout of its data, or a zip of it."""

import json
import re
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from bot import atlas
from bot.companies import shelf
from bot.companies.records import UNDATED, Company, Found, RecordError, language
from bot.companies.search import is_ours
from bot.language import LANGUAGES, label
from bot.refusal import Refusal

_DIRECTORY = Path(__file__).parent / "datenanfragen.toml"
_PLACE = re.compile(r"(?:^|/)(companies|obsolete-records)/([a-z\d-]+)\.json$")
_MOST = 100_000  # bytes of one record
_HIDDEN = ("church", "school")  # hundreds of parishes and schools would bury the rest
_NAME, _LINE, _LINES = 90, 65, 6  # characters and lines that a letter has room for, escaped or not
_SLUG, _STEM, _MARK = 16, 8, 6  # a button's data holds 64 bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the directory: ``text`` is its content, ``seen`` the day it last changed."""

    shelf: str
    slug: str
    text: bytes
    seen: date | None


@dataclass(slots=True)
class Report:
    """What an import brought, by count; ``problems`` are sentences on broken records."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    dated: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """A directory that is being read: how many files it has, and what stands in them."""

    count: int
    entries: Iterator[Entry]


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Open a checkout or a zip: refuse what is neither."""
    if path.is_dir():
        files = [(found, one) for one in sorted(path.rglob("*.json")) if (found := _place(one))]
        if files:
            days = _days(path)
            yield Source(len(files), (_of_file(found, one, days) for found, one in files))
            return
    elif path.is_file():
        try:
            with ZipFile(path) as packed:
                names = [(found, one) for one in packed.namelist() if (found := _PLACE.search(one))]
                if names:
                    yield Source(len(names), (_of_zip(packed, found, one) for found, one in names))
                    return
        except BadZipFile:
            raise Refusal("check.import_no_zip", path=str(path)) from None
    raise Refusal("check.import_nothing", path=str(path))


def take(entries: Iterator[Entry], folder: Path) -> Report:
    """Replace the records of ``folder`` by those of ``entries``: all of them, or none."""
    report = Report()
    found: dict[str, Company] = {}
    obsolete: dict[str, dict[str, Any]] = {}
    read: set[str] = set()
    for entry in entries:
        try:
            raw = _json(entry)
            read.add(entry.slug)
            if entry.shelf == "obsolete-records":
                obsolete[entry.slug] = raw
            elif why := _hidden(raw):
                report.left_out[why] += 1
            else:
                company = _company(raw, entry)
                if is_ours(company):
                    report.left_out["own"] += 1
                else:
                    found[entry.slug] = company
        except (RecordError, BadZipFile, KeyError, TypeError, ValueError) as error:
            report.left_out["broken"] += 1
            report.problems.append(f"{entry.shelf}/{entry.slug}: {error}")
    _redirect(found, obsolete, read, report)
    kept = _compared({one.id: one for one in found.values()}, folder, report)
    try:
        shelf.write(folder, kept, dict(_former(obsolete)))
    except OSError as error:
        raise Refusal("check.import_not_written", why=str(error.strerror)) from None
    return report


def told(report: Report, spoken: str) -> Iterator[str]:
    """Say what an import brought, a sentence a line."""
    yield label(
        "check.imported", spoken, new=report.new, changed=report.changed,
        unchanged=report.unchanged, gone=report.gone,
    )  # fmt: skip
    for why, number in sorted(report.left_out.items()):
        yield label(f"check.import_left_{why}", spoken, number=number)
    for problem in report.problems:
        yield label("check.import_problem", spoken, problem=problem)
    kept = report.new + report.changed + report.unchanged
    if report.dated < kept:
        yield label("check.import_undated", spoken, number=kept - report.dated)
    yield label("check.import_restart", spoken)


def _place(path: Path) -> re.Match[str] | None:
    return _PLACE.search(path.as_posix())


def _of_file(found: re.Match[str], path: Path, days: Mapping[str, date]) -> Entry:
    with path.open("rb") as file:
        text = file.read(_MOST + 1)
    return Entry(found[1], found[2], text, days.get(f"{found[1]}/{path.name}"))


def _of_zip(packed: ZipFile, found: re.Match[str], name: str) -> Entry:
    try:
        with packed.open(name) as file:
            text = file.read(_MOST + 1)
    except (BadZipFile, NotImplementedError, RuntimeError):  # damaged, or locked with a password
        text = b""
    return Entry(found[1], found[2], text, None)  # its days are those of packing


def _days(path: Path) -> dict[str, date]:
    """Return the day each file last changed, from the history: none where that is cut short."""
    shallow = _git(path, "rev-parse", "--is-shallow-repository")
    if shallow is None or shallow.strip() != "false":
        return {}
    log = _git(path, "log", "--format=%x00%cs", "--name-only", "--relative", "HEAD", "--", ".")
    found: dict[str, date] = {}
    for change in (log or "").split("\0")[1:]:
        day, *names = filter(None, change.splitlines())
        for name in names:
            if match := _PLACE.search(name):
                found.setdefault(f"{match[1]}/{match[2]}.json", date.fromisoformat(day))
    return found


def _git(path: Path, *words: str) -> str | None:
    command = ["git", "-C", str(path), *words]
    try:
        ran = subprocess.run(command, capture_output=True, check=True)  # noqa: S603  the path is the operator's
    except (OSError, subprocess.CalledProcessError):
        return None
    return ran.stdout.decode("utf-8", "replace")


def _json(entry: Entry) -> dict[str, Any]:
    if len(entry.text) > _MOST:
        raise RecordError("is too long")
    raw = json.loads(entry.text)
    if not isinstance(raw, dict):
        raise RecordError("is no record")
    return raw


def _hidden(raw: Mapping[str, Any]) -> str | None:
    """Return why a record is not for everybody's search."""
    if raw.get("nsfw"):
        return "nsfw"
    group = raw.get("facet-group")
    return group if group in _HIDDEN else None


def _company(raw: Mapping[str, Any], entry: Entry) -> Company:
    _expect(raw.get("slug") == entry.slug, "its slug is not its file name")
    lines = [line.strip() for line in _text(raw, "address").splitlines() if line.strip()]
    country = _country(lines[-1]) if lines else None
    quality = raw.get("quality")
    _expect(quality in _directory()["qualities"], f"quality {quality}")
    name = _text(raw, "name")
    _expect(0 < len(name) <= _NAME, "its name is too long or missing")
    page, seen = _directory()["page"].format(slug=entry.slug), entry.seen or UNDATED
    post = lines[1:] if lines and lines[0] == name else lines
    fits = len(post) <= _LINES and all(len(line) <= _LINE for line in post)
    company = Company(
        id=_id(entry.slug),
        name=name,
        brands=tuple(str(one) for one in raw.get("runs", ())),
        country=country,
        language=_language(raw, country),
        emails=_found(raw.get("email"), r"[^\s@]+@[^\s@]+\.[^\s@]{2,}", page, seen),
        forms=_found(raw.get("webform"), r"https://\S+", page, seen),
        posts=(Found("\n".join(post), page, seen),) if post and fits else (),
        sources=(page, *(one for one in raw["sources"] if re.fullmatch(r"https?://\S+", one)))[:4],
        quality=quality,
    )
    _expect(company.emails or company.forms or company.posts, "it has no address")
    return company


def _language(raw: Mapping[str, Any], country: str | None) -> str:
    wished = raw.get("request-language")
    return wished if wished in LANGUAGES else language(country)


def _found(value: object, shape: str, source: str, seen: date) -> tuple[Found, ...]:
    told = str(value).strip() if value else ""
    return (Found(told, source, seen),) if re.fullmatch(shape, told) else ()


def _country(line: str) -> str | None:
    own: Mapping[str, str] = _directory()["countries"]
    return own.get(line) or next(iter(_named(line)), None)


@cache
def _named(line: str) -> tuple[str, ...]:
    found = atlas.find_countries(line)
    return tuple(found) if len(found) == 1 else ()


def _id(slug: str) -> str:
    """Return an id that fits a button and stays the same from one import to the next."""
    if len(slug) <= _SLUG:
        return f"i-{slug}"
    return f"i-{slug[:_STEM].rstrip('-')}-{sha256(slug.encode()).hexdigest()[:_MARK]}"


def _redirect(
    found: dict[str, Company],
    obsolete: Mapping[str, Mapping[str, Any]],
    read: set[str],
    report: Report,
) -> None:
    """Let a company be found by the names of those it took over."""
    for slug, raw in obsolete.items():
        heir, way = slug, {slug}
        while heir in obsolete and (heir := str(obsolete[heir].get("redirect-to", ""))) not in way:
            way.add(heir)
        if heir in found:
            company = found[heir]
            names = dict.fromkeys([*company.brands, str(raw["name"])])
            found[heir] = replace(
                company, brands=tuple(one for one in names if one != company.name)
            )
        elif heir and heir not in read:
            report.problems.append(f"obsolete-records/{slug}: leads to {heir}, which is not there")
        report.left_out["obsolete"] += 1


def _former(obsolete: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for slug, raw in obsolete.items():
        yield slug, str(raw.get("reason", ""))


def _compared(found: dict[str, Company], folder: Path, report: Report) -> list[Company]:
    before = {one.id: one for one in shelf.read(folder).companies}
    for one in found.values():
        old = before.get(one.id)
        report.new += old is None
        report.unchanged += old == one
        report.changed += old is not None and old != one
        report.dated += any(c.seen != UNDATED for c in chain(one.emails, one.forms, one.posts))
    report.gone = len(before.keys() - found.keys())
    return [found[id_] for id_ in sorted(found)]


@cache
def _directory() -> dict[str, Any]:
    return tomllib.loads(_DIRECTORY.read_text("utf-8"))


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = raw[name]
    _expect(isinstance(value, str), f"{name} is no text")
    return str(value).strip()


def _expect(truth: object, sentence: str) -> None:
    if not truth:
        raise RecordError(sentence)

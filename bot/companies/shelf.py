"""Keep imported records in the data folder: one file, a record a line, replaced as a whole."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from sys import intern
from typing import Any

from bot.companies.records import UNDATED, Company, Found
from bot.refusal import Refusal

_FILE = "imported.jsonl"


@dataclass(frozen=True, slots=True)
class Shelf:
    """What was imported: the records, and the former ones with the reason they ended."""

    companies: tuple[Company, ...] = ()
    former: Mapping[str, str] = field(default_factory=dict)


def write(folder: Path, companies: Iterable[Company], former: Mapping[str, str]) -> None:
    """Write the records beside the old ones, then put them in their place."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = folder / f"{_FILE}.new"
    with beside.open("w", encoding="utf-8") as file:
        for row in ({"former": former}, *map(_row, companies)):
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / _FILE)


def read(folder: Path) -> Shelf:
    """Return what was imported into a folder; refuse a file that is damaged."""
    path = folder / _FILE
    if not path.exists():
        return Shelf()
    try:
        with path.open(encoding="utf-8") as file:
            former = json.loads(next(file))["former"]
            return Shelf(tuple(_company(json.loads(line)) for line in file), former)
    except (KeyError, StopIteration, TypeError, ValueError):
        raise Refusal("check.import_damaged", path=str(path)) from None


def _row(company: Company) -> dict[str, Any]:
    found = (*company.emails, *company.forms, *company.posts)
    row = {
        "id": company.id,
        "name": company.name,
        "brands": company.brands,
        "country": company.country,
        "language": company.language,
        "email": company.email,
        "form": company.form,
        "post": "\n".join(company.post),
        "sources": company.sources,
        "quality": company.quality,
        "seen": found[0].seen.isoformat() if found[0].seen != UNDATED else None,
    }
    return {name: value for name, value in row.items() if value}


def _company(row: Mapping[str, Any]) -> Company:
    source = row["sources"][0]
    seen = date.fromisoformat(row["seen"]) if "seen" in row else UNDATED

    def found(kind: str) -> tuple[Found, ...]:
        return (Found(row[kind], source, seen),) if kind in row else ()

    return Company(
        id=row["id"],
        name=row["name"],
        brands=tuple(row.get("brands", ())),
        country=intern(row["country"]) if "country" in row else None,
        language=intern(row["language"]),
        sources=tuple(row["sources"]),
        quality=intern(row["quality"]),
        emails=found("email"),
        forms=found("form"),
        posts=found("post"),
    )

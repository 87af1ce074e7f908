"""A small public directory, in the shape of datenanfragen.de's."""

import json
from pathlib import Path
from typing import Any

GYM: dict[str, Any] = {
    "slug": "gymnase-exemple",
    "relevant-countries": ["fr"],
    "name": "Gymnase Exemple SAS",
    "runs": ["Muscles & Cie"],
    "address": "Gymnase Exemple SAS\n1 rue des Lilas\n69003 Lyon\nFrance",
    "email": "vieprivee@gymnase.example",
    "sources": ["https://gymnase.example/vie-privee"],
    "quality": "verified",
}


def record(slug: str, **more: object) -> dict[str, Any]:
    """Return a record like the gym's, of another company."""
    own = {"slug": slug, "name": f"Firma {slug}", "runs": [], "email": f"dpo@{slug}.example"}
    return {**GYM, **own, "address": "Hauptstr. 1\n10115 Berlin\nDeutschland", **more}


def put(folder: Path, *records: dict[str, Any], shelf: str = "companies") -> Path:
    """Write records where the directory keeps them, and return the folder."""
    place = folder / shelf
    place.mkdir(parents=True, exist_ok=True)
    for one in records:
        text = json.dumps(one, ensure_ascii=False)
        (place / f"{one['slug']}.json").write_text(text, "utf-8")
    return folder


def former(slug: str, heir: str = "") -> dict[str, Any]:
    """Return a record that the directory has given up, for its heir's."""
    told = {"slug": slug, "name": f"Former {slug}", "reason": "company-merged"}
    return {**told, "redirect-to": heir} if heir else told

"""Set type with Typst: a sheet of ours and values as data, nothing of theirs as source."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst

from bot.refusal import Refusal

_PPI = 216  # three dots of a phone to a point
# Typst names the text it has no glyphs for; PDF/UA does not allow it to be left out
_NO_GLYPHS = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed')


def pdf(sheet: str, data: Mapping[str, object], language: str, day: date) -> bytes:
    """Return a sheet as tagged PDF/UA-1, dated ``day``; refuse a script the fonts cannot print."""
    try:
        return _set(
            sheet,
            data,
            language,
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=datetime.combine(day, time(12), UTC),
        )
    except typst.TypstError as error:
        unprintable = _NO_GLYPHS.search(str(error))
        if unprintable is None:
            raise
        # the error itself quotes what was typed, so it is not carried along
        raise Refusal("documents.no-glyphs", text=unprintable["text"]) from None


def png(sheet: str, data: Mapping[str, object], language: str, day: date) -> bytes:
    """Return a sheet of one page as a picture; refuse a script the fonts cannot print."""
    pdf(sheet, data, language, day)  # a picture would show boxes and say nothing of it
    return _set(sheet, data, language, format="png", ppi=_PPI)


def _set(sheet: str, data: Mapping[str, object], language: str, **wanted: Any) -> bytes:
    region = {"fr": "FR", "en": "GB"}[language]
    whole = {**data, "language": language, "region": region}
    made = typst.compile(
        _source(sheet),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(whole)},
        **wanted,
    )
    assert isinstance(made, bytes)  # noqa: S101  a list only where a picture has several pages
    return made


@cache
def _source(sheet: str) -> bytes:
    return (Path(__file__).parent / f"{sheet}.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts that come with Typst: the same on every machine."""
    return typst.Fonts(include_system_fonts=False)

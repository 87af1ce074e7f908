"""Everything we hold about a person, as a page to read and as data."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from html import escape

from bot.language import day, label

Held = Mapping[str, object]
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "h1,h2,h3{line-height:1.2}dt{font-weight:600;margin-top:.4rem}dd{margin:0 0 0 1rem}"
    "section{border-top:1px solid #888;margin-top:1.5rem}@media(prefers-color-scheme:dark)"
    "{body{background:#161616;color:#eee}a{color:#9cf}}"
)


def page(held: Held, stories: Sequence[str], language: str, today: date) -> bytes:
    """Return one page of HTML: the cases in words first, then every stored field.

    ``stories`` are ready texts, one per case: dates, reasons, next steps.
    """
    title = label("holdings.title", language, day=today)
    parts = [
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style>",
        f"<h1>{escape(title)}</h1><p>{escape(label('holdings.intro', language))}</p>",
    ]
    for story in stories:
        head, _, rest = story.partition("\n")
        parts.append(f"<section><h2>{escape(head)}</h2><p>{_lines(rest)}</p></section>")
    parts.append(f"<section><h2>{escape(label('holdings.fields', language))}</h2>")
    parts += [_table(name, rows, language) for name, rows in held.items()]
    parts.append("</section></html>")
    return "".join(parts).encode()


def data(held: Held) -> bytes:
    """Return the same as JSON."""
    return json.dumps(held, ensure_ascii=False, indent=2, default=_json).encode()


def _table(name: str, rows: object, language: str) -> str:
    title = label(f"holdings.{name}", language)
    return f"<h3>{escape(title)}</h3>{_value(rows, language)}"


def _value(value: object, language: str) -> str:
    if isinstance(value, Mapping):
        pairs = "".join(
            f"<dt>{escape(str(key))}</dt><dd>{_value(one, language)}</dd>"
            for key, one in value.items()
        )
        return f"<dl>{pairs}</dl>" if pairs else _nothing(language)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return "".join(f"<div>{_value(one, language)}</div>" for one in value) or _nothing(language)
    if isinstance(value, datetime):
        return escape(value.isoformat(timespec="minutes"))
    if isinstance(value, date):
        return escape(day(value, language))
    return _lines(str(value)) if value not in (None, "") else _nothing(language)


def _nothing(language: str) -> str:
    return escape(label("holdings.nothing", language))


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _json(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)

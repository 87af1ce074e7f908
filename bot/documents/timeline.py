"""Draw a case in time: a picture for a phone, and the same as a page to print and to file."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.documents import press
from bot.language import day, label

SHOWN = 12  # moments in a picture: more, and a phone shows it too small to read

Kind = Literal["past", "today", "due", "coming"]
Colour = Literal["grey", "green", "amber", "red", "blue"]


@dataclass(frozen=True, slots=True, repr=False)
class Moment:
    """A day of a case, and in words what it is."""

    day: date
    what: str
    kind: Kind = "past"


@dataclass(frozen=True, slots=True, repr=False)
class Timeline:
    """A case as it is told on ``day``, in words of the person's language."""

    company: str
    right: str
    reference: str
    state: str
    colour: Colour
    moments: tuple[Moment, ...]
    reasons: tuple[str, ...]
    day: date


def picture(timeline: Timeline, language: str) -> bytes:
    """Return a case as a PNG with its newest moments; refuse a script the fonts cannot print."""
    left_out = max(len(timeline.moments) - SHOWN, 0)
    before = label("papers.earlier", language, count=left_out) if left_out else ""
    data = _data(timeline, timeline.moments[left_out:], language)
    return press.png(
        "timeline", {**data, "before": before, "form": "picture"}, language, timeline.day
    )


def page(timeline: Timeline, language: str) -> bytes:
    """Return a case as a tagged PDF with its reasons; refuse a script the fonts cannot print."""
    data = _data(timeline, timeline.moments, language)
    return press.pdf("timeline", {**data, "before": "", "form": "page"}, language, timeline.day)


def _data(timeline: Timeline, moments: tuple[Moment, ...], language: str) -> dict[str, object]:
    reference = timeline.reference
    return {
        "title": label("papers.timeline-title", language, company=timeline.company),
        "company": timeline.company,
        "right": label("papers.timeline-right", language, right=timeline.right),
        "reference": label("papers.timeline-reference", language, reference=reference),
        "state": timeline.state,
        "colour": timeline.colour,
        "moments": [
            {"day": day(one.day, language), "what": _capital(one.what), "kind": one.kind}
            for one in moments
        ],
        "reasons": timeline.reasons,
        "happened": label("papers.timeline-happened", language),
        "head_day": label("papers.timeline-day", language),
        "head_what": label("papers.timeline-what", language),
        "why": label("papers.timeline-why", language),
        "made": label("papers.timeline-made", language, day=timeline.day),
        "page": label("documents.page", language, reference=reference),
        "of": label("documents.page-of", language),
    }


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]

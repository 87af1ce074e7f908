"""What single parts cost within a process, once they are warm."""

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date

from bot import answers, companies, documents, law
from tests.bench.acts import questions

_NAMES = ("clearview", "Pim Eyes", "facebook", "facewach", "wordlcoin", "Carrefour", "the met")


def deadline() -> float:
    """Return milliseconds for a deadline with its reasons."""
    days = [date(2026, month, day) for month in range(1, 13) for day in (1, 9, 17, 28)]
    return _typical(lambda day: law.deadline("eu", "fr", "access", day), days)


def search() -> float:
    """Return milliseconds for a company by its name, well or badly spelt."""
    return _typical(companies.find, _NAMES * 5)


def question() -> float:
    """Return milliseconds for the topic of a question."""
    return _typical(lambda asked: answers.find(asked[1], asked[0]), questions())


def paper() -> float:
    """Return milliseconds for a letter as PDF/UA."""
    return _typical(lambda number: documents.pdf(_letter(f"TR-BENCH{number:03}")), range(20))


def _letter(reference: str) -> documents.Letter:
    company = companies.get("clearview-ai")
    assert company is not None
    told = documents.Facts(
        name="Ana Exemple",
        company=company,
        reference=reference,
        day=date(2026, 11, 25),
        contact=("1 rue de la Paix", "75002 Paris", "ana@example.org"),
    )
    return documents.write("access", "eu", "fr", told)


def _typical(f: Callable[..., object], given: Iterable[object]) -> float:
    """Return the median of the calls after one that warms up."""
    first, *rest = given
    f(first)
    return statistics.median(_timed(f, one) for one in rest)


def _timed(f: Callable[..., object], one: object) -> float:
    began = time.perf_counter()
    f(one)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    json.dump({part.__name__: part() for part in (paper, deadline, search, question)}, sys.stdout)

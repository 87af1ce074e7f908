import asyncio
from threading import current_thread

import pytest

from bot import answers
from bot.answers import finder


async def test_questions_of_one_moment_are_searched_in_one_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found, threads = finder.Found("none", finder.NONE, 1.0), set()

    def find(*_: object) -> finder.Found:
        threads.add(current_thread().name)
        return found

    monkeypatch.setattr(finder, "find", find)
    asked = (answers.search(f"question {number}", "fr") for number in range(20))
    assert set(await asyncio.gather(*asked)) == {found}
    assert len(threads) == 1
    assert current_thread().name not in threads


async def test_a_search_finds_what_find_finds() -> None:
    text, reading = "qui a mon visage ?", answers.Reading(country="fr")
    assert await answers.search(text, "fr", reading) == answers.find(text, "fr", reading)

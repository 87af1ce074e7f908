"""The ready-made replies: complete in both languages, and short enough to be chosen from."""

from pathlib import Path

import pytest

from bot import replies
from bot.language import LANGUAGES, bare, say
from handlers.desk import _canned

LIMIT = 4096  # UTF-16 units of a message


def test_the_file_is_whole() -> None:
    assert list(replies.mistakes()) == []
    assert len({one.id for one in replies.replies()}) == len(replies.replies())


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ('title = { fr = "A" }\ntext = { fr = "a", en = "b" }', "hello: title.en"),
        ('title = { fr = "A", en = "B" }\ntext = { fr = " ", en = "b" }', "hello: text.fr"),
        (
            'title = { fr = "A", en = "B" }\ntext = { fr = "a", en = "b" }\ntopic = "nothing"',
            "hello: topic nothing",
        ),
        ('title = { fr = "A", en = "B" }', "text"),
        ("title =", "replies.toml"),
    ],
)
def test_what_is_wrong_with_it_is_named(
    wrong: str, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "replies.toml"
    file.write_text(f'[[reply]]\nid = "hello"\n{wrong}\n', "utf-8")
    monkeypatch.setattr(replies, "FILE", file)
    replies.replies.cache_clear()
    try:
        (mistake,) = replies.mistakes()
    finally:
        monkeypatch.undo()
        replies.replies.cache_clear()
    assert named in mistake


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_them_are_shown_in_one_message(language: str) -> None:
    assert len(bare(_canned.page(language)).encode("utf-16-le")) // 2 <= LIMIT


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_fits_a_message_and_a_button(language: str) -> None:
    head = say("desk.volunteer", language)
    for one in replies.replies():
        assert len(f"{head}\n{one.text[language]}".encode("utf-16-le")) // 2 <= LIMIT
        assert len(one.title[language]) <= 32, one.id
        assert len(f"talk:reply.{one.id}:{'x' * 16}".encode()) <= 64, one.id

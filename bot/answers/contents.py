"""The topics, in their groups and order; one folder of locales/answers each."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent.parent / "locales" / "answers"


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of /topics and the ids of its topics."""

    id: str
    title: Mapping[str, str]
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject people ask about; without texts yet, it is known but not written."""

    id: str
    group: str
    title: Mapping[str, str]
    written: bool


def topics() -> tuple[Topic, ...]:
    """Return every topic in the order of the groups."""
    return tuple(_topics().values())


def topic(id_: str) -> Topic | None:
    """Return the topic of this id."""
    return _topics().get(id_)


@cache
def groups() -> tuple[Group, ...]:
    """Return the groups in the order people browse them."""
    listed = tomllib.loads((FOLDER / "groups.toml").read_text("utf-8"))["group"]
    return tuple(Group(row["id"], row["title"], tuple(row["topics"])) for row in listed)


@cache
def sheet(id_: str) -> Mapping[str, object]:
    """Return what a topic's ``topic.toml`` holds."""
    return tomllib.loads((FOLDER / id_ / "topic.toml").read_text("utf-8"))


@cache
def _topics() -> dict[str, Topic]:
    return {id_: _topic(id_, group) for group in groups() for id_ in group.topics}


def _topic(id_: str, group: Group) -> Topic:
    title = sheet(id_)["title"]
    assert isinstance(title, dict)  # noqa: S101  our own file, compared by tests
    written = (FOLDER / id_ / "fr.md").exists() and (FOLDER / id_ / "en.md").exists()
    return Topic(id_, group.id, title, written)

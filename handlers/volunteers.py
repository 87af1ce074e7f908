"""The groups of volunteers, as this process knows them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from db.desk import Group

UNFIT = ("public", "no_topics")  # reasons for which nothing more is said in a group


class Volunteers:
    """Which groups are ours, and which of them serves whom."""

    def __init__(self, configured: Mapping[int, str | None] | None = None) -> None:
        self.configured = dict(configured or {})  # chat id, and the language it is for
        self.refused: dict[int, str] = {}  # configured, but not fit to be used: the key of why
        # chat and account: what Telegram said of them, and when
        self.roles: dict[tuple[int, int], tuple[str | None, datetime]] = {}
        self._groups: list[Group] = []

    def refresh(self, groups: Iterable[Group]) -> None:
        """Take what the database knows: a group may have got a new id, or be lost."""
        self._groups = [group for group in groups if group.configured in self.configured]

    @property
    def groups(self) -> list[Group]:
        """Return our groups."""
        return list(self._groups)

    @property
    def unfit(self) -> set[int]:
        """Return the chats of our groups in which nothing is to be said as they are."""
        return {one.chat_id for one in self._groups if self.refused.get(one.configured) in UNFIT}

    def ours(self, chat_id: int) -> bool:
        """Tell whether a group is ours, under the id it was configured with or its new one."""
        return chat_id in self.configured or self.at(chat_id) is not None

    def at(self, chat_id: int) -> Group | None:
        """Return the group of a chat."""
        return next((one for one in self._groups if chat_id in {one.chat_id, one.configured}), None)

    def by_id(self, group_id: str) -> Group | None:
        """Return a group by the id of its row."""
        return next((one for one in self._groups if one.id == group_id), None)

    def serving(self, language: str) -> Group | None:
        """Return the group for people of a language: its own, or any that can be written to."""
        fit = [one for one in self._groups if one.configured not in self.refused and not one.lost]
        own = [one for one in fit if self.configured[one.configured] == language]
        general = [one for one in fit if self.configured[one.configured] is None]
        return next(iter([*own, *general, *fit]), None)

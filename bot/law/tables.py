"""A table of a data file, read name by name: what is missing, wrong or strange is said at once."""

from collections.abc import Mapping
from datetime import date

from bot.law.words import LANGUAGES, Mistake, Words, editions, words


class Table:
    """One table of a TOML file and where it stands."""

    def __init__(self, content: Mapping[str, object], where: str) -> None:
        self.content = content
        self.where = where
        self._read: set[str] = set()

    def names(self) -> list[str]:
        """Return the names in the table."""
        return list(self.content)

    def finish(self) -> None:
        """Refuse names that nothing has read: they are slips of the pen."""
        strange = sorted(set(self.content) - self._read)
        if strange:
            raise Mistake(self.where, f"has a line that means nothing here: {', '.join(strange)}")

    def text(self, name: str) -> str:
        """Return a text that must be there."""
        value = self.maybe_text(name)
        if value is None:
            raise Mistake(self.where, f"{name} is missing")
        return value

    def maybe_text(self, name: str) -> str | None:
        """Return a text, or nothing."""
        value = self._get(name)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise Mistake(self.where, f"{name} must be a text")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, empty when it is not there; one text may stand alone."""
        value = self._get(name)
        if value is None:
            return ()
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise Mistake(self.where, f"{name} must be a list of texts")
        return tuple(items)

    def number(self, name: str) -> int:
        """Return a whole number that must be there."""
        value = self.maybe_number(name)
        if value is None:
            raise Mistake(self.where, f"{name} is missing")
        return value

    def maybe_number(self, name: str) -> int | None:
        """Return a whole number, or nothing."""
        value = self._get(name)
        if value is not None and type(value) is not int:
            raise Mistake(self.where, f"{name} must be a whole number")
        return value

    def numbers(self, name: str) -> tuple[int, ...]:
        """Return a list of whole numbers, empty when it is not there."""
        value = self._get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(type(item) is int for item in value):
            raise Mistake(self.where, f"{name} must be a list of whole numbers")
        return tuple(value)

    def flag(self, name: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self._get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise Mistake(self.where, f"{name} must be true or false")
        return value

    def day(self, name: str) -> date:
        """Return a day that must be there."""
        value = self.maybe_day(name)
        if value is None:
            raise Mistake(self.where, f"{name} is missing")
        return value

    def maybe_day(self, name: str) -> date | None:
        """Return a day, or nothing."""
        value = self._get(name)
        if value is not None and type(value) is not date:
            raise Mistake(self.where, f"{name} must be a day, such as 2026-02-05")
        return value

    def words(self, name: str) -> Words:
        """Return a text in both languages that must be there."""
        value = self._get(name)
        return words(value, f"{self.where}, {name}")

    def editions(self, name: str) -> Words:
        """Return what is read in each language, such as an address; it must be there."""
        value = self._get(name)
        return editions(value, f"{self.where}, {name}")

    def maybe_editions(self, name: str) -> Words | None:
        """Return what is read in each language, or nothing."""
        return self.editions(name) if name in self.content else None

    def maybe_words(self, name: str) -> Words | None:
        """Return a text in both languages, or nothing."""
        return self.words(name) if name in self.content else None

    def many_words(self, name: str) -> tuple[Words, ...]:
        """Return a list of texts in both languages."""
        value = self._get(name) or []
        if not isinstance(value, list):
            raise Mistake(self.where, f"{name} must be a list")
        return tuple(words(item, f"{self.where}, {name}") for item in value)

    def own_words(self) -> Words:
        """Return the table's own text in both languages."""
        self._read.update(LANGUAGES)
        return words(self.content, self.where)

    def table(self, name: str) -> "Table":
        """Return a table, empty when it is not there."""
        return self.optional(name) or Table({}, f"{self.where}, {name}")

    def optional(self, name: str) -> "Table | None":
        """Return a table, or nothing."""
        value = self._get(name)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise Mistake(self.where, f"{name} must be a table")
        return Table(value, f"{self.where}, {name}")

    def tables(self, name: str) -> "list[Table]":
        """Return a list of tables, each called by its id or its place in the list."""
        value = self._get(name) or []
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            raise Mistake(self.where, f"{name} must be a list of tables")
        return [
            Table(item, f"{self.where}, {name} {item.get('id', number)}")
            for number, item in enumerate(value, 1)
        ]

    def _get(self, name: str) -> object:
        self._read.add(name)
        return self.content.get(name)

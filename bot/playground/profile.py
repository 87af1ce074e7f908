"""What the bot says about itself, per language: commands, name, descriptions.

https://core.telegram.org/bots/api#setmycommands
"""

import re
from typing import Any

from bot.playground.entities import units
from bot.playground.mistake import bad, strict

MOST_COMMANDS = 100
LONGEST = {"name": 64, "description": 512, "short_description": 120}
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_DESCRIPTION = 256
_SCOPES = {
    "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat",
}  # fmt: skip


class Profile:
    """The bot's own page."""

    def __init__(self, name: str) -> None:
        self._words: dict[tuple[str, str], str] = {("name", ""): name}
        self._commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self._buttons: dict[int | None, dict[str, Any]] = {}

    def set_words(self, what: str, words: str, language: str) -> None:
        """Set name or description; empty ones go back to the general one."""
        _check_language(language)
        if units(words) > LONGEST[what]:
            raise bad(f"{what.replace('_', ' ')} is too long")
        if words:
            self._words[what, language] = words
        else:
            self._words.pop((what, language), None)

    def words(self, what: str, language: str) -> str:
        """Return what was set for a language, else for all."""
        _check_language(language)
        return self._words.get((what, language)) or self._words.get((what, ""), "")

    def set_commands(self, commands: Any, scope: Any, language: str) -> None:
        """Set the menu of a scope in a language."""
        _check_language(language)
        if not isinstance(commands, list):
            raise bad("expected an Array of BotCommand")
        if len(commands) > MOST_COMMANDS:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        self._commands[_scope(scope), language] = [_command(one) for one in commands]

    def drop_commands(self, scope: Any, language: str) -> None:
        """Take the menu of a scope in a language away."""
        _check_language(language)
        self._commands.pop((_scope(scope), language), None)

    def commands(self, scope: Any, language: str) -> list[dict[str, str]]:
        """Return exactly what was set."""
        _check_language(language)
        return self._commands.get((_scope(scope), language), [])

    def menu(self, chat_id: int, language: str) -> list[dict[str, str]]:
        """Return what a person sees: the nearest scope first, and in it their language first.

        https://core.telegram.org/bots/api#determining-list-of-commands
        """
        for scope in (f"chat {chat_id}", "all_private_chats", "default"):
            for spoken in (language, ""):
                if found := self._commands.get((scope, spoken)):
                    return found
        return []

    def set_button(self, chat_id: int | None, button: dict[str, Any] | None) -> None:
        """Set what stands beside the field for writing."""
        if button and button.get("type") not in {"commands", "default"}:
            raise strict("menu button not simulated")
        self._buttons[chat_id] = button or {"type": "default"}

    def button(self, chat_id: int | None) -> dict[str, Any]:
        """Return what stands beside the field for writing."""
        return self._buttons.get(chat_id) or self._buttons.get(None) or {"type": "commands"}


def _command(one: Any) -> dict[str, str]:
    if not isinstance(one, dict) or set(one) != {"command", "description"}:
        raise bad("can't parse BotCommand")
    if not _COMMAND.fullmatch(one["command"]):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= units(one["description"]) <= _DESCRIPTION:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return dict(one)


def _scope(scope: Any) -> str:
    if scope is None:
        return "default"
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind not in _SCOPES:
        raise strict("command scope unknown or not simulated")
    return f"chat {scope['chat_id']}" if kind == "chat" else str(kind)


def _check_language(language: str) -> None:
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad("invalid language code specified")

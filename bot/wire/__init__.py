"""Between Telegram and the handlers: nothing that arrives is lost, nothing that leaves is."""

from bot.wire.gate import Surplus
from bot.wire.limits import Limits
from bot.wire.outcome import Fate, Outcome
from bot.wire.secrecy import Mask, bot
from bot.wire.strangers import asks_for_desk
from bot.wire.transport import AiohttpRequest
from bot.wire.web import Webhook
from bot.wire.wire import Wire

__all__ = [
    "AiohttpRequest", "Fate", "Limits", "Mask", "Outcome", "Surplus", "Webhook", "Wire",
    "asks_for_desk", "bot",
]  # fmt: skip

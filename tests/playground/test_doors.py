from bot.playground.telegram import Telegram
from tests.playground.conftest import Bot, until


async def test_a_real_application_talks_through_the_door_in_process(
    telegram: Telegram, bot: Bot
) -> None:
    ana = telegram.phone("Ana", "fr")
    ana.say("Bonjour")
    await until(lambda: ana.replies)
    assert ana.last.text == "Bonjour"
    ana.press("Encore")
    await until(lambda: ana.last.edited)
    assert (ana.last.text, ana.last.labels) == ("Encore une fois", [])
    assert [alert.text for alert in ana.alerts] == ["Voilà"]
    assert ana.unanswered == 0
    assert telegram.refused == []

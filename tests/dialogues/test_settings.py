"""Language, country, zone, hour, discreet reminders."""

from tests.dialogues.conftest import World
from tests.dialogues.walks import at_the_name


async def test_the_settings_are_shown_whole(town: World) -> None:
    french = await town.settled("Ana", "fr", "fr")
    english = await town.settled("Alex", "en", "gb")

    assert await french.say("/reglages") == (
        "Vos réglages\n\nLangue : français\nPays : France\nFuseau horaire : Paris\n"
        "Rappels : à 10 h\nRappels discrets : non"
    )
    assert await english.say("/settings") == (
        "Your settings\n\nLanguage: English\nCountry: United Kingdom (England and Wales)\nTime zone: London\n"
        "Reminders: at 10:00\nDiscreet reminders: off"
    )


async def test_the_hour_is_chosen_from_those_of_the_day(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/reglages")

    assert "Jamais entre 21 h et 8 h." in await chat.press("⏰ Heure des rappels")
    assert chat.labels == [f"{hour} h" for hour in range(8, 21)]
    assert "Rappels : à 18 h" in await chat.press("18 h")


async def test_an_hour_of_the_night_cannot_be_forged(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/reglages")

    for hour in ("3", "21", "7", "-1", "99", "x", ""):
        await chat.forge(f"settings:hour.{hour}:")

    assert "Rappels : à 10 h" in chat.last


async def test_the_zone_is_named_by_a_city_or_chosen_where_there_are_several(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/reglages")
    await chat.press("🕰 Fuseau horaire")

    assert "Je ne trouve pas cette ville." in await chat.say("xyzzy")
    assert "Clearview AI est une société américaine" in await chat.say("clearview, c’est quoi ?")
    assert await chat.say("Canada") == "Lequel est-ce ?"
    assert chat.labels[:2] == ["Toronto", "Vancouver"]
    assert "Fuseau horaire : Vancouver" in await chat.press("Vancouver")
    await chat.press("🕰 Fuseau horaire")
    assert "Fuseau horaire : Paris" in await chat.say("Lyon")


async def test_the_country_brings_its_zone(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/reglages")
    await chat.press("📍 Pays")

    changed = await chat.press("🇮🇪 Irlande")

    assert changed.startswith("C’est enregistré.")
    assert "Pays : Irlande\nFuseau horaire : Dublin" in changed


async def test_a_zone_chosen_by_hand_stays_when_the_country_is_the_same(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/reglages")
    await chat.press("🕰 Fuseau horaire")
    await chat.say("Montréal")
    await chat.press("📍 Pays")

    assert "Pays : France\nFuseau horaire : Toronto" in await chat.press("🇫🇷 France")


async def test_discreet_reminders_are_explained_when_switched(town: World) -> None:
    chat = await town.settled("Alex", "en", "gb")
    await chat.say("/settings")

    assert "Discreet reminders: on" in await chat.press("🙈 Turn discreet reminders on")
    assert chat.alert.startswith("A discreet reminder only says “There is news in Traits”.")
    assert "Discreet reminders: off" in await chat.press("👁 Turn discreet reminders off")


async def test_a_switch_of_language_puts_the_open_question_in_the_new_one(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)

    assert await chat.say("/langue") == (
        "I now speak English.\nWhat is your name, as it should appear in the letter?"
    )
    assert chat.labels == ["‹ Back", "Cancel"]
    assert "At which e-mail address can the company answer you?" in await chat.say("Ana Müller")


async def test_a_detour_to_the_settings_leaves_the_request_where_it_was(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)

    await chat.say("/reglages")
    await chat.press("🕰 Fuseau horaire")
    assert "Fuseau horaire : Londres" in await chat.say("Londres")

    assert "À quelle adresse électronique l’entreprise peut-elle vous répondre ?" in await chat.say(
        "Ana Müller"
    )

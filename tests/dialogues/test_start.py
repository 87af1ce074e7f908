"""First contact: language, five lines, country; then never again."""

import pytest

from tests.dialogues.conftest import World


async def test_a_french_phone_is_met_in_french_with_five_lines_and_the_country(town: World) -> None:
    chat = town.phone("Ana", "fr-CA")

    hello = await chat.say("/start")

    assert hello.count("\n• ") == 5
    assert hello.endswith("Dans quel pays vivez-vous ? La loi en dépend.")
    assert chat.labels == [
        "🇫🇷 France",
        "🇧🇪 Belgique",
        "🇱🇺 Luxembourg",
        "🇮🇪 Irlande",
        "🇬🇧 Royaume-Uni",
        "Un autre pays",
        "🌐 English",
    ]


async def test_a_phone_in_neither_language_gets_both_and_two_buttons(town: World) -> None:
    chat = town.phone("Kim", "de")

    hello = await chat.say("/start t_right-of-access")
    assert "Bonjour." in hello
    assert "Hello." in hello
    assert chat.labels == ["Français", "English"]
    assert "Which country do you live in?" in await chat.press("English")
    opened = await chat.press("🇧🇪 Belgium")

    assert "Noted: Belgium." in opened
    assert "Right of access" in opened, "the link's payload waited"


async def test_a_link_to_a_request_waits_for_the_country(town: World) -> None:
    chat = town.phone("Ana", "fr")

    await chat.say("/start c_clearview-ai_access")
    begun = await chat.press("🇫🇷 France")
    assert "Pour qui écrivez-vous ?" in begun

    assert "Loi proposée : RGPD" in await chat.press("Pour moi")


async def test_start_again_shows_the_cases_never_the_introduction(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")

    assert await chat.say("/start") == "Vous n’avez pas de demande en cours."


@pytest.mark.parametrize(
    ("typed", "country"),
    [("Suise", "Suisse"), ("germany", "Allemagne"), ("Pays bas", "Pays-Bas"), ("grece", "Grèce")],
)
async def test_another_country_is_typed_as_people_do(town: World, typed: str, country: str) -> None:
    chat = town.phone("Ana", "fr")
    await chat.say("/start")
    await chat.press("Un autre pays")

    assert f"C’est noté : {country}." in await chat.say(typed)


async def test_a_country_we_cannot_write_in_is_told_so(town: World) -> None:
    chat = town.phone("Ana", "fr")
    await chat.say("/start")
    await chat.press("Un autre pays")

    assert "Je ne connais pas encore assez bien la loi" in await chat.say("Japon")


async def test_what_is_no_country_is_asked_again(town: World) -> None:
    chat = town.phone("Ana", "fr")
    await chat.say("/start")
    await chat.press("Un autre pays")

    assert "Je ne trouve pas de pays de ce nom." in await chat.say("xyzzy")
    assert "C’est noté : Islande." in await chat.say("Islande")


async def test_the_language_changes_from_the_first_message_on(town: World) -> None:
    chat = town.phone("Ana", "fr")
    await chat.say("/start")

    assert "Which country do you live in?" in await chat.press("🌐 English")
    assert "Dans quel pays vivez-vous ?" in await chat.say("/language")
    await chat.press("🌐 English")
    assert "Noted: France." in await chat.press("🇫🇷 France")
    assert await chat.say("/language") == "Je parle maintenant français."
    await chat.say("/reglages")
    assert await chat.press("🌐 Langue") == "I now speak English."


async def test_each_phone_sees_the_menu_in_its_language(town: World) -> None:
    french, english, german = (
        town.phone("Ana", "fr"),
        town.phone("Al", "en"),
        town.phone("Kim", "de"),
    )
    await french.say("/start")

    assert "demande" in french.phone.commands
    assert "request" in english.phone.commands
    assert german.phone.commands == english.phone.commands
    assert french.phone.about("name") != english.phone.about("name")


async def test_the_menu_is_told_to_telegram_only_when_it_changes(town: World) -> None:
    await town.phone("Ana", "fr").say("/start")
    told = [call.method for call in town.telegram.calls if call.method.startswith("setMy")]
    assert told

    await town.house._publish()

    again = [call.method for call in town.telegram.calls if call.method.startswith("setMy")]
    assert again == told


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("/aide", "/help"),
        ("/annuler", "/cancel"),
        ("/confidentialite", "/privacy"),
        ("/reglages", "/settings"),
        ("/dossiers", "/cases"),
        ("/oublier", "/forget"),
        ("/demande", "/request"),
        ("/delai", "/deadline"),
        ("/question", "/ask"),
        ("/mesdonnees", "/mydata"),
    ],
)
async def test_both_names_of_a_command_do_the_same(town: World, french: str, english: str) -> None:
    one, two = await town.settled("Ana", "fr", "fr"), await town.settled("Eva", "fr", "fr")

    assert await one.say(french) == await two.say(english)


async def test_settings_change_and_say_so(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    assert "Rappels : à 10 h" in await chat.say("/reglages")

    await chat.press("⏰ Heure des rappels")
    assert "Rappels : à 18 h" in await chat.press("18 h")
    await chat.press("🕰 Fuseau horaire")
    await chat.say("Montréal")
    await chat.forge("settings:at.America/Toronto:")
    assert "Toronto" in chat.last
    await chat.forge("settings:discreet:")
    assert "Rappels discrets : oui" in chat.last


async def test_hours_of_the_night_cannot_be_chosen(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")

    await chat.forge("settings:hour.3:")

    assert "à 10 h" in await chat.say("/reglages")

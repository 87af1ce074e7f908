"""First contact: language, five lines, country; then never again."""

import re

import pytest

from bot import documents
from bot.language import LANGUAGES, label
from db import person
from tests.dialogues.conftest import World
from tests.dialogues.walks import prepared


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


async def test_a_link_to_a_request_survives_the_choice_of_language_and_country(
    town: World,
) -> None:
    chat = town.phone("Kim", "de")

    await chat.say("/start c_clearview-ai_erasure")
    assert "Dans quel pays vivez-vous ?" in await chat.press("Français")
    await chat.press("Un autre pays")
    assert (await chat.say("Autriche")).endswith("Pour qui écrivez-vous ?")
    assert "Voulez-vous d’abord demander l’accès ?" in await chat.press("Pour moi")
    assert "Loi proposée : RGPD" in await chat.press("L’effacement tout de suite")


@pytest.mark.parametrize("payload", ["t_no-such-topic", "c_no-such-company", "x", "_", "a" * 64])
async def test_a_link_that_leads_nowhere_leads_to_something_kind(town: World, payload: str) -> None:
    chat = town.phone("Ana", "fr")
    await chat.say(f"/start {payload}")

    said = await chat.press("🇫🇷 France")

    assert said.startswith("C’est noté : France.")
    assert len(said.splitlines()) > 3
    assert await chat.say("/start")


async def test_a_link_opens_what_it_names_for_who_is_known_already(town: World) -> None:
    chat = await town.settled("Alex", "en", "ie")

    assert "Right of access" in await chat.say("/start t_right-of-access")
    assert await chat.say("/start c_pimeyes") == "Who are you writing for?"


async def test_start_again_shows_the_cases_never_the_introduction(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    assert await chat.say("/start") == "Vous n’avez pas de demande en cours."

    await prepared(chat)

    assert await chat.say("/start") == (
        "Vos dossiers\n\n⚪ Clearview AI, Inc., accès\nLa lettre est prête. Il reste à l’envoyer.\n"
        "→ Envoyez-la, puis dites-le-moi."
    )


async def test_a_wish_before_the_country_is_known_waits_for_it(town: World) -> None:
    chat = town.phone("Alex", "en")
    await chat.say("what is clearview ai?")

    hello = await chat.press("✍️ Write to this company")
    assert "I am a program. I give general information, not legal advice." in hello
    assert (await chat.press("🇮🇪 Ireland")).endswith("Who are you writing for?")
    await chat.press("For me")
    assert "Proposed law: GDPR" in await chat.press("👁 Access"), "to Clearview"


async def test_a_greeting_before_anything_else_is_met_with_the_introduction(town: World) -> None:
    chat = town.phone("Ana", "fr")

    assert "Dans quel pays vivez-vous ?" in await chat.say("bonjour")


async def test_a_question_where_a_country_is_asked_for_is_a_question(town: World) -> None:
    chat = town.phone("Ana", "fr")
    await chat.say("/start")
    await chat.press("Un autre pays")

    assert "Clearview AI est une société américaine" in await chat.say("c’est quoi clearview ai ?")
    assert "C’est noté : Belgique." in await chat.say("la Belgique")


async def test_a_name_that_several_countries_bear_is_asked_back(town: World) -> None:
    chat = town.phone("Ana", "fr")
    await chat.say("/start")
    await chat.press("Un autre pays")

    assert await chat.say("Congo") == "Lequel est-ce ?"
    assert chat.labels == ["🇨🇬 Congo-Brazzaville", "🇨🇩 Congo-Kinshasa"]
    assert "C’est noté : Congo-Kinshasa." in await chat.press("🇨🇩 Congo-Kinshasa")


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("Suise", "Suisse"),
        ("germany", "Allemagne"),
        ("Pays bas", "Pays-Bas"),
        ("grece", "Grèce"),
        ("UK", "Royaume-Uni"),
        ("je vis en Écosse", "Royaume-Uni"),
    ],
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


async def test_a_country_we_only_count_days_in_is_told_so(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "regimes", lambda: ("eu",))
    chat = town.phone("Ana", "fr")
    await chat.say("/start")
    await chat.press("Un autre pays")

    assert "calculer un délai (/delai), mais pas encore écrire de lettre" in await chat.say(
        "Australie"
    )


async def test_letters_for_a_part_of_a_country_are_told_to_the_whole(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "regimes", lambda: ("eu", "us-ca"))
    chat = town.phone("Ana", "fr")
    await chat.say("/start")
    await chat.press("Un autre pays")

    assert "mais pas encore écrire" not in await chat.say("États-Unis")


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


@pytest.mark.parametrize("code", ["fr", "en"])
async def test_every_command_of_the_menu_and_of_the_help_is_known(town: World, code: str) -> None:
    chat = await town.settled("Ana", code, "fr")
    listed = set(re.findall(r"/([a-z]+)", await chat.say("/help")))
    assert listed
    unknown = [label("errors.unknown_command", language) for language in LANGUAGES]

    for command in sorted({*chat.phone.commands, *listed}):
        said = await chat.say(f"/{command}")
        assert said, command
        assert not any(words in said for words in unknown), command
    said = await chat.say("/pirouette")
    assert any(words in said for words in unknown)


@pytest.mark.parametrize(
    ("language", "typed", "noted"),
    [("fr", "suisse", "C’est noté : Suisse"), ("en", "United States", "United States")],
)
async def test_a_country_typed_at_once_is_the_answer(
    town: World, language: str, typed: str, noted: str
) -> None:
    chat = town.phone("Ana", language)
    await chat.say("/start")

    assert noted in await chat.say(typed)

    with town.house.store.transaction() as session:
        someone = person.find(session, chat.phone.chat_id)
        assert someone is not None
        assert someone.country in {"ch", "us"}
        assert someone.introduced


async def test_a_question_that_names_a_country_is_a_question(town: World) -> None:
    chat = town.phone("Ana", "fr")
    await chat.say("/start")

    assert "C’est noté" not in await chat.say("quels sont mes droits en Suisse")

"""Danger: heard as people say it, and not where they only speak in pictures."""

import pytest

from bot.answers import index
from bot.answers.danger import danger


@pytest.mark.parametrize(
    "text",
    [
        "j'en peux plus, je veux mourir",
        "jveux mourir c'est tout",
        "jvais me foutre en l'air ce soir",
        "g envie de crever",
        "j'ai avalé tous mes médicaments",
        "Tout le monde serait mieux sans moi",
        "j'ai plus la force de vivre avec ces photos partout",
        "je pense à me jeter sous un train",
        "elle parle d'en finir avec la vie",
        "je ne veux plus vivre",
        "mon fils dit qu'il veut mourir depuis que sa photo circule",
        "Mon mari me bat et il a trouvé mon adresse avec ma photo",
        "il me frappe devant les enfants",
        "mon copain ma dit je vais te tuer",
        "mon ex est en bas avec un couteau, il m'a menacée avec un couteau hier",
        "je suis cachée dans la salle de bain, il défonce la porte",
        "il m'a enfermée et il me laisse pas sortir",
        "quelqu'un essaie de rentrer chez moi",
        "mon père tape ma mère en ce moment",
        "on m'a mise dehors ce soir, je sais pas où dormir",
        "Je suis à la rue ce soir avec mon bébé et le 115 répond pas",
        "je dors dans ma voiture depuis mardi",
        "nul part ou dormir",
        "I don't want to be here anymore",
        "i just wanna die",
        "everyone would be better off without me",
        "I've taken all my pills",
        "thinking of jumping... I could jump off a bridge",
        "im gonna hang myself",
        "I keep cutting myself since the pictures came out",
        "he hit me again last night",
        "he hit me with a belt",
        "he came home drunk and beats me, I can't leave",
        "my ex is outside my flat",
        "I'm hiding in the bathroom, he's breaking down the door",
        "he pulled a knife on me",
        "he threatened me with a kitchen knife",
        "he messaged me 'I will kill you'",
        "my dad hits my mother",
        "they kicked me out tonight and I've no roof over my head tonight",
        "sleeping in my car with two kids",
        "no place to sleep",
    ],
)
def test_people_in_danger_are_heard(text: str) -> None:
    assert danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "je vais mourir de rire",
        "mdr je suis mort",
        "ce truc me tue",
        "ils ont tué mon compte",
        "ce bot va me tuer avec ses délais",
        "mon chef va me tuer si je refuse la badgeuse",
        "je me tue à leur écrire et ils répondent pas",
        "je me bat depuis six mois contre Clearview",
        "je veux en finir avec cette foutue pointeuse",
        "j'ai envie d'en finir avec ce dossier",
        "ce qui m'a frappé, c'est qu'il n'y avait aucun panneau",
        "ce qui me frappe c'est leur silence",
        "Facebook me viole ma vie privée",
        "ma vie privée a été violée",
        "j'ai envie de vivre tranquille sans caméras",
        "je veux plus vivre dans un immeuble qui me filme",
        "le vigile m'a mise dehors du magasin ce soir",
        "le portique m'empêche de sortir du bureau",
        "peut-on copier la voix d'un mort",
        "mon père est mort, comment effacer sa voix",
        "la police m'a pris les doigts avec une arme à la ceinture",
        "se faire filmer c'est un suicide social",
        "il me donne des coups de main pour mes lettres",
        "I nearly died laughing",
        "this app is killing my battery",
        "they killed my account",
        "I could kill for a straight answer",
        "it beats me why they need my face",
        "it hit me that I never signed anything",
        "hit me up when you have the letter",
        "they hit me with a £50 fee for my own data",
        "they slapped me with a final warning for refusing the scanner",
        "they threatened me with dismissal if I don't scan my finger",
        "I cut myself at work and the reader no longer knows my finger",
        "I want to die laughing",
        "I'd rather be dead than give them my face",
        "I don't want to live in a block that scans me",
        "my boss is gonna kill me if I refuse to clock in",
        "going viral was career suicide",
        "there is a camera outside my house right now",
        "they beat me to it and deleted everything",
    ],
)
def test_manners_of_speaking_are_not_danger(text: str) -> None:
    assert not danger(text)


def test_danger_said_beside_a_manner_of_speaking_is_still_heard() -> None:
    assert danger("hier c'était à mourir de rire, aujourd'hui je veux mourir")
    assert danger("my boss is going to kill me, and at home he hit me again")


def test_no_phrasing_of_ours_is_taken_for_danger() -> None:
    assert [each.text for each in index.phrasings() if danger(each.text)] == []

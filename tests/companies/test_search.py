import pytest

from bot.companies import Company, Directory, find


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Clearview", "clearview-ai"),
        ("clearview ai inc", "clearview-ai"),
        ("CLEARVEIW", "clearview-ai"),
        ("clear view", "clearview-ai"),
        ("clairview", "clearview-ai"),
        ("pim eyes", "pimeyes"),
        ("Pimeye", "pimeyes"),
        ("Facewach", "facewatch"),
        ("Worldcoin", "world"),
        ("world coin", "world"),
        ("facebok", "meta"),
        ("Instagramme", "meta"),
        ("Méta", "meta"),
        ("meta platforms", "meta"),
    ],
)
def test_a_company_is_found_however_it_is_written(written: str, meant: str) -> None:
    assert find(written)[0].id == meant


@pytest.mark.parametrize("written", ["", "   ", "😀", "?", "my gym in Lyon", "Dupont et fils"])
def test_nothing_is_found_where_nothing_is_meant(written: str) -> None:
    assert find(written) == []


def test_the_likeliest_comes_first_and_few_are_shown() -> None:
    directory = Directory(Company(id=f"bank-{n}", name=f"Banque Exemple {n}") for n in range(9))

    assert len(directory.find("banque")) == 5
    assert directory.find("banque exemple 7")[0].id == "bank-7"


def test_of_two_records_with_one_id_the_later_stands() -> None:
    directory = Directory([Company(id="a", name="Old"), Company(id="a", name="New")])

    assert [company.name for company in directory] == ["New"]
    assert directory.get("a") is not None
    assert directory.get("b") is None


def test_a_name_of_nothing_but_a_legal_form_is_still_a_name() -> None:
    directory = Directory([Company(id="co", name="Co")])

    assert directory.find("co")[0].id == "co"

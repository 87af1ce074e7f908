"""Several workers on one server: what one has taken, the others leave alone."""

from datetime import timedelta

from bot.vault import Vault
from db import reminder
from db.store import Store
from tests.db.noise import ANA, NOW, OTHERS, furnish


def test_two_workers_never_share_a_person(postgresql_url: str, vault: Vault) -> None:
    store = Store(postgresql_url, vault)
    with store.transaction() as session:
        ana, bob = furnish(session, ANA), furnish(session, OTHERS[0])
    late = NOW + timedelta(days=2)
    with store.transaction() as one, store.transaction() as other:
        (first,) = reminder.due(one, late, 1)
        found = {due.person_id for due in reminder.due(other, late, 99)}
        assert found == {ana.id, bob.id} - {first.person_id}
        assert len(reminder.due_to(one, first.person_id, late)) == 2
    store.close()

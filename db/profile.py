"""What was last told to Telegram about the bot, and proof that our keys fit."""

from sqlalchemy import bindparam, delete, select, update
from sqlmodel import Field, Session, SQLModel

from bot.refusal import Refusal
from bot.vault import Unsealable
from db.store import add_once, changed, table, vault_of


class Profile(SQLModel, table=True):
    """A name and the hash of what was set under it."""

    __tablename__ = "profile"

    name: str = Field(primary_key=True)
    value: str


class Proof(SQLModel, table=True):
    """A known value sealed with each key: a wrong key is noticed at start."""

    __tablename__ = "proof"

    id: str = Field(primary_key=True)  # the key's name
    sealed: bytes


_PROFILE, _PROOF = table(Profile), table(Proof)
_KNOWN = "Traits"
_GET = select(_PROFILE.c.value).where(_PROFILE.c.name == bindparam("of"))
_PUT = update(_PROFILE).where(_PROFILE.c.name == bindparam("of")).values(value=bindparam("value"))
_PROOFS = select(_PROOF)


def told(session: Session, name: str) -> str | None:
    """Return the hash of what Telegram was last told under a name."""
    value: str | None = session.execute(_GET, {"of": name}).scalar()
    return value


def tell(session: Session, name: str, value: str) -> None:
    """Keep the hash of what Telegram was told under a name."""
    if not add_once(session, _PROFILE, name=name, value=value):
        changed(session, _PUT, of=name, value=value)


def check_keys(session: Session) -> None:
    """Refuse to go on unless our keys open the data; leave a proof where there is none."""
    vault = vault_of(session)
    proved = {row.id for row in session.execute(_PROOFS)}
    # a retired key opens, but nobody is looked for under it
    if not fits(session) or not proved <= set(vault.names):
        raise Refusal("setup.keys_do_not_fit", path=str(vault.path or ""))
    prove(session)


def fits(session: Session) -> bool:
    """Tell whether our keys, retired ones too, open what is here."""
    opened = [_opens(session, row.id, row.sealed) for row in session.execute(_PROOFS)]
    return all(opened) if opened else _opens_somebody(session)


def prove(session: Session) -> None:
    """Leave a proof of the newest key, before anything is sealed with it."""
    vault = vault_of(session)
    name = vault.names[0]
    add_once(session, _PROOF, id=name, sealed=vault.seal("proof", name, _KNOWN))


def disprove(session: Session) -> None:
    """Drop the proofs of all keys but the newest: nothing is sealed with them any more."""
    changed(session, delete(_PROOF).where(_PROOF.c.id != vault_of(session).names[0]))


def _opens(session: Session, name: str, sealed: bytes) -> bool:
    try:
        return bool(vault_of(session).open("proof", name, sealed) == _KNOWN)
    except Unsealable:
        return False


def _opens_somebody(session: Session) -> bool:
    """Tell whether our keys open what they find, in a database that has no proof."""
    person = SQLModel.metadata.tables["person"]
    row = session.execute(select(person.c.id, person.c.sealed).limit(1)).first()
    try:
        return row is None or bool(vault_of(session).open("person", row.id, row.sealed))
    except Unsealable:
        return False

"""Encrypts fields, makes keyed indexes, keeps the keys.

A sealed field is ``version (1 byte) + key id (3) + nonce (12) + AES-256-GCM of the padded JSON``,
bound to its table and id: a cell moved to another row does not open.
A keyed index is ``key id (3) + HMAC-SHA256, 24 bytes of it``; both name their key, so that what
is still under an old one can be found.
"""

import base64
import json
import os
import re
import secrets
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.refusal import Refusal

JSON = Any  # what json.dumps takes

VERSION = b"\x01"
NAME = 3  # bytes of a key id: 4 characters of an index
HEADER = 1 + NAME
NONCE = 12
KEY = 32
BLOCK = 64  # lengths are rounded up to this: a short kind and a long one look alike
INDEX = 24  # bytes: 192 bits

_LINE = re.compile(
    r"(?P<state>key|retired)\s+(?P<secret>[A-Za-z0-9_-]{43})\s*(?:#\s*(?P<note>.*))?"
)
_TOP = """\
# The keys of Traits, newest first. Without them nothing in the database can be read.
# Copy this file to a safe place, never next to the data and never into a backup of it.
# A retired key only opens backups older than its retirement; delete its line after 35 days.
"""


class KeysProblem(Refusal):
    """Say what is wrong with the keys file."""


class Unsealable(Exception):  # noqa: N818  it names what the field is
    """Refuse a field that no key opens: altered, moved, or sealed by somebody else's key."""


@dataclass(frozen=True, slots=True)
class Key:
    """One master key; what is used is derived from it."""

    secret: bytes = field(repr=False)
    note: str = ""
    retired: bool = False

    @property
    def id(self) -> bytes:
        """Return the bytes by which a field or an index names its key."""
        return _derived(self.secret, "id")[:NAME]


class Vault:
    """Seal and open fields; the newest key seals, every key opens."""

    def __init__(self, keys: Iterable[Key], path: Path | None = None) -> None:
        self.path = path
        self._stamp: tuple[int, int] | None = None
        self._take(list(keys))

    @classmethod
    def load(cls, path: Path) -> "Vault":
        """Read the keys file, or say what is wrong with it."""
        stamp = _stamp(path)
        vault = cls(_read(path), path)
        vault._stamp = stamp
        return vault

    @classmethod
    def create(cls, path: Path, today: date | None = None) -> "Vault":
        """Make a keys file with one key; never over an existing one."""
        if os.path.lexists(path):
            raise KeysProblem("setup.keys_exist", path=str(path))
        cls([_new(today)], path).save()
        return cls.load(path)

    @classmethod
    def fresh(cls) -> "Vault":
        """Return a vault that lives in memory only."""
        return cls([_new(None)])

    def seal(self, table: str, id: str, value: JSON) -> bytes:  # noqa: A002  the row's id
        """Return ``value`` encrypted for this row alone."""
        text = json.dumps(value, separators=(",", ":")).encode()
        padded = text.ljust(-(-len(text) // BLOCK) * BLOCK)  # JSON ignores spaces at its end
        nonce = os.urandom(NONCE)
        head, cipher = self._newest
        return head + nonce + cipher.encrypt(nonce, padded, _bound(table, id))

    def open(self, table: str, id: str, sealed: bytes) -> JSON:  # noqa: A002
        """Return what was sealed for this row."""
        cipher = self._ciphers.get(sealed[:HEADER])
        if cipher is None and self.reload():
            cipher = self._ciphers.get(sealed[:HEADER])
        if cipher is None:
            raise Unsealable(f"a field of {table} was sealed with a key we do not have")
        nonce, text = sealed[HEADER : HEADER + NONCE], sealed[HEADER + NONCE :]
        try:
            return json.loads(cipher.decrypt(nonce, text, _bound(table, id)))
        except (InvalidTag, ValueError):
            # the cause would carry nothing, its context neither: say only where
            raise Unsealable(f"a field of {table} does not open") from None

    def index(self, purpose: str, value: str) -> str:
        """Return the keyed index of ``value`` under the newest key."""
        self.reload()
        return _index(self._keys[0], purpose, value)

    def indexes(self, purpose: str, value: str, *, retired: bool = False) -> list[str]:
        """Return its index under every key, newest first; also under ``retired`` ones if asked."""
        self.reload()
        keys = self._keys + (self._retired if retired else ())
        return [_index(key, purpose, value) for key in keys]

    @property
    def head(self) -> bytes:
        """Return how every field sealed from now on begins."""
        return self._newest[0]

    @property
    def prefix(self) -> str:
        """Return how every index made from now on begins: the newest key's name."""
        return _name(self._keys[0])

    @property
    def names(self) -> list[str]:
        """Return the names of the keys in use, newest first."""
        return [_name(key) for key in self._keys]

    def add(self, today: date | None = None) -> None:
        """Make a new key the newest; the file knows it before anything is sealed with it."""
        old = (*self._keys, *self._retired)
        new = _new(today)
        while any(new.id == key.id for key in old):
            new = _new(today)
        self._keep([new, *old])

    def retire(self, today: date | None = None) -> None:
        """Keep only the newest key in use; the others still open old backups."""
        note = f"retired on {today.isoformat()}" if today else "retired"
        old = [
            replace(key, retired=True, note="; ".join(filter(None, (key.note, note))))
            for key in self._keys[1:]
        ]
        self._keep([self._keys[0], *old, *self._retired])

    def save(self) -> None:
        """Write the keys file in one step: a crash leaves the old one or the new one."""
        if self.path is None:
            return
        text = _TOP + "".join(_line(key) for key in (*self._keys, *self._retired))
        try:
            _replace(self.path, text)
        except OSError:
            raise KeysProblem("setup.keys_unwritable", path=str(self.path)) from None
        self._stamp = _stamp(self.path)

    def reload(self) -> bool:
        """Read the keys file again if somebody changed it, and tell whether they did."""
        if self.path is None or self._stamp is None:
            return False
        try:
            stamp = _stamp(self.path)
            if stamp == self._stamp:
                return False
            self._take(_read(self.path))
        except (KeysProblem, OSError):
            return False  # the keys in memory still fit; `check` and the next start complain
        self._stamp = stamp
        return True

    def __repr__(self) -> str:
        return f"<Vault of {len(self._keys)} keys>"

    def __reduce__(self) -> str:
        raise TypeError("a vault is not written anywhere")

    def _keep(self, keys: list[Key]) -> None:
        """Save first, then use: what only memory knows could be lost with what it sealed."""
        changed = Vault(keys, self.path)
        changed.save()
        self._take(keys)
        self._stamp = changed._stamp

    def _take(self, keys: list[Key]) -> None:
        in_use = tuple(key for key in keys if not key.retired)
        if not in_use:
            raise KeysProblem("setup.keys_empty", path=str(self.path))
        ciphers = {VERSION + key.id: AESGCM(_derived(key.secret, "seal")) for key in keys}
        head = VERSION + in_use[0].id
        # one assignment each, the newest last: other threads seal and open meanwhile
        self._ciphers = ciphers
        self._retired = tuple(key for key in keys if key.retired)
        self._keys = in_use
        self._newest = head, ciphers[head]


def _bound(table: str, row_id: str) -> bytes:
    return f"{table}\0{row_id}".encode()


@lru_cache(maxsize=256)
def _derived(secret: bytes, purpose: str) -> bytes:
    """Derive one key a purpose (RFC 5869), so that no two uses share one."""
    kdf = HKDF(algorithm=hashes.SHA256(), length=KEY, salt=None, info=f"traits {purpose}".encode())
    return kdf.derive(secret)


@lru_cache(maxsize=256)
def _mac(secret: bytes, purpose: str) -> hmac.HMAC:
    return hmac.HMAC(_derived(secret, f"index {purpose}"), hashes.SHA256())


def _index(key: Key, purpose: str, value: str) -> str:
    mac = _mac(key.secret, purpose).copy()
    mac.update(value.encode())
    return base64.urlsafe_b64encode(key.id + mac.finalize()[:INDEX]).decode()


def _name(key: Key) -> str:
    return base64.urlsafe_b64encode(key.id).decode()


def _new(today: date | None) -> Key:
    return Key(secrets.token_bytes(KEY), note=f"made on {today.isoformat()}" if today else "")


def _line(key: Key) -> str:
    word = "retired" if key.retired else "key"
    secret = base64.urlsafe_b64encode(key.secret).decode().rstrip("=")
    return f"{word} {secret}" + (f"  # {key.note}" if key.note else "") + "\n"


def _read(path: Path) -> list[Key]:
    try:
        found = path.stat()
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise KeysProblem("setup.keys_missing", path=str(path)) from None
    except (OSError, UnicodeDecodeError):
        raise KeysProblem("setup.keys_unreadable", path=str(path)) from None
    if found.st_uid != os.geteuid():
        raise KeysProblem("setup.keys_foreign", path=str(path))
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise KeysProblem("setup.keys_loose", path=str(path))
    return _parsed(text, path)


def _parsed(text: str, path: Path) -> list[Key]:
    keys = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise KeysProblem("setup.keys_broken", path=str(path), line=number)
        secret = base64.urlsafe_b64decode(match["secret"] + "=")
        keys.append(Key(secret, match["note"] or "", match["state"] == "retired"))
    if not any(not key.retired for key in keys):
        raise KeysProblem("setup.keys_empty", path=str(path))
    return keys


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        with os.fdopen(os.open(draft, flags, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync(path.parent)


def sync(folder: Path) -> None:
    """Make what was created or renamed in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

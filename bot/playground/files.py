"""Files that were sent: kept in memory, found again by their id.

https://core.telegram.org/bots/api#sending-files
"""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from bot.playground.mistake import Mistake, bad

MEGA = 1 << 20
LARGEST = {"document": 50 * MEGA, "photo": 10 * MEGA}  # up
LARGEST_DOWN = 20 * MEGA
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # markers of a JPEG that tell its size
_FOLDERS = {
    "document": "documents", "photo": "photos", "voice": "voice", "video": "videos",
    "sticker": "stickers", "contact": "contacts",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it comes in."""

    name: str
    content: bytes
    mime: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Attachment:
    """A file on a message."""

    kind: str  # document, photo, voice, video, sticker, contact
    id: str
    name: str
    mime: str
    content: bytes
    size: tuple[int, int] = (0, 0)  # of a picture
    seconds: int = 0  # of a voice or a film
    about: Mapping[str, Any] = field(default_factory=dict)  # what else its field says

    @property
    def path(self) -> str:
        """Return where it can be fetched from."""
        return f"{_FOLDERS[self.kind]}/{self.id}{_suffix(self)}"

    def json(self) -> dict[str, Any]:
        """Return the field of a message that holds it."""
        told = {"file_id": self.id, "file_unique_id": self.id[-16:], "file_size": len(self.content)}
        if self.kind == "photo":
            width, height = self.size
            return {"photo": [{**told, "width": width, "height": height}]}
        if self.kind == "contact":
            return {"contact": dict(self.about)}
        if self.kind == "sticker":
            return {"sticker": {**told, **self.about}}
        if self.kind in {"voice", "video"}:
            timed = {"duration": self.seconds, "mime_type": self.mime}
            return {self.kind: {**told, **self.about, **timed}}
        return {"document": {**told, "file_name": self.name, "mime_type": self.mime}}


class Files:
    """Everything that was ever sent, by its id."""

    def __init__(self) -> None:
        self._known: dict[str, Attachment] = {}

    def keep(
        self,
        kind: str,
        upload: Upload,
        *,
        seconds: int = 0,
        about: Mapping[str, Any] | None = None,
    ) -> Attachment:
        """Take a file in and give it an id."""
        _check_size(kind, upload)
        size = _dimensions(upload.content) if kind == "photo" else (0, 0)
        number = f"{len(self._known):06d}{sha256(upload.content).hexdigest()[:26]}"
        mime = upload.mime or mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
        attachment = Attachment(
            kind, f"{kind[:2]}{number}", upload.name, mime, upload.content, size, seconds,
            about or {},
        )  # fmt: skip
        self._known[attachment.id] = attachment
        return attachment

    def get(self, kind: str | None, file_id: str) -> Attachment:
        """Return a file that was sent before."""
        if file_id not in self._known:
            wrong = "wrong file identifier/HTTP URL specified"
            raise bad("invalid file_id" if kind is None else wrong)
        attachment = self._known[file_id]
        if kind not in {None, attachment.kind}:
            raise bad(f"can't use file of type {attachment.kind} as {kind}")
        return attachment

    def about(self, file_id: str) -> dict[str, Any]:
        """Answer getFile."""
        attachment = self.get(None, file_id)
        if len(attachment.content) > LARGEST_DOWN:
            raise bad("file is too big")
        told = {"file_id": attachment.id, "file_unique_id": attachment.id[-16:]}
        return {**told, "file_size": len(attachment.content), "file_path": attachment.path}

    def fetch(self, path: str) -> bytes:
        """Return the bytes at a path that getFile gave."""
        for attachment in self._known.values():
            if attachment.path == path:
                return attachment.content
        raise Mistake(404, "Not Found")


def _check_size(kind: str, upload: Upload) -> None:
    size = len(upload.content)
    if not size:
        raise bad("file must be non-empty")
    if size <= LARGEST.get(kind, LARGEST["document"]):
        return
    if kind == "photo":
        limit = LARGEST["photo"]
        raise bad(
            f"file of size {size} bytes is too big for a photo; the maximum size is {limit} bytes"
        )
    raise Mistake(413, "Request Entity Too Large")


def _dimensions(content: bytes) -> tuple[int, int]:
    """Read width and height of a PNG or JPEG, or refuse what is no picture."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    if content.startswith(b"\xff\xd8"):
        return _jpeg(content)
    raise bad("IMAGE_PROCESS_FAILED")


def _jpeg(content: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:  # noqa: PLR2004  a marker's first byte
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker in _FRAMES:
            height, width = content[at + 5 : at + 7], content[at + 7 : at + 9]
            return int.from_bytes(width, "big"), int.from_bytes(height, "big")
        at += 2 + length
    raise bad("IMAGE_PROCESS_FAILED")


def _suffix(attachment: Attachment) -> str:
    suffix = mimetypes.guess_extension(attachment.mime) or ""
    return {"voice": ".oga"}.get(attachment.kind, suffix)

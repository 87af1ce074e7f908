"""What people send besides words."""

from typing import Any

from bot.playground.files import Attachment, Files, Upload

# the smallest picture there is: one grey dot
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c6368000000820081dd436af40000000049454e44ae426082"
)


def document(
    files: Files, name: str = "file.pdf", content: bytes = b"%PDF-1.7", mime: str | None = None
) -> Attachment:
    """Return a file."""
    return files.keep("document", Upload(name, content, mime))


def photo(files: Files, content: bytes = DOT) -> Attachment:
    """Return a picture."""
    return files.keep("photo", Upload("photo.png", content))


def voice(files: Files, seconds: int = 3, content: bytes = b"OggS") -> Attachment:
    """Return a voice message."""
    return files.keep("voice", Upload("voice.oga", content, "audio/ogg"), seconds=seconds)


def video(files: Files, seconds: int = 3, content: bytes = b"ftypisom") -> Attachment:
    """Return a film."""
    about = {"width": 320, "height": 240}
    upload = Upload("video.mp4", content, "video/mp4")
    return files.keep("video", upload, seconds=seconds, about=about)


def sticker(files: Files, emoji: str = "👍", content: bytes = b"RIFF") -> Attachment:
    """Return a sticker."""
    about: dict[str, Any] = {
        "type": "regular", "width": 512, "height": 512, "emoji": emoji,
        "is_animated": False, "is_video": False,
    }  # fmt: skip
    return files.keep("sticker", Upload("sticker.webp", content, "image/webp"), about=about)


def contact(
    files: Files,
    phone_number: str = "+33600000000",
    first_name: str = "Camille",
    user_id: int | None = None,
) -> Attachment:
    """Return the card of somebody, who may be on Telegram."""
    about = {"phone_number": phone_number, "first_name": first_name, "user_id": user_id}
    told = {name: value for name, value in about.items() if value is not None}
    card = f"BEGIN:VCARD\nFN:{first_name}\nTEL:{phone_number}\nEND:VCARD"
    upload = Upload(f"{first_name}.vcf", card.encode(), "text/vcard")
    return files.keep("contact", upload, about=told)

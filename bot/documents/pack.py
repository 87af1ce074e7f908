"""Put the papers of a case into one ZIP: the same case gives the same bytes."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.documents import press
from bot.documents.letters import Letter
from bot.documents.message import message
from bot.documents.paper import pdf
from bot.documents.proofs import Proof
from bot.documents.timeline import Timeline, page
from bot.language import day, label
from bot.refusal import Refusal

_EPOCH = (1980, 1, 1, 0, 0, 0)  # a ZIP knows no earlier day; a true one would differ each time
_FILE, _UNIX = 0o644 << 16, 3


def pack(
    timeline: Timeline,
    proofs: Sequence[Proof],
    language: str,
    *,
    request: Letter | None = None,
    complaint: Letter | None = None,
) -> bytes:
    """Return a case to be kept or handed to an authority, with a place for each proof."""
    return _zipped(dict(_files(timeline, proofs, language, request, complaint)))


def _files(
    timeline: Timeline,
    proofs: Sequence[Proof],
    language: str,
    request: Letter | None,
    complaint: Letter | None,
) -> Iterator[tuple[str, bytes]]:
    yield f"{_name('readme', language)}.txt", _text(_readme(timeline, language, complaint))
    yield _printed(
        f"1-{_name('timeline', language)}",
        lambda: page(timeline, language),
        lambda: "\n".join(_lines(timeline, language)),
    )
    yield _printed(
        f"2-{_name('proofs', language)}",
        lambda: _listed(timeline, proofs, language),
        lambda: "\n".join(f"{n}. {one.title}\n   {one.put}" for n, one in _numbered(proofs)),
    )
    if complaint:
        name = f"3-{_name('complaint', language)}"
        yield f"{name}.txt", _text(message(complaint))
        yield _printed(name, lambda: pdf(complaint), lambda: message(complaint))
    for number, proof in _numbered(proofs):
        place = f"{_name('folder', language)}/{number:02}-{proof.folder}"
        yield f"{place}/{_name('here', language)}.txt", _text(f"{proof.title}\n\n{proof.put}")
        if request and number == 1:
            name = f"{place}/{request.reference}"
            yield _printed(name, lambda: pdf(request), lambda: message(request))


def _printed(name: str, print_: Callable[[], bytes], say: Callable[[], str]) -> tuple[str, bytes]:
    """Return a paper as PDF, or as plain text where our fonts lack the letters of a name."""
    try:
        return f"{name}.pdf", print_()
    except Refusal:
        return f"{name}.txt", _text(say())


def _readme(timeline: Timeline, language: str, complaint: Letter | None) -> str:
    parts = (
        label(
            "papers.readme",
            language,
            company=timeline.company,
            right=timeline.right,
            reference=timeline.reference,
            day=timeline.day,
        ),
        label(f"papers.readme-{'with' if complaint else 'without'}-complaint", language),
        label("papers.readme-end", language),
    )
    return "\n\n".join(parts)


def _listed(timeline: Timeline, proofs: Sequence[Proof], language: str) -> bytes:
    data = {
        "title": label("papers.proofs-title", language),
        "lead": label("papers.proofs-lead", language),
        "about": label(
            "papers.proofs-about",
            language,
            company=timeline.company,
            reference=timeline.reference,
        ),
        "head": [label(f"papers.proofs-{what}", language) for what in ("number", "what", "put")],
        "proofs": [
            {"number": str(number), "title": one.title, "put": one.put}
            for number, one in _numbered(proofs)
        ],
        "page": label("documents.page", language, reference=timeline.reference),
        "of": label("documents.page-of", language),
    }
    return press.pdf("proofs", data, language, timeline.day)


def _lines(timeline: Timeline, language: str) -> Iterator[str]:
    yield from (timeline.company, timeline.right, timeline.reference, timeline.state, "")
    for one in timeline.moments:
        yield label("cases.event", language, day=day(one.day, language), what=one.what)
    yield from ("", *timeline.reasons)


def _numbered(proofs: Sequence[Proof]) -> Iterator[tuple[int, Proof]]:
    return iter(enumerate(proofs, start=1))


def _name(what: str, language: str) -> str:
    return label(f"papers.file-{what}", language)


def _text(words: str) -> bytes:
    return f"{words}\n".encode()


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = ZipInfo(name, _EPOCH)
            info.compress_type, info.external_attr, info.create_system = ZIP_DEFLATED, _FILE, _UNIX
            archive.writestr(info, content)
    return out.getvalue()

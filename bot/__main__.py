"""The command line: ``python -m bot``."""

import asyncio
import gc
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, cast

import typer

from bot.clock import Clock
from bot.language import label, shell
from bot.refusal import Refusal
from bot.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
answers_app = typer.Typer(no_args_is_help=True, help="The answers.")
companies_app = typer.Typer(no_args_is_help=True, help="The companies.")
db_app = typer.Typer(no_args_is_help=True, help="The database.")
app.add_typer(answers_app, name="answers")
app.add_typer(companies_app, name="companies")
app.add_typer(db_app, name="db")

Line = Callable[[dict[str, Any]], dict[str, Any]]


@app.command()
def run() -> None:
    """Run on Telegram: long polling, or webhook when TRAITS_WEBHOOK_URL is set."""
    with _to_stay():
        from bot.app import run as run_

    with _plain():
        asyncio.run(run_(Settings()))


@app.command()
def playground(
    port: Annotated[int, typer.Option(help="Where the chat page is served.")] = 8765,
    data: Annotated[Path | None, typer.Option(help="Folder of playground.db.")] = None,
) -> None:
    """Run the same bot with a Telegram inside, as a page on this machine."""
    with _to_stay():
        from bot.app import playground as playground_

    with _plain():
        asyncio.run(playground_(Settings(), port, data))


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    language: Annotated[str | None, typer.Option(help="fr or en.")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read and write JSON lines.")] = False,
) -> None:
    """Find the topic of a question, and print the answer."""
    from bot import answers

    with _plain():
        if jsonl:
            _lines(answers.ask_line)
            return
        if question is None:
            raise Refusal("check.no_question")
        spoken = _language(language)
        found = answers.find(question, spoken, None)
        written = answers.answer(found.topic)
        typer.echo(f"{found.outcome}\t{found.topic}\t{found.score:.2f}\t{' '.join(found.also)}")
        if found.outcome == "sure" and written:
            typer.echo(written.html(spoken, None, Clock().now().date()))


@app.command()
def deadline(
    regime: Annotated[str | None, typer.Option(help="eu, uk …")] = None,
    place: Annotated[str | None, typer.Option(help="fr, ie, gb-eng …")] = None,
    right: Annotated[str, typer.Option(help="access, erasure …")] = "access",
    received: Annotated[
        str | None, typer.Option(help="The day the company got it: 2026-01-31.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="fr or en.")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read and write JSON lines.")] = False,
) -> None:
    """Work out the day by which a company must answer."""
    from bot import law

    with _plain():
        if jsonl:
            _lines(law.deadline_line)
            return
        if not (regime and place and received):
            raise Refusal("check.deadline_needs")
        try:
            day = date.fromisoformat(received)
        except ValueError:
            raise Refusal("check.not_a_day", value=received) from None
        try:
            found = law.deadline(regime, place, right, day)
        except law.UnknownCode as problem:
            raise Refusal("check.unknown_code", value=str(problem)) from None
        spoken = _language(language)
        if found.legal:
            typer.echo(found.legal.isoformat())
        for reason in found.reasons:
            typer.echo(label(reason.key, spoken, **reason.values))


@app.command()
def check(
    files: Annotated[bool, typer.Option("--files", help="Only the files of the checkout.")] = False,
) -> None:
    """Say what is wrong with settings, database, keys, words and data, and how to mend it."""
    from bot.app import check as check_

    with _plain():
        problems = list(check_(None if files else Settings(), Clock()))
        for problem in problems:
            mark = "✗" if problem.fatal else "!"
            typer.echo(f"{mark} {label(problem.key, _language(None), **problem.values)}")
        if any(problem.fatal for problem in problems):
            raise typer.Exit(1)
        typer.echo(label("check.all_well", _language(None)))


@answers_app.command("stats")
def answers_stats() -> None:
    """Show how often each answer was found helpful."""
    from bot.app import opened
    from db import counter

    with _plain(), opened(Settings(), upgrade=False) as store, store.transaction() as session:
        for topic, spoken, helpful, unhelpful in counter.stats(session):
            typer.echo(f"{topic}\t{spoken}\t{helpful}\t{unhelpful}")


@companies_app.command("search")
def companies_search(name: str) -> None:
    """Find a company by name or brand."""
    from bot import companies

    with _plain():
        companies.include(companies.imported(Settings().data).companies)
        for found in companies.find(name):
            typer.echo(f"{found.id}\t{found.name}")


@companies_app.command("import")
def companies_import(path: Path) -> None:
    """Take over the public directory of datenanfragen.de from PATH: a checkout or a zip."""
    from bot.companies import imports

    with _plain(), imports.opened(path) as source:
        words = label("check.importing", _language(None))
        with typer.progressbar(
            source.entries, length=source.count, label=words, file=sys.stderr
        ) as entries:
            report = imports.take(iter(entries), Settings().data)
        for line in imports.told(report, _language(None)):
            typer.echo(line)


@companies_app.command("check")
def companies_check() -> None:
    """Find stale and conflicting records."""
    from bot import companies

    with _plain():
        former = companies.imported(Settings().data).former
        for found in companies.check(Clock().now().date(), former=former):
            key = f"check.company_{found.problem}"
            typer.echo(label(key, _language(None), company=found.company, detail=found.detail))


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Bring the database's tables up to date."""
    from bot.app import locked
    from db import migrate

    with _plain():
        settings = Settings()
        with locked(settings):
            migrate.upgrade(settings.database)
        typer.echo(label("check.upgraded", _language(None)))


@db_app.command("backup")
def db_backup(file: Path) -> None:
    """Copy the database into FILE while the bot runs; the keys are not in it."""
    from db import backup

    with _plain():
        backup.backup(Settings().database, file)
        typer.echo(label("check.backed_up", _language(None), path=str(file)))


@db_app.command("restore")
def db_restore(file: Path) -> None:
    """Replace the database by a backup, and forget again whoever asked for it since."""
    from bot.app import locked
    from bot.vault import Vault
    from db import backup

    with _plain():
        settings = Settings()
        vault = Vault.load(settings.keys)
        with locked(settings):
            restored = backup.restore(settings.database, file, vault, Clock().now().date())
        spoken = _language(None)
        typer.echo(label("check.restored", spoken, count=restored.people, path=str(file)))
        if restored.forgotten:
            typer.echo(label("check.restored_forgotten", spoken, count=restored.forgotten))
        if not restored.heeded:
            typer.echo(label("check.restored_unheeded", spoken))


@db_app.command("rotate-keys")
def db_rotate_keys() -> None:
    """Make a new key and seal everything with it."""
    from bot.app import locked, opened
    from db import rotation

    with _plain():
        settings = Settings()
        with locked(settings), opened(settings) as store:
            rotation.rotate_keys(store, settings.keys, Clock().now().date())
        typer.echo(label("check.rotated", _language(None), path=str(settings.keys)))


def _lines(answer: Line) -> None:
    """Answer each JSON line of stdin by one on stdout; a bad line does not stop the rest."""
    for line in sys.stdin:
        if not line.strip():
            continue
        id_: object = None
        try:
            given = json.loads(line)
            if not isinstance(given, dict):
                raise TypeError("not an object")  # noqa: TRY301
            id_ = given.get("id")
            found = answer(given)
        except (ValueError, TypeError, KeyError) as problem:
            found = {"id": id_, "error": f"{type(problem).__name__}: {problem}"}
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    sys.stdout.flush()


@contextmanager
def _to_stay() -> Iterator[None]:
    """Load what stays until the end, and no more than that."""
    # python-telegram-bot brings an HTTP client that we do not use, and that its command line,
    # unless it is not to be found: 5 MB and a twentieth of a second
    sys.modules.setdefault("httpx._main", cast("ModuleType", None))
    gc.disable()
    yield
    gc.freeze()  # a search for garbage in all this would hold everybody up for 80 ms, again and again
    gc.enable()


@contextmanager
def _plain() -> Iterator[None]:
    """Turn a refusal into one sentence on stderr and exit 2."""
    try:
        yield
    except Refusal as refusal:
        typer.echo(label(refusal.key, _language(None), **refusal.values), err=True)
        raise typer.Exit(2) from None


def _language(chosen: str | None) -> str:
    """Return the language of the command line: the one asked for, or the shell's."""
    if chosen is not None and chosen not in {"fr", "en"}:
        raise Refusal("check.language", value=chosen)
    return chosen or shell()


if __name__ == "__main__":
    app(prog_name="python -m bot")

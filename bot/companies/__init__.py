"""Whom to write to: firms that hold faces, voices or fingerprints, one record a file."""

from bot.companies.cards import age, card, origin
from bot.companies.checks import Finding, check
from bot.companies.records import (
    KINDS,
    ROLES,
    UNDATED,
    Company,
    Found,
    Note,
    RecordError,
    language,
    load,
    typed,
)
from bot.companies.search import Directory, everyone, find, get, include
from bot.companies.shelf import read as imported

__all__ = [
    "KINDS",
    "ROLES",
    "UNDATED",
    "Company",
    "Directory",
    "Finding",
    "Found",
    "Note",
    "RecordError",
    "age",
    "card",
    "check",
    "everyone",
    "find",
    "get",
    "imported",
    "include",
    "language",
    "load",
    "origin",
    "typed",
]

"""One of several: a list as a single value, so that a statement is the same for any number."""

import json
from typing import Any

from sqlalchemy import Boolean, Column, ColumnElement, Dialect, String, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


def one_of(column: Column[Any], name: str) -> ColumnElement[bool]:
    """Return whether ``column`` is one of the list given as ``name``.

    An ``IN`` would be written anew for each call, and prepared anew for each length of the list.
    """
    return _Among(column, bindparam(name, type_=_List(column.type)))


class _List(TypeDecorator[list[Any]]):
    """A list: JSON for SQLite, an array for PostgreSQL."""

    impl = String
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type that the engine knows."""
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else ARRAY(self.of))

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Return the list as the engine takes it."""
        return json.dumps(list(value)) if dialect.name == "sqlite" else list(value)


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: object = None) -> "_Among":  # noqa: ARG002
        """Return itself: SQLite uses no index for a comparison that is compared with 1."""
        return self


@compiles(_Among, "sqlite")
def _sqlite(element: _Among, compiler: Any, **more: Any) -> str:
    column, values = (compiler.process(one, **more) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608  names, no values


@compiles(_Among, "postgresql")
def _postgresql(element: _Among, compiler: Any, **more: Any) -> str:
    column, values = (compiler.process(one, **more) for one in element.clauses)
    return f"{column} = ANY({values})"

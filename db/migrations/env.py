"""Run by Alembic, on the connection that db.migrate opened."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import DateTime
from sqlmodel.sql.sqltypes import AutoString

from db.store import Utc
from db.tables import metadata


def plainly(kind: str, item: Any, _: object) -> str | Literal[False]:
    """Write our own types as what they are in the database: a migration outlives their classes."""
    if kind == "type" and isinstance(item, Utc):
        return repr(DateTime(timezone=True)).replace("DateTime", "sa.DateTime")
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata(),
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=plainly,
)
with context.begin_transaction():
    context.run_migrations()

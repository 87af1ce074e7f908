"""The volunteers' desk: groups, conversations, links between messages.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("thread", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("rank", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index(
            "ix_outbox_thread", ["thread", "chat_key", "lane", "position"], unique=False
        )
    op.create_table(
        "desk_group",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("lost", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_group")),
    )
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("desk_id", sa.String(), nullable=False),
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opening", sa.String(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("card_id", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alerted", sa.Boolean(), nullable=False),
        sa.Column("active_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_conversation_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["desk_group.id"], name=op.f("fk_conversation_desk_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("alias", name=op.f("uq_conversation_alias")),
        sa.UniqueConstraint("desk_id", "topic_id", name=op.f("uq_conversation_desk_id_topic_id")),
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversation_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_conversation_one_open",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            batch_op.f("ix_conversation_waiting_since"), ["waiting_since"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_conversation_active_on"), ["active_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_conversation_closed_on"), ["closed_on"], unique=False)
    op.create_table(
        "link",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("person_message", sa.BigInteger(), nullable=False),
        sa.Column("group_message", sa.BigInteger(), nullable=False),
        sa.Column("from_person", sa.Boolean(), nullable=False),
        sa.Column("alone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_link_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index("ix_link_person", ["conversation_id", "person_message"], unique=False)
        batch_op.create_index("ix_link_group", ["conversation_id", "group_message"], unique=False)


def downgrade() -> None:
    op.drop_table("link")
    op.drop_table("conversation")
    op.drop_table("desk_group")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_thread")
        batch_op.drop_column("rank")
        batch_op.drop_column("thread")

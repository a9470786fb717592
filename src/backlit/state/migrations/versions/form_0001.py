"""The first form: users, tokens, sessions, saved views, visits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCOPE = "scope IN ('read', 'write', 'admin')"


def upgrade() -> None:
    """Makes the tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "users",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("password", sa.String(255), nullable=False),
        sa.Column("scope", sa.String(8), nullable=False),
        sa.Column("created", moment, nullable=False),
        sa.CheckConstraint(SCOPE, name=op.f("ck_users_scope")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_users")),
    )
    op.create_table(
        "tokens",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(8), nullable=False),
        sa.Column("created", moment, nullable=False),
        sa.Column("last_used", moment),
        sa.Column("expires", moment),
        sa.CheckConstraint(SCOPE, name=op.f("ck_tokens_scope")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tokens")),
        sa.UniqueConstraint("hash", name=op.f("uq_tokens_hash")),
    )
    op.create_table(
        "sessions",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("user", sa.String(64), nullable=False),
        sa.Column("created", moment, nullable=False),
        sa.Column("last_seen", moment, nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.name"], name=op.f("fk_sessions_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_user"), "sessions", ["user"])
    op.create_table(
        "views",
        sa.Column("person", sa.String(80), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("saved", moment, nullable=False),
        sa.PrimaryKeyConstraint("person", "name", name=op.f("pk_views")),
    )
    op.create_table(
        "visits",
        sa.Column("person", sa.String(80), nullable=False),
        sa.Column("target", sa.String(2048), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("before", moment),
        sa.PrimaryKeyConstraint("person", "target", name=op.f("pk_visits")),
    )

"""The second form: projects, what was decided about their links, and their uploaded disavow lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "projects",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("scope", sa.String(8), nullable=False),
        sa.Column("brands", sa.Text, nullable=False),
        sa.Column("terms", sa.Text, nullable=False),
        sa.Column("competitors", sa.Text, nullable=False),
        sa.Column("country", sa.String(2)),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_projects")),
    )
    op.create_table(
        "revisions",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("word", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_revisions")),
    )
    op.create_table(
        "decisions",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("decision", sa.String(8), nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        sa.Column("undone_by", sa.String(80)),
        sa.CheckConstraint("kind IN ('domain', 'url')", name=op.f("ck_decisions_kind")),
        sa.CheckConstraint("decision IN ('keep', 'remove', 'disavow')", name=op.f("ck_decisions_decision")),
        sa.ForeignKeyConstraint(["project"], ["projects.name"], name=op.f("fk_decisions_project_projects")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_decisions")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_decisions_project_number"), "decisions", ["project", "number"])
    op.create_table(
        "disavow_lists",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("file", sa.String(255), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["projects.name"], name=op.f("fk_disavow_lists_project_projects")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_disavow_lists")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_disavow_lists_project_number"), "disavow_lists", ["project", "number"])

"""Answers of language models, and what a day has used"""

import sqlalchemy as sa
from alembic import op

import app.db.types

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "llm_answer",
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("prompt", sa.String(length=16), nullable=False),
        sa.Column("model", sa.String(length=255), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("created", app.db.types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("text_sha256", "prompt", "model", name=op.f("pk_llm_answer")),
    )
    op.create_table(
        "llm_day",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_llm_day")),
    )


def downgrade() -> None:
    op.drop_table("llm_day")
    op.drop_table("llm_answer")

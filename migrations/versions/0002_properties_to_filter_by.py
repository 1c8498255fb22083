"""A column per queryable property, filled from the features that are there"""

import orjson
import sqlalchemy as sa
from alembic import op

import app.db.types
from app.events.properties import row

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    table = op.create_table(
        "event_property",
        sa.Column("k", app.db.types.BigKey, autoincrement=False, nullable=False),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("modality", sa.Text(), nullable=True),
        sa.Column("verification", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("start", sa.BigInteger(), nullable=True),
        sa.Column("end", sa.BigInteger(), nullable=True),
        sa.Column("date_precision", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("location_precision", sa.Text(), nullable=True),
        sa.Column("uncertainty_m", sa.Float(), nullable=True),
        sa.Column("regions", sa.Text(), nullable=True),
        sa.Column("water_body", sa.Text(), nullable=True),
        sa.Column("attributed_to", sa.Text(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("publishers", sa.Integer(), nullable=True),
        sa.Column("mentions_count", sa.Integer(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("created", sa.BigInteger(), nullable=True),
        sa.Column("updated", sa.BigInteger(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("vessel_names", sa.Text(), nullable=True),
        sa.Column("imo_numbers", sa.Text(), nullable=True),
        sa.Column("actor_names", sa.Text(), nullable=True),
        sa.Column("region_names", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["k"], ["event_feature.k"], name=op.f("fk_event_property_k"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("k", name=op.f("pk_event_property")),
    )
    connection = op.get_bind()
    there = sa.text("SELECT f.k, f.body, p.t0, p.t1 FROM event_feature f JOIN event_point p ON p.k = f.k")
    for k, body, t0, t1 in connection.execute(there).all():
        time = None if t0 is None else (t0, t1)
        connection.execute(table.insert().values(k=k, **row(orjson.loads(bytes(body))["properties"], time)))


def downgrade() -> None:
    op.drop_table("event_property")

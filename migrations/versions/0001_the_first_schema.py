"""The first schema"""

import sqlalchemy as sa
from alembic import op

import app.db.types
from app.db.postgresql import PostgresIndexes
from app.db.sqlite import SqliteIndexes

revision = "0001"
down_revision = None

Backend = {"sqlite": SqliteIndexes(), "postgresql": PostgresIndexes()}


def upgrade() -> None:
    op.create_table(
        "actor",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", app.db.types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actor")),
        sa.UniqueConstraint("name", "country", name=op.f("uq_actor_name_country")),
    )
    op.create_table(
        "article",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("url", sa.String(length=2048), nullable=True),
        sa.Column("source_key", sa.String(length=255), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("publisher", sa.String(length=255), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("published", app.db.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("published_precision", sa.String(length=8), nullable=True),
        sa.Column("digest_of", app.db.types.Json, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", app.db.types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("source_key", name=op.f("uq_article_source_key")),
        sa.UniqueConstraint("url", name=op.f("uq_article_url")),
    )
    op.create_table(
        "change",
        sa.Column("seq", app.db.types.BigKey, autoincrement=True, nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("was", sa.BigInteger(), nullable=True),
        sa.Column("k", sa.BigInteger(), nullable=True),
        sa.Column("at", app.db.types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_event_id"), ["event_id"], unique=False)

    op.create_table(
        "token",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("expires", app.db.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("revoked", app.db.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_used", app.db.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("must_match", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(length=255), nullable=True),
        sa.Column("revoked_by", sa.String(length=255), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", app.db.types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("sha256", name=op.f("uq_token_sha256")),
    )
    op.create_table(
        "event",
        sa.Column("source_key", sa.String(length=255), nullable=True),
        sa.Column("source_sha256", sa.String(length=64), nullable=True),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("modality", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("verification", sa.String(length=16), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("start", sa.String(length=32), nullable=True),
        sa.Column("end", sa.String(length=32), nullable=True),
        sa.Column("date_precision", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("location_precision", sa.String(length=16), nullable=False),
        sa.Column("geometry", sa.LargeBinary(), nullable=True),
        sa.Column("uncertainty_m", sa.Float(), nullable=True),
        sa.Column("regions", app.db.types.Json, nullable=False),
        sa.Column("regions_version", sa.String(length=64), nullable=True),
        sa.Column("attributed_to", sa.Text(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated", app.db.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("t0", sa.BigInteger(), nullable=True),
        sa.Column("t1", sa.BigInteger(), nullable=True),
        sa.Column("verification_set", sa.Boolean(), nullable=False),
        sa.Column("reported_by", sa.Uuid(), nullable=True),
        sa.Column("assigned_to", sa.String(length=255), nullable=True),
        sa.Column("rounding_km", sa.Float(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", app.db.types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["merged_into"], ["event.id"], name=op.f("fk_event_merged_into")),
        sa.ForeignKeyConstraint(["reported_by"], ["token.id"], name=op.f("fk_event_reported_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("source_key", name=op.f("uq_event_source_key")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_t0"), ["t0"], unique=False)

    op.create_table(
        "report",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("reporter", app.db.types.Json, nullable=False),
        sa.Column("geometry", sa.LargeBinary(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", app.db.types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_report_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_event_id"), ["event_id"], unique=False)

    op.create_table(
        "answer",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", app.db.types.Json, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", app.db.types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_answer")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_at"), ["at"], unique=False)

    op.create_table(
        "revision",
        sa.Column("seq", app.db.types.BigKey, autoincrement=True, nullable=False),
        sa.Column("record", sa.String(length=16), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", app.db.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("by_person", sa.Boolean(), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("batch", sa.Uuid(), nullable=True),
        sa.Column("changes", app.db.types.Json, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_revision")),
        sa.UniqueConstraint("record", "record_id", "revision", name=op.f("uq_revision_record_record_id_revision")),
    )
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_batch"), ["batch"], unique=False)

    op.create_table(
        "vessel",
        sa.Column("imo", sa.String(length=7), nullable=True),
        sa.Column("kind", sa.String(length=127), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", app.db.types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vessel")),
        sa.UniqueConstraint("imo", name=op.f("uq_vessel_imo")),
    )
    op.create_table(
        "article_version",
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=127), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", app.db.types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_version_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_version")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_article_version_article_id_number")),
        sa.UniqueConstraint("article_id", "sha256", name=op.f("uq_article_version_article_id_sha256")),
    )
    with op.batch_alter_table("article_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_version_sha256"), ["sha256"], unique=False)

    op.create_table(
        "event_actor",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_event_actor_actor_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_actor_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "position", name=op.f("pk_event_actor")),
    )
    with op.batch_alter_table("event_actor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_actor_actor_id"), ["actor_id"], unique=False)

    op.create_table(
        "event_feature",
        sa.Column("k", app.db.types.BigKey, autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("etag", sa.String(length=64), nullable=False),
        sa.Column("renderer", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("item", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_feature_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("k", name=op.f("pk_event_feature")),
        sa.UniqueConstraint("event_id", name=op.f("uq_event_feature_event_id")),
    )
    op.create_table(
        "event_point",
        sa.Column("k", app.db.types.BigKey, autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("t0", sa.BigInteger(), nullable=True),
        sa.Column("t1", sa.BigInteger(), nullable=True),
        sa.Column("span", sa.BigInteger(), nullable=True),
        sa.Column("updated", sa.BigInteger(), nullable=False),
        sa.Column("x", sa.Integer(), nullable=True),
        sa.Column("y", sa.Integer(), nullable=True),
        sa.Column("shape", sa.LargeBinary(), nullable=True),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("modality", sa.String(length=16), nullable=False),
        sa.Column("verification", sa.String(length=16), nullable=False),
        sa.Column("regions", sa.Text(), nullable=False),
        sa.Column("countries", sa.Text(), nullable=False),
        sa.Column("flag", sa.String(length=2), nullable=True),
        sa.ForeignKeyConstraint(["k"], ["event_feature.k"], name=op.f("fk_event_point_k"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("k", name=op.f("pk_event_point")),
    )
    with op.batch_alter_table("event_point", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_point_span"), ["span"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_point_updated"), ["updated"], unique=False)

    op.create_table(
        "event_vessel",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("vessel_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("flag", sa.String(length=2), nullable=True),
        sa.Column("mmsi", sa.String(length=9), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_vessel_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["vessel_id"], ["vessel.id"], name=op.f("fk_event_vessel_vessel_id")),
        sa.PrimaryKeyConstraint("event_id", "position", name=op.f("pk_event_vessel")),
    )
    with op.batch_alter_table("event_vessel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_vessel_vessel_id"), ["vessel_id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("token_id", sa.Uuid(), nullable=False),
        sa.Column("expires", app.db.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", app.db.types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["token_id"], ["token.id"], name=op.f("fk_sign_in_token_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("sha256", name=op.f("uq_sign_in_sha256")),
    )
    op.create_table(
        "vessel_identity",
        sa.Column("vessel_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.String(length=255), nullable=False),
        sa.Column("folded", sa.String(length=255), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", app.db.types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["vessel_id"], ["vessel.id"], name=op.f("fk_vessel_identity_vessel_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vessel_identity")),
        sa.UniqueConstraint("vessel_id", "kind", "value", name=op.f("uq_vessel_identity_vessel_id_kind_value")),
    )
    with op.batch_alter_table("vessel_identity", schema=None) as batch_op:
        batch_op.create_index("ix_vessel_identity_lookup", ["kind", "folded", "vessel_id"], unique=False)

    op.create_table(
        "event_term",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("term", sa.String(length=255), nullable=False),
        sa.Column("k", app.db.types.BigKey, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["k"], ["event_feature.k"], name=op.f("fk_event_term_k"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("kind", "term", "k", name=op.f("pk_event_term")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("event_term", schema=None) as batch_op:
        batch_op.create_index("ix_event_term_k", ["k"], unique=False)

    op.create_table(
        "passage",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.Column("prefix", sa.String(length=32), nullable=False),
        sa.Column("suffix", sa.String(length=32), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", app.db.types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["article_version.id"], name=op.f("fk_passage_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
        sa.UniqueConstraint("version_id", "start", "end", name=op.f("uq_passage_version_id_start_end")),
    )
    op.create_table(
        "mention",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("passage_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("stance", sa.String(length=16), nullable=False),
        sa.Column("reading", app.db.types.Json, nullable=False),
        sa.Column("found_by", sa.String(length=64), nullable=False),
        sa.Column("rules", app.db.types.Json, nullable=False),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("reasons", app.db.types.Json, nullable=False),
        sa.Column("withdrawn", app.db.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", app.db.types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_mention_article_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_mention_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["passage_id"], ["passage.id"], name=op.f("fk_mention_passage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention")),
        sa.UniqueConstraint("event_id", "passage_id", name=op.f("uq_mention_event_id_passage_id")),
    )
    with op.batch_alter_table("mention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mention_article_id"), ["article_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mention_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mention_passage_id"), ["passage_id"], unique=False)

    indexes = Backend[op.get_bind().dialect.name]
    indexes.create_spatial(op.get_bind())
    indexes.create_text(op.get_bind())


def downgrade() -> None:
    with op.batch_alter_table("mention", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mention_passage_id"))
        batch_op.drop_index(batch_op.f("ix_mention_event_id"))
        batch_op.drop_index(batch_op.f("ix_mention_article_id"))

    op.drop_table("mention")
    op.drop_table("passage")
    with op.batch_alter_table("event_term", schema=None) as batch_op:
        batch_op.drop_index("ix_event_term_k")

    op.drop_table("event_term")
    with op.batch_alter_table("vessel_identity", schema=None) as batch_op:
        batch_op.drop_index("ix_vessel_identity_lookup")

    op.drop_table("vessel_identity")
    op.drop_table("sign_in")
    with op.batch_alter_table("event_vessel", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_vessel_vessel_id"))

    op.drop_table("event_vessel")
    with op.batch_alter_table("event_point", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_point_updated"))
        batch_op.drop_index(batch_op.f("ix_event_point_span"))

    op.drop_table("event_point")
    op.drop_table("event_feature")
    with op.batch_alter_table("event_actor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_actor_actor_id"))

    op.drop_table("event_actor")
    with op.batch_alter_table("article_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_version_sha256"))

    op.drop_table("article_version")
    op.drop_table("vessel")
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revision_batch"))

    op.drop_table("revision")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_at"))

    op.drop_table("answer")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_event_id"))

    op.drop_table("report")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_t0"))
        batch_op.drop_index(batch_op.f("ix_event_status"))

    op.drop_table("event")
    op.drop_table("token")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_event_id"))

    op.drop_table("change")
    op.drop_table("article")
    op.drop_table("actor")
    op.get_bind().exec_driver_sql("DROP TABLE event_box")
    op.get_bind().exec_driver_sql("DROP TABLE event_text")

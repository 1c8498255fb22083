"""Names, flags and numbers of ships that everybody is shown"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("vessel_identity", sa.Column("public", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.execute(
        "UPDATE vessel_identity SET public = false WHERE vessel_id NOT IN (SELECT event_vessel.vessel_id "
        "FROM event_vessel JOIN event ON event.id = event_vessel.event_id WHERE event.status = 'published')"
    )


def downgrade() -> None:
    op.drop_column("vessel_identity", "public")

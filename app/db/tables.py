"""Every table in one place: what Alembic and a fresh store compare with."""

from app.articles import models as articles
from app.auth import models as auth
from app.db.base import Base
from app.events import models as events
from app.events import properties
from app.llm import models as llm
from app.vessels import models as vessels

metadata = Base.metadata
TABLES = (articles.Article, auth.Token, events.Event, llm.LlmDay, properties.EVENT_PROPERTY, vessels.Vessel)

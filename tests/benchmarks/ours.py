"""Our service over a store of synthetic events: `python -m tests.benchmarks.ours PORT DATABASE_URL`."""

import sys

import uvicorn

from app.db.engine import Database
from app.main import create_app
from app.settings import Settings

if __name__ == "__main__":
    settings = Settings(database_url=sys.argv[2], port=int(sys.argv[1]))
    uvicorn.run(
        create_app(settings, Database(settings.database_url)),
        host="127.0.0.1",
        port=settings.port,
        log_level="error",
        access_log=False,
    )

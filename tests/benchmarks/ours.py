"""Our service over a store of synthetic events: `python -m tests.benchmarks.ours PORT DATABASE_URL FILE…`.

`/floor/0` hands out the first file, `/floor/1` the second: one of our own answers, with its body and its headers, as a
constant behind the same server, the same middleware and the same kind of route. What is above it is our own work.
"""

import gc
import pickle
import sys
from pathlib import Path

import uvicorn
from fastapi import Request, Response

from app.db.engine import Database
from app.main import create_app
from app.ogc.plain import PlainRoute
from app.settings import Settings

if __name__ == "__main__":
    settings = Settings(database_url=sys.argv[2], port=int(sys.argv[1]))
    answers = [pickle.loads(Path(name).read_bytes()) for name in sys.argv[3:]]
    app = create_app(settings, Database(settings.database_url))

    async def floor(request: Request) -> Response:
        """An answer as it was."""
        body, headers = answers[int(request.path_params["number"])]
        return Response(body, headers=headers)

    app.router.routes.insert(0, PlainRoute("/floor/{number}", floor))
    # As `skerry serve` does.
    gc.collect()
    gc.freeze()
    uvicorn.run(app, host="127.0.0.1", port=settings.port, log_level="error", access_log=False)

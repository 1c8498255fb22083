"""The floor: the same server and framework, handing out bodies that it was given: `python -m tests.benchmarks.floor PORT FILE…`.

`/0` is the first file, `/1` the second, and so on.
"""

import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Response

BODIES = [Path(name).read_bytes() for name in sys.argv[2:]]
app = FastAPI()


@app.get("/{number}")
async def body(number: int) -> Response:
    """The body, whatever is asked."""
    return Response(BODIES[number], media_type="application/geo+json")


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", access_log=False)

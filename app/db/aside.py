"""Long statements of the embedded store, in processes of their own: `python -m app.db.aside PATH`.

SQLite takes a whole core, and our functions in it take the interpreter, so that all others' requests would wait for a
statement that takes long. A process of its own stands back for them, and can be ended whatever it does. Not
`concurrent.futures`: its processes import what the caller began with, and outlive one that was killed.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from app.db.reader import Row
from app.db.sqlite_opening import give_up_after, is_given_up, open_to_read

ROOT = Path(__file__).resolve().parent.parent.parent
#: Processes at once; each is started when it is first needed, and takes some 10 MB beside the mapped file.
PROCESSES = 2
#: How far a process stands back for others: it has a tenth of a core that somebody else wants whole. With SCHED_IDLE it
#: would be felt by nobody, and answer nothing while other programs keep all cores busy.
NICE = 10
#: Of its seconds, what a process takes before it gives up by itself; with the rest over, it is ended.
SHARE = 0.95


class Aside:
    """Statements on one store, for any number of threads."""

    def __init__(self, path: str) -> None:
        """`path` is the store's file."""
        self._path = str(Path(path).resolve())
        self._idle: list[_Helper] = []
        self._turn = BoundedSemaphore(PROCESSES)

    def rows(self, statement: str, parameters: Mapping[str, Any], seconds: float) -> list[Row]:
        """All rows. Raises TimeoutError where they take longer, to wait for a process included."""
        end = time.monotonic() + seconds
        if not self._turn.acquire(timeout=max(0.0, seconds)):
            raise TimeoutError
        try:
            helper = self._idle.pop() if self._idle else _Helper(self._path)
            try:
                answer = helper.ask(statement, parameters, end - time.monotonic())
            except BaseException:
                helper.end()
                raise
            self._idle.append(helper)
        finally:
            self._turn.release()
        if not isinstance(answer, sqlite3.Error):
            return answer
        if is_given_up(answer):
            raise TimeoutError from answer
        raise answer

    def close(self) -> None:
        """End the processes that have nothing to do."""
        while self._idle:
            self._idle.pop().end()


class _Helper:
    """A process as its caller sees it."""

    def __init__(self, path: str) -> None:
        self._line, theirs = Pipe()
        command = [sys.executable, "-m", __name__, path]
        with theirs:
            self._process = subprocess.Popen(command, stdin=theirs.fileno(), cwd=ROOT)  # noqa: S603

    def ask(self, statement: str, parameters: Mapping[str, Any], seconds: float) -> list[Row] | sqlite3.Error:
        """The rows, or what SQLite had against it. Raises TimeoutError after so long, and where the process is gone."""
        try:
            self._line.send((statement, dict(parameters), seconds * SHARE))
            if not self._line.poll(max(0.0, seconds)):
                raise TimeoutError
            answer: list[Row] | sqlite3.Error = self._line.recv()
        except (EOFError, ConnectionError) as error:  # whoever ended it, such as the system where memory was short
            raise TimeoutError from error
        return answer

    def end(self) -> None:
        """End it at once: it only reads."""
        self._line.close()
        self._process.kill()
        self._process.wait()


def serve(path: str, line: Connection) -> None:
    """Answer one statement after the other, until the caller is gone."""
    connection = open_to_read(path)
    while True:
        try:
            statement, parameters, seconds = line.recv()
        except (EOFError, ConnectionError):
            return
        give_up_after(connection, seconds)
        try:
            answer: list[Row] | sqlite3.Error = connection.execute(statement, parameters).fetchall()
        except sqlite3.Error as error:
            answer = error
        line.send(answer)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to the whole group: the caller ends us
    if hasattr(os, "nice"):
        os.nice(NICE)
    with Connection(sys.stdin.fileno()) as caller:
        serve(sys.argv[1], caller)

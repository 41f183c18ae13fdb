"""The database's address, DATABASE_URL, read without the database's libraries."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

SQLITE = "sqlite://"

LOSING_PLATFORMS = ("DYNO", "RENDER", "RAILWAY_ENVIRONMENT", "RAILWAY_ENVIRONMENT_NAME", "FLY_APP_NAME", "K_SERVICE")
"""Variables by which platforms show that a process runs on them whose disk is new at each start: Heroku, Render,
Railway (two names over the years), Fly.io, and Cloud Run with what is built on Knative."""

TEMPORARY = ("/tmp", "/var/tmp", "/dev/shm", "/run")  # noqa: S108 -- recognised, not written to
"""Folders that systems empty at restart."""


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite address; None where the address is another database's, or names no file."""
    path = unquote(url.removeprefix(SQLITE).partition("?")[0])
    is_named = url.startswith(SQLITE) and path.startswith("/") and path not in {"/", "/:memory:"}
    return Path(path[1:]) if is_named else None


def is_ephemeral(url: str, environ: Mapping[str, str], mounts: str | None = None) -> bool:
    """Whether the database is a file on a disk that is lost when the process is started anew.

    `mounts` is what the system says is mounted, by default the contents of /proc/mounts: a volume that holds the file
    keeps it, on any platform.
    """
    file = sqlite_file(url)
    if file is None:
        return False
    folder = file.absolute().parent.resolve()
    if any(folder.is_relative_to(place) for place in TEMPORARY):
        return True
    if not any(environ.get(name) for name in LOSING_PLATFORMS):
        return False
    return not _is_on_volume(folder, _mounts() if mounts is None else mounts)


def _mounts() -> str:
    try:
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _is_on_volume(folder: Path, mounts: str) -> bool:
    """Whether the folder lies on a mount other than the root's, which platforms make for volumes only.

    Mounts that live in memory, and those of the system's own files, are no volumes.
    """
    fields = [line.split() for line in mounts.splitlines()]
    places = {Path(one[1].replace("\\040", " ")): one[2] for one in fields if len(one) > 2}
    holding = max((place for place in places if folder.is_relative_to(place)), default=Path("/"), key=_depth)
    return holding != Path("/") and places[holding] not in {"tmpfs", "overlay", "proc", "sysfs", "devtmpfs"}


def _depth(place: Path) -> int:
    return len(place.parts)

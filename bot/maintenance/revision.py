"""Files as they were at a git revision."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Mapping
from pathlib import Path


class RevisionError(Exception):
    """Says why the files of a revision cannot be had, and what to do."""


def write_revision(revision: str, folders: Mapping[str, Path], into: Path) -> str:
    """Writes each folder as it was at the revision below `into`, under its name here, and returns the commit's hash.

    Raises:
        RevisionError: There is no such revision, or none of these folders in it.
    """
    commit = ""
    for name, folder in folders.items():
        commit = _commit(revision, name, folder)
        # What it holds are the files of the folder that git is started in.
        archive = _git(folder, "archive", "--format=tar", commit)
        if archive.returncode:
            raise RevisionError(f"At `{revision}` there was no folder {name}/ here. Choose a later revision.")
        try:
            with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
                files.extractall(into / name, filter="data")
        except (tarfile.TarError, OSError) as error:
            raise RevisionError(f"The folder {name}/ of `{revision}` cannot be written: {error}.") from None
    return commit


def _commit(revision: str, name: str, folder: Path) -> str:
    """The full hash of a revision."""
    inside = _git(folder, "rev-parse", "--is-inside-work-tree")
    if inside.returncode:
        # Where others own the checkout, git says so, and what to do.
        said = inside.stderr.decode("utf-8", "replace").strip()
        raise RevisionError(
            f"{name}/ ({folder}) is not in a git checkout, so there is nothing to compare with. Get the project with "
            f"`git clone`. What git says: {said}"
        )
    found = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found.returncode:
        raise RevisionError(
            f"git knows no revision `{revision}` here. Name a commit, a tag or a branch, such as HEAD, v1.2 or "
            "origin/main; what others have pushed is known after `git fetch`."
        )
    return found.stdout.decode("ascii").strip()


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)  # noqa: S603, S607
    except OSError as error:
        raise RevisionError(f"git cannot be started ({error.strerror}). Install it.") from None

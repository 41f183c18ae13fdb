"""What goes wrong with the database, in plain words."""

from __future__ import annotations


class StoreError(Exception):
    """Says what is wrong with the database and what to do, without the password of it."""

    def __init__(self, sentence: str, *, is_temporary: bool = False) -> None:
        super().__init__(sentence)
        self.is_temporary = is_temporary
        """Whether the same call may succeed a little later, without anybody doing anything."""

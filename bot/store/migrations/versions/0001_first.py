"""The first tables."""

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

OWN_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Runs inside the caller's transaction."""
    create_tables_of_conversations()
    create_tables_of_chats()
    create_tables_of_people()
    create_tables_of_replicas()
    key = op.create_table("secrets", text("name", is_key=True), column("value", sa.LargeBinary))
    op.bulk_insert(key, [{"name": "askers", "value": secrets.token_bytes(32)}])


def create_tables_of_conversations() -> None:
    """What was said."""
    op.create_table("memories", *ids("chat", "thread", "person", is_key=True), text("memory"), time("at"))
    op.create_table(
        "answers",
        *ids("chat", "message", is_key=True),
        *ids("thread", "person", "card"),
        text("before"),
        text("after"),
        time("at"),
    )
    index("answers_by_age", "answers", "at")
    index("answers_by_person", "answers", "person")
    op.create_table(
        "said", *ids("chat", "thread", is_key=True), text("screen", is_key=True), *ids("message"), time("at")
    )
    index("said_by_age", "said", "at")
    op.create_table("deletions", *ids("chat", "message", is_key=True), time("due"), time("at"))
    index("deletions_by_due", "deletions", "due")
    op.create_table("pictures", text("key", is_key=True), text("file"), time("at"))


def create_tables_of_chats() -> None:
    """What admins chose and want to know."""
    op.create_table(
        "chats",
        *ids("chat", is_key=True),
        text("kind"),
        column("is_active", sa.Boolean),
        sa.Column("added_by", sa.BigInteger),
        text("settings"),
        column("version", sa.Integer),
        time("at"),
    )
    index("chats_by_adder", "chats", "added_by")
    op.create_table(
        "tuning",
        *ids("chat", is_key=True),
        text("question", is_key=True),
        column("is_wanted", sa.Boolean),
        time("at"),
    )
    op.create_table(
        "trial",
        sa.Column("id", OWN_ID, primary_key=True),
        *ids("chat", "thread", "message"),
        text("question"),
        text("screen"),
        sa.Column("is_wanted", sa.Boolean),
        time("at"),
    )
    index("trial_by_chat", "trial", "chat", "id")
    op.create_table(
        "counts",
        *ids("chat", is_key=True),
        column("day", sa.Integer, is_key=True),
        *(column(name, sa.Integer) for name in ("asked", "answered", "silent")),
    )
    index("counts_by_day", "counts", "day")
    op.create_table("reports", *ids("chat", "person", is_key=True), time("due"))
    index("reports_by_due", "reports", "due")
    index("reports_by_person", "reports", "person")


def create_tables_of_people() -> None:
    """What people did."""
    op.create_table(
        "feedback",
        *ids("chat", "message", "person", is_key=True),
        text("screen", is_key=True),
        text("intent"),
        column("vote", sa.Integer),
        sa.Column("why", sa.Text),
        time("at"),
    )
    index("feedback_by_age", "feedback", "at")
    index("feedback_by_person", "feedback", "person")
    op.create_table(
        "questions",
        sa.Column("id", OWN_ID, primary_key=True),
        text("text"),
        text("outcome"),
        text("intents"),
        sa.Column("asker", sa.LargeBinary),
        time("at"),
    )
    index("questions_by_age", "questions", "at")
    index("questions_by_asker", "questions", "asker")
    op.create_table("blocked", *ids("person", is_key=True), time("at"))


def create_tables_of_replicas() -> None:
    """What is to be done, and by whom."""
    op.create_table(
        "inbox",
        *ids("update_id", is_key=True),
        text("lane"),
        sa.Column("person", sa.BigInteger),
        text("payload"),
        sa.Column("note", sa.Text),
        column("attempts", sa.Integer),
        time("received"),
        sa.Column("due", sa.Double),
        column("is_claimed", sa.Boolean),
        sa.Column("parked", sa.Double),
        sa.Column("reason", sa.Text),
    )
    index("inbox_by_age", "inbox", "received")
    index("inbox_by_lane", "inbox", "lane", "update_id", where="due IS NOT NULL")
    index("inbox_by_due", "inbox", "due", "update_id", where="due IS NOT NULL")
    index("inbox_by_person", "inbox", "person", where="person IS NOT NULL")
    index("inbox_by_parking", "inbox", "parked", where="parked IS NOT NULL")
    op.create_table("leases", text("name", is_key=True), text("owner"), time("until"))


def column(name: str, kind: type[sa.types.TypeEngine[Any]], *, is_key: bool = False) -> sa.Column[Any]:
    """A column that always has a value."""
    return sa.Column(name, kind, nullable=False, primary_key=is_key, autoincrement=False)


def ids(*names: str, is_key: bool = False) -> list[sa.Column[Any]]:
    """Columns of Telegram's ids."""
    return [column(name, sa.BigInteger, is_key=is_key) for name in names]


def text(name: str, *, is_key: bool = False) -> sa.Column[Any]:
    """A column of text."""
    return column(name, sa.Text, is_key=is_key)


def time(name: str) -> sa.Column[Any]:
    """A column of seconds since 1970."""
    return column(name, sa.Double)


def index(name: str, table: str, *columns: str, where: str | None = None) -> None:
    """An index, of some rows alone where a condition is given."""
    condition = None if where is None else sa.text(where)
    op.create_index(name, table, list(columns), sqlite_where=condition, postgresql_where=condition)

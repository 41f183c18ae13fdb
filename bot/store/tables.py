"""The tables. A change here needs a migration in `migrations/versions`; a test compares the two.

In every table, `chat` and `person` are Telegram's ids and `thread` is a topic's id, 0 where there is none. These names
are relied on: forgetting a person or a chat, and moving a chat, go by them. Times are seconds since 1970. Texts that
only surfaces understand (memories, settings, payloads) are JSON, opaque here; no id of a person may stand in them,
payloads apart.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Double, Index, Integer, LargeBinary, MetaData, Table, Text, text

metadata = MetaData()

OWN_ID = BigInteger().with_variant(Integer, "sqlite")
"""The type of an id that the database counts up; SQLite does that for its own type alone."""


def _id(name: str, *, is_key: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=False, autoincrement=False, primary_key=is_key)


def _text(name: str, *, is_key: bool = False) -> Column[str]:
    return Column(name, Text, nullable=False, primary_key=is_key)


def _time(name: str) -> Column[float]:
    return Column(name, Double, nullable=False)


def _index_where_set(name: str, condition: str, *columns: str) -> Index:
    """An index of the rows alone that have a value in the column `condition`."""
    is_set = text(f"{condition} IS NOT NULL")
    return Index(name, *columns, sqlite_where=is_set, postgresql_where=is_set)


memories = Table(
    "memories",
    metadata,
    _id("chat", is_key=True),
    _id("thread", is_key=True),
    _id("person", is_key=True),
    _text("memory"),
    _time("at"),
    # No index but the key: it is written at every answer, and holds no more than an hour's conversations.
)

answers = Table(
    "answers",
    metadata,
    _id("chat", is_key=True),
    _id("message", is_key=True),
    _id("thread"),
    _id("person"),
    _id("card"),
    _text("before"),
    _text("after"),
    _time("at"),
    Index("answers_by_age", "at"),
    Index("answers_by_person", "person"),
)

chats = Table(
    "chats",
    metadata,
    _id("chat", is_key=True),
    _text("kind"),
    Column("is_active", Boolean, nullable=False),
    Column("added_by", BigInteger),
    _text("settings"),
    Column("version", Integer, nullable=False),
    _time("at"),
    Index("chats_by_adder", "added_by"),
)

tuning = Table(
    "tuning",
    metadata,
    _id("chat", is_key=True),
    _text("question", is_key=True),
    Column("is_wanted", Boolean, nullable=False),
    _time("at"),
)

trial = Table(
    "trial",
    metadata,
    Column("id", OWN_ID, primary_key=True),
    _id("chat"),
    _id("thread"),
    _id("message"),
    _text("question"),
    _text("screen"),
    Column("is_wanted", Boolean),
    _time("at"),
    Index("trial_by_chat", "chat", "id"),
)

said = Table(
    "said",
    metadata,
    _id("chat", is_key=True),
    _id("thread", is_key=True),
    _text("screen", is_key=True),
    _id("message"),
    _time("at"),
    Index("said_by_age", "at"),
)

deletions = Table(
    "deletions",
    metadata,
    _id("chat", is_key=True),
    _id("message", is_key=True),
    _time("due"),
    _time("at"),
    Index("deletions_by_due", "due"),
)

feedback = Table(
    "feedback",
    metadata,
    _id("chat", is_key=True),
    _id("message", is_key=True),
    _id("person", is_key=True),
    _text("screen", is_key=True),
    _text("intent"),
    Column("vote", Integer, nullable=False),
    Column("why", Text),
    _time("at"),
    Index("feedback_by_age", "at"),
    Index("feedback_by_person", "person"),
)

counts = Table(
    "counts",
    metadata,
    _id("chat", is_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("asked", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("silent", Integer, nullable=False),
    Index("counts_by_day", "day"),
)

reports = Table(
    "reports",
    metadata,
    _id("chat", is_key=True),
    _id("person", is_key=True),
    _time("due"),
    Index("reports_by_due", "due"),
    Index("reports_by_person", "person"),
)

questions = Table(
    "questions",
    metadata,
    Column("id", OWN_ID, primary_key=True),
    _text("text"),
    _text("outcome"),
    _text("intents"),
    Column("asker", LargeBinary),
    _time("at"),
    Index("questions_by_age", "at"),
    Index("questions_by_asker", "asker"),
)

pictures = Table("pictures", metadata, _text("key", is_key=True), _text("file"), _time("at"))

blocked = Table("blocked", metadata, _id("person", is_key=True), _time("at"))

inbox = Table(
    "inbox",
    metadata,
    _id("update_id", is_key=True),
    _text("lane"),
    Column("person", BigInteger),
    _text("payload"),
    Column("note", Text),
    Column("attempts", Integer, nullable=False),
    _time("received"),
    Column("due", Double),
    Column("is_claimed", Boolean, nullable=False),
    Column("parked", Double),
    Column("reason", Text),
    # Of the many updates that are done only the age is asked for: the other indices leave them out, and stay small.
    Index("inbox_by_age", "received"),
    _index_where_set("inbox_by_lane", "due", "lane", "update_id"),
    _index_where_set("inbox_by_due", "due", "due", "update_id"),
    _index_where_set("inbox_by_person", "person", "person"),
    _index_where_set("inbox_by_parking", "parked", "parked"),
)

leases = Table("leases", metadata, _text("name", is_key=True), _text("owner"), _time("until"))

secrets = Table("secrets", metadata, _text("name", is_key=True), Column("value", LargeBinary, nullable=False))

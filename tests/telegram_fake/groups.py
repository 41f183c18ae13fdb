"""Groups and channels, from the side of the people in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.telegram_fake.chats import Chat, Shown
from tests.telegram_fake.delivery import ANONYMOUS_ADMIN, IN_NAME_OF_CHANNEL, TELEGRAM_ITSELF
from tests.telegram_fake.membership import Member
from tests.telegram_fake.people import THINGS, Person

if TYPE_CHECKING:
    from tests.telegram_fake.server import FakeTelegram


@dataclass(eq=False)
class SharedChat(Chat):
    """A chat of several people, in which everybody has a place."""

    telegram: FakeTelegram = field(kw_only=True, repr=False)

    @property
    def bot(self) -> Member:
        """The place of the bot under test."""
        return self.member(self.telegram.me)

    def member(self, user: dict[str, Any]) -> Member:
        """The place that somebody has here."""
        return self.members.get(user["id"], Member(user))

    def lets_in(self, user: dict[str, Any]) -> None:
        """Makes somebody who is not here yet a member."""
        if "id" in user and not self.member(user).is_here:
            self.members[user["id"]] = Member(user, "member")

    def set_role(self, person: Person, status: str, **rights: bool) -> None:
        """Gives somebody a place here, with these rights; a bot that leads the chat may hear of it."""
        old = self.member(person.as_json)
        new = Member(person.as_json, status, frozenset(right for right, is_given in rights.items() if is_given))
        self.members[person.id] = new
        if self.bot.is_admin:
            self.telegram.tell("chat_member", self.telegram.change_of_place(self, person.as_json, old, new))

    def set_bot(self, status: str, by: Person | None = None, **rights: bool) -> None:
        """Gives the bot under test a place here, with these rights, and lets it know."""
        who = by.as_json if by else self.telegram.someone
        new = Member(self.telegram.me, status, frozenset(right for right, is_given in rights.items() if is_given))
        self.telegram.move_bot(self, who, new)


@dataclass(eq=False)
class Group(SharedChat):
    """A group, a supergroup or a forum."""

    def says(
        self, person: Person, text: str, *, topic: int | None = None, reply_to: Shown | None = None, **more: Any
    ) -> Shown:
        """Lets somebody write a message here.

        Args:
            person: Who writes; who is not in the group yet is a member from now on.
            text: The words.
            topic: The forum topic, as `topic` returned it; without one the message stands in General.
            reply_to: The message that it answers.
            more: `mentions`, a person whose name in the text is a mention; `via_bot`, the bot whose inline result
                it is; `thing`, one of `THINGS` that the text is the caption of.
        """
        self.lets_in(person.as_json)
        return self._add(self._author(person), text, topic, reply_to, more)

    def says_as(self, channel: Channel, text: str, *, topic: int | None = None, reply_to: Shown | None = None) -> Shown:
        """Lets somebody write here in the name of a channel, the linked one or their own."""
        author = {"from": IN_NAME_OF_CHANNEL, "sender_chat": channel.as_json}
        return self._add(author, text, topic, reply_to, {})

    def edits(self, message: Shown, text: str) -> None:
        """Lets its author change a message."""
        self.telegram.change_message(message, text)

    def announces(self, by: Person, topic: int | None = None, **what: Any) -> Shown:
        """Puts a service message here, such as `new_chat_title="New"`."""
        return self.telegram.add_message(self, self._author(by), thread=topic, **what)

    def topic(self, name: str, by: Person | None = None) -> int:
        """Opens a forum topic, and returns its id."""
        assert self.is_forum, f"{self.title} is no forum"
        author = self._author(by) if by else {"from": self.telegram.someone}
        created = {"name": name, "icon_color": 7322096}
        thread = self.telegram.next_message_id(self)
        self.topics[thread] = name
        return self.telegram.add_message(self, author, thread=thread, message_id=thread, forum_topic_created=created).id

    def closes(self, topic: int, by: Person) -> None:
        """Closes a forum topic, so that only administrators can write there."""
        self.closed_topics.add(topic)
        self.announces(by, topic, forum_topic_closed={})

    def upgrades(self, by: Person | None = None) -> Group:
        """Makes a supergroup of a basic group, and returns it; nobody can write to the old one any more.

        The bot is told as if it had been added to the supergroup, and then by a service message in either chat.
        """
        assert self.kind == "group", f"{self.title} is no basic group"
        new = self.telegram.group(self.title, bot="left")
        who = by.as_json if by else self.telegram.someone
        self.telegram.tell("my_chat_member", self.telegram.change_of_place(new, who, new.bot, self.bot))
        new.members.update(self.members)
        new.shows_all, new.forbidden = self.shows_all, self.forbidden
        self.telegram.add_message(self, {"from": who}, migrate_to_chat_id=new.id)
        as_group = {"from": ANONYMOUS_ADMIN, "sender_chat": new.as_json}
        self.telegram.add_message(new, as_group, migrate_from_chat_id=self.id, message_id=1)
        self.migrated_to = new.id
        return new

    def forward_of(self, post: Shown) -> Shown:
        """The automatic forward of a post of the linked channel."""
        forward = self.find_forward(post)
        assert forward is not None, f"{self.title} has no forward of: {post.text}"
        return forward

    def find_forward(self, post: Shown) -> Shown | None:
        """The automatic forward of a post, if it is still there."""
        for message in self.messages.values():
            origin = message.author.get("forward_origin", {})
            if (origin.get("message_id"), origin.get("chat", {}).get("id")) == (post.id, post.chat.id):
                return message
        return None

    def _author(self, person: Person) -> dict[str, Any]:
        """Who a message of this person's is from: an anonymous administrator speaks as the group."""
        member = self.member(person.as_json)
        if member.is_admin and "is_anonymous" in member.allowed:
            return {"from": ANONYMOUS_ADMIN, "sender_chat": self.as_json}
        return {"from": person.as_json}

    def _add(
        self, author: dict[str, Any], text: str, topic: int | None, reply_to: Shown | None, more: dict[str, Any]
    ) -> Shown:
        via_bot, mentions, thing = more.pop("via_bot", None), more.pop("mentions", None), more.pop("thing", "")
        assert not more, f"says() takes no {', '.join(more)}"
        if via_bot is not None:
            author = author | {"via_bot": via_bot.as_json}
        return self.telegram.add_message(
            self, author, text=text, thread=topic, reply_to=reply_to, mentions=mentions, **THINGS.get(thing, {})
        )


@dataclass(eq=False)
class Channel(SharedChat):
    """A channel: only administrators write here, and nobody sees who."""

    def posts(self, text: str, reply_to: Shown | None = None) -> Shown:
        """Lets an administrator post something."""
        return self.telegram.add_message(self, {"sender_chat": self.as_json}, text=text, reply_to=reply_to)

    def edits(self, post: Shown, text: str) -> None:
        """Lets an administrator change a post."""
        self.telegram.change_message(post, text)

    def links(self, group: Group) -> None:
        """Makes a group the discussion group of the channel."""
        self.linked, group.linked = group, self

    def author_in_group(self, post: Shown) -> dict[str, Any]:
        """Who the automatic forward of a post in the discussion group is from."""
        origin = {"type": "channel", "chat": self.as_json, "message_id": post.id, "date": post.date}
        return {
            "from": TELEGRAM_ITSELF,
            "sender_chat": self.as_json,
            "forward_origin": origin,
            "is_automatic_forward": True,
        }

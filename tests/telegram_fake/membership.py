"""Who is in a chat, and what they may do there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

RIGHTS = (
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
GROUP_RIGHTS = ("can_pin_messages", "can_manage_topics", "can_manage_tags")
CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages", "can_manage_direct_messages")
"""What an administrator may be allowed: everywhere, and besides in groups and in channels."""

PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
"""What plain members of a group may be allowed."""

STATUSES = ("creator", "administrator", "member", "restricted", "left", "kicked")


@dataclass(frozen=True)
class Member:
    """Somebody's place in a chat."""

    user: dict[str, Any]
    status: str = "left"
    allowed: frozenset[str] = field(default_factory=frozenset)
    """The rights of an administrator, or the permissions of somebody who is restricted."""

    def __post_init__(self) -> None:
        assert self.status in STATUSES, f"{self.status} is none of {', '.join(STATUSES)}"
        known = {*RIGHTS, *GROUP_RIGHTS, *CHANNEL_RIGHTS, *PERMISSIONS}
        assert self.allowed <= known, f"Telegram knows no right {', '.join(sorted(self.allowed - known))}"

    @property
    def is_here(self) -> bool:
        """Whether they are in the chat."""
        return self.status not in {"left", "kicked"}

    @property
    def is_admin(self) -> bool:
        """Whether they lead the chat, or help to."""
        return self.status in {"creator", "administrator"}

    def has_right(self, right: str) -> bool:
        """Whether they may do what only administrators may."""
        return self.status == "creator" or (self.status == "administrator" and right in self.allowed)

    def json_in(self, kind: str) -> dict[str, Any]:
        """The member as the Bot API has it, in a chat of this kind."""
        shown: dict[str, Any] = {"status": self.status, "user": self.user}
        if self.status == "creator":
            return shown | {"is_anonymous": "is_anonymous" in self.allowed}
        if self.status == "administrator":
            rights = (*RIGHTS, *(CHANNEL_RIGHTS if kind == "channel" else GROUP_RIGHTS))
            given = {right: right in self.allowed for right in rights}
            return shown | given | {"can_be_edited": False, "can_manage_chat": True}
        if self.status == "restricted":
            given = {permission: permission in self.allowed for permission in PERMISSIONS}
            return shown | given | {"is_member": True, "until_date": 0}
        return shown | ({"until_date": 0} if self.status == "kicked" else {})

"""Dialogue: an understanding or a screen, and the memory, to a reply and the memory. Free of Telegram, network and clock."""

"""Dialogue: an understanding or a screen, and the memory, to a reply and the memory.

Free of Telegram, of the network and of the clock.
"""

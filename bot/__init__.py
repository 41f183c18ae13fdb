"""A career advisor for Telegram: knowledge, understanding, dialogue, and the surfaces where people meet it."""

__version__ = "0.1.0"

"""What the bot is measured beside: the library's own echo bot, `python -m benchmarks.echo`.

It polls, or takes updates by webhook at PORT where that is set (which takes the package `tornado`).
"""

from __future__ import annotations

import os
from typing import Any

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

PATH = "telegram"


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:  # noqa: ARG001 -- the library's interface
    """Says what it heard."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main() -> None:
    builder = Application.builder().token(os.environ["TELEGRAM_BOT_TOKEN"])
    application: Application[Any, Any, Any, Any, Any, Any] = builder.base_url(
        os.environ["TELEGRAM_API_URL"] + "/bot"
    ).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    port = os.environ.get("PORT")
    if port is None:
        application.run_polling()
    else:
        secret, url = os.environ["WEBHOOK_SECRET"], os.environ["WEBHOOK_URL"]
        application.run_webhook("127.0.0.1", int(port), PATH, secret_token=secret, webhook_url=url)


if __name__ == "__main__":
    main()

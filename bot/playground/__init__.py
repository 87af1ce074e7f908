"""A Telegram of our own, in process and over HTTP, and its chat page."""

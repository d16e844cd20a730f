"""Telegram in, Telegram out: what people press and type, column by column."""

from handlers import core

COLUMNS = (core.COLUMN,)
"""Every column of the house, in the order its buttons stand on the home screen."""

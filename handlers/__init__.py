"""Telegram in, Telegram out: what people press and type, column by column."""

from handlers import core, picker

COLUMNS = (core.COLUMN, picker.COLUMN)
"""Every column of the house, in the order its buttons stand on the home screen."""

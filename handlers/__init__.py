"""Telegram in, Telegram out: what people press and type, column by column."""

from handlers import core, picker, vote_form, votes

COLUMNS = (core.COLUMN, picker.COLUMN, votes.COLUMN, vote_form.COLUMN)
"""Every column of the house, in the order its buttons stand on the home screen."""

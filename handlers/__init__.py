"""Telegram in, Telegram out: what people press and type, column by column."""

from handlers import core, covenant, covenant_form, picker, topic_form, topics, vote_form, votes

COLUMNS = (
    core.COLUMN,
    picker.COLUMN,
    topics.COLUMN,
    topic_form.COLUMN,
    votes.COLUMN,
    vote_form.COLUMN,
    covenant.COLUMN,
    covenant_form.COLUMN,
)
"""Every column of the house, in the order its buttons stand on the home screen."""

"""Telegram in, Telegram out: what people press and type, column by column."""

from handlers import (
    ballot_form,
    broadcast,
    channel,
    core,
    courtyard,
    covenant,
    covenant_form,
    event_confirm,
    event_form,
    events,
    house_rules,
    picker,
    residents,
    roles,
    topic_form,
    topics,
    vote_form,
    votes,
)

COLUMNS = (
    core.COLUMN,
    picker.COLUMN,
    courtyard.COLUMN,
    house_rules.COLUMN,
    residents.COLUMN,
    roles.COLUMN,
    topics.COLUMN,
    topic_form.COLUMN,
    votes.COLUMN,
    vote_form.COLUMN,
    ballot_form.COLUMN,
    covenant.COLUMN,
    covenant_form.COLUMN,
    events.COLUMN,
    event_form.COLUMN,
    event_confirm.COLUMN,
    broadcast.COLUMN,
    channel.COLUMN,
)
"""Every column of the house, in the order its buttons stand on the home screen."""

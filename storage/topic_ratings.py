"""How households rate what was done: one score each and round; a later one replaces it."""

from __future__ import annotations

from enum import StrEnum

from storage.topics import Topic
from storage.tx import Tx


class Score(StrEnum):
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


def rate(tx: Tx, topic: Topic, unit: int, person: int, score: Score) -> None:
    tx.run(
        "INSERT INTO topic_ratings VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (courtyard, topic, round, unit) DO UPDATE SET "
        "person = excluded.person, score = excluded.score, at = excluded.at",
        topic.courtyard,
        topic.topic,
        topic.round,
        unit,
        person,
        score,
        tx.now,
    )


def ratings(tx: Tx, topic: Topic) -> dict[Score, int]:
    """How often each score was given in this round."""
    found = tx.rows(
        "SELECT score, count(*) FROM topic_ratings "
        "WHERE courtyard = ? AND topic = ? AND round = ? GROUP BY score",
        topic.courtyard,
        topic.topic,
        topic.round,
    )
    return dict.fromkeys(Score, 0) | {Score(score): n for score, n in found}


def rating_of(tx: Tx, topic: Topic, unit: int) -> Score | None:
    found = tx.value(
        "SELECT score FROM topic_ratings "
        "WHERE courtyard = ? AND topic = ? AND round = ? AND unit = ?",
        topic.courtyard,
        topic.topic,
        topic.round,
        unit,
    )
    return Score(found) if found else None


def ratings_by(tx: Tx, courtyard: int, person: int) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = tx.rows(
        "SELECT topic, score FROM topic_ratings WHERE courtyard = ? AND person = ? ORDER BY topic",
        courtyard,
        person,
    )
    return found

"""The stage hands of the sandbox: they move the clock, fill the yard, break and mend things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.model import Json
from bot.sandbox.ready import ReadyYard

if TYPE_CHECKING:
    from bot.sandbox.run import Stage

ELDER = "1-1-102"


class Hands:
    """What the page may do behind the scenes. It has its stage once that stands."""

    def __init__(self) -> None:
        self._stage: Stage | None = None

    @property
    def stage(self) -> Stage:
        if self._stage is None:
            raise LookupError("the stage is not set yet")
        return self._stage

    def take(self, stage: Stage) -> None:
        self._stage = stage

    def about(self) -> Json:
        """Who is who, what stands open first, and whether the bot is up."""
        yard = self.stage.yard
        elder = yard.by_label[ELDER]
        stars = [elder, yard.chair, yard.council[1], yard.organizer, yard.stranger]
        return {
            "courtyard": yard.name,
            "featured": [one.id for one in stars],
            "roles": _roles(yard, elder.id),
            "opening": {
                "left": {"user": elder.id, "chat": elder.id},
                "right": {"user": yard.chair.id, "chat": yard.group.id},
            },
            "running": self.stage.running,
        }


def _roles(yard: ReadyYard, elder: int) -> Json:
    """By the person's id: the part they play and the door they live behind."""
    parts = {elder: "elder", yard.stranger.id: "stranger", yard.organizer.id: "organizer"}
    parts |= {one.id: "councillor" for one in yard.council}
    parts[yard.chair.id] = "chair"
    everyone = {**yard.labels, yard.stranger.id: ""}
    return {
        str(user): {"role": parts.get(user), "label": label or None}
        for user, label in everyone.items()
    }

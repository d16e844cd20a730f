"""What Telegram answers when it will not do a thing, in its own words."""

from __future__ import annotations


class Refused(Exception):
    """One refusal: becomes `{"ok": false, ...}` on the wire."""

    def __init__(
        self,
        code: int,
        description: str,
        retry_after: int | None = None,
        migrate_to_chat_id: int | None = None,
    ) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to_chat_id = migrate_to_chat_id

    def as_json(self) -> dict[str, object]:
        answer: dict[str, object] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        parameters = {
            "retry_after": self.retry_after,
            "migrate_to_chat_id": self.migrate_to_chat_id,
        }
        given = {name: value for name, value in parameters.items() if value is not None}
        if given:
            answer["parameters"] = given
        return answer


class Cut(Exception):
    """The connection breaks before an answer: a scheduled fault, no wording of Telegram's."""


class Hang(Exception):
    """No answer comes at all: a scheduled fault."""


class CannotAct(Exception):
    """A person tried what no client would let them do (speak in a group they left, say)."""


def bad(description: str) -> Refused:
    return Refused(400, f"Bad Request: {description}")


def forbidden(description: str) -> Refused:
    return Refused(403, f"Forbidden: {description}")


def conflict(description: str) -> Refused:
    return Refused(409, f"Conflict: {description}")


def too_many(seconds: int) -> Refused:
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)

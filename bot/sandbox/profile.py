"""What the bot says about itself: its command menus, names and descriptions."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sandbox.model import Chat, Json, User

Scope = tuple[str, int, int]
DEFAULT: Scope = ("default", 0, 0)


@dataclass(slots=True)
class BotProfile:
    """Menus are kept per scope and language; texts per kind and language."""

    menus: dict[tuple[Scope, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)

    def menu_for(self, user: User, chat: Chat) -> list[Json]:
        """The commands a person is offered in a chat: the first list that is set wins."""
        language = (user.language_code or "").split("-")[0]
        for scope in _scopes(user, chat):
            for code in (language, ""):
                if (scope, code) in self.menus:
                    return self.menus[(scope, code)]
        return []


def _scopes(user: User, chat: Chat) -> list[Scope]:
    if chat.user is not None:
        return [("chat", chat.id, 0), ("all_private_chats", 0, 0), DEFAULT]
    scopes: list[Scope] = [("chat_member", chat.id, user.id)]
    is_admin = chat.member(user).is_admin
    if is_admin:
        scopes.append(("chat_administrators", chat.id, 0))
    scopes.append(("chat", chat.id, 0))
    if is_admin:
        scopes.append(("all_chat_administrators", 0, 0))
    return [*scopes, ("all_group_chats", 0, 0), DEFAULT]

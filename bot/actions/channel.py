"""The notice board: a Telegram channel that also carries what a courtyard makes public."""

from __future__ import annotations

from dataclasses import dataclass

from bot.access import Act, check, council, may
from bot.actions import courtyard as yards
from bot.errors import N_, Already, Refusal
from storage import audit, channels, courtyards, outbox
from storage.courtyards import Courtyard
from storage.outbox import Priority
from storage.tx import Tx


class CannotSee(Refusal):
    text = N_(
        "我还看不到这个频道。请先在频道设置里把我加成管理员，勾上「发布消息」，我就会私聊问您。"
    )


class NotAChannel(Refusal):
    text = N_("这不是频道。公告栏要用 Telegram 频道：新建一个频道，再把我加成管理员。")


class MayNotPost(Refusal):
    text = N_("我在「{title}」里还发不了消息。请在频道的管理员设置里，给我勾上「发布消息」。")


class NotChannelAdmin(Refusal):
    text = N_("「{title}」要频道自己的管理员来接。您不是它的管理员，请他们来办。")


class TakenChannel(Already):
    text = N_("「{title}」已经是别的院坝的公告栏了，请另外建一个频道。")


class AlreadyLinked(Already):
    text = N_("「{title}」已经是咱们的公告栏了。")


class NoneLinked(Already):
    text = N_("现在没有接公告栏。")


@dataclass(frozen=True)
class Standing:
    """What Telegram says about a channel: its id, whether we may post, whether they run it."""

    channel: int
    title: str
    is_channel: bool
    we_post: bool
    they_run: bool


def link(tx: Tx, courtyard: int, person: int, standing: Standing | None) -> None:
    """Make a channel the notice board. Raises NotAllowed, CannotSee, NotAChannel, MayNotPost,
    NotChannelAdmin, TakenChannel, AlreadyLinked."""
    check(tx, courtyard, person, Act.LINK_CHANNEL)
    if standing is None:
        raise CannotSee
    _check_standing(standing)
    other = courtyards.by_channel(tx, standing.channel)
    if other:
        taken = other.courtyard != courtyard
        raise (TakenChannel if taken else AlreadyLinked)(title=standing.title)
    yard = yards.get(tx, courtyard)
    if yard.channel:
        _let_go(tx, yard, "another channel took its place")
    channels.link(tx, yard, standing.channel, standing.title, person)
    audit.append(tx, courtyard, "channel.linked", channel=standing.channel, by=person)
    outbox.send(tx, courtyard, standing.channel, "channel.first_post")


def unlink(tx: Tx, courtyard: int, person: int) -> None:
    """Raises NotAllowed, NoneLinked."""
    check(tx, courtyard, person, Act.LINK_CHANNEL)
    yard = yards.get(tx, courtyard)
    if not yard.channel:
        raise NoneLinked
    _let_go(tx, yard, "no longer the notice board")
    audit.append(tx, courtyard, "channel.unlinked", channel=yard.channel, by=person)


def offer(tx: Tx, channel: int, title: str, person: int) -> None:
    """We were made an admin of a channel: ask who did it whether it is to be a notice board."""
    if courtyards.by_channel(tx, channel):
        return
    for yard in courtyards.of_person(tx, person):
        if may(tx, yard.courtyard, person, Act.LINK_CHANNEL):
            outbox.send(
                tx,
                yard.courtyard,
                person,
                "channel.offer",
                {"channel": channel, "title": title},
                priority=Priority.ANSWER,
            )


def lost(tx: Tx, channel: int) -> None:
    """We can no longer post there: the council is told once, and the courtyard goes on without."""
    yard = courtyards.by_channel(tx, channel)
    if yard is None:
        return
    known = channels.get(tx, yard.courtyard)
    _let_go(tx, yard, "we may not post there any more")
    audit.append(tx, yard.courtyard, "channel.lost", channel=channel)
    for person in council(tx, yard.courtyard):
        outbox.send(
            tx, yard.courtyard, person, "channel.lost", {"title": known.title if known else ""}
        )


def _check_standing(standing: Standing) -> None:
    if not standing.is_channel:
        raise NotAChannel
    if not standing.we_post:
        raise MayNotPost(title=standing.title)
    if not standing.they_run:
        raise NotChannelAdmin(title=standing.title)


def _let_go(tx: Tx, yard: Courtyard, reason: str) -> None:
    if yard.channel:
        outbox.drop_for(tx, yard.channel, reason)
    channels.unlink(tx, yard)

"""One evening in the courtyard, played by 120 households with the real bot over real HTTP."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.sandbox.model import Message, User
from bot.sandbox.neighbour import Neighbour
from bot.sandbox.run import Stage
from bot.sandbox.telling import Show, Teller

SEED = 7
VOTERS, SECOND_THOUGHTS, SIGNERS = 85, 12, 90
PLACES, WAITING, GIVE_UP = 40, 5, 2
PATIENCE_S = 60.0
CHOICES = ("同意", "反对", "弃权")
ZONE = ZoneInfo("Asia/Shanghai")
COVENANT = """一、楼道不堆东西，电瓶车不进楼。
二、晚上十点以后小声点，娃儿老人要睡觉。
三、遛狗牵绳，狗屎自己捡。
四、公共菜园大家种、大家吃，浇水轮着来。"""
TALK = (
    ("3-2-302", "换个灯泡管不到几天，去年换了三回"),
    ("3-1-104", "换声控的嘛，一个一百五，四层六百块"),
    ("2-2-401", "公共经费里头还有两千三，够"),
    ("3-2-501", "那就投个票，定下来"),
)


async def play(stage: Stage, show: Show) -> None:
    """The whole evening; `show` gets every line of it. The bot must be running."""
    evening = Evening(stage, show)
    await stage.settled()
    evening.tell.forget_news()
    await evening.stair_light()
    await evening.the_vote()
    await evening.the_covenant()


class Evening:
    """The stage with its people at hand, and a teller who repeats what they say."""

    def __init__(self, stage: Stage, show: Show) -> None:
        self.stage = stage
        self.tell = Teller(stage, show, self.name)
        self.random = random.Random(SEED)  # noqa: S311 - a story, told the same way each time
        self.choices: dict[str, str] = {}
        self.signed: set[str] = set()
        """What each household last tapped, kept apart from what the bot counts."""

    def household(self, label: str) -> Neighbour:
        return self.stage.household(label)

    @property
    def chair(self) -> Neighbour:
        return self.stage.person(self.stage.yard.chair)

    @property
    def councillors(self) -> list[Neighbour]:
        return [self.stage.person(user) for user in self.stage.yard.council[1:]]

    def card(self, having: str) -> Message:
        bot = self.stage.world.bot
        return [m for m in self.stage.group.messages if m.sender is bot and having in m.text][-1]

    def name(self, user: User) -> str:
        label = self.stage.yard.labels.get(user.id)
        return f"{user.name}（{label}）" if label else user.name

    async def the_vote(self) -> None:
        tell, chair, second = self.tell, self.chair, self.councillors[2]
        tell.title("议事会开表决：一个提，另一个同意")
        await tell.taps(chair, "投票定")
        await tell.taps(chair, "改题目")
        await tell.says(chair, "楼道灯换成声控灯，公共经费出 600 元，行不行？")
        await tell.taps(chair, "截止时间")
        await tell.says(chair, "3天")
        await tell.taps(chair, "发出去", second)
        await tell.taps(second, "同意，这就办", chair)
        card = self.card("声控灯")
        await self._ballots(card)
        await self._not_allowed(card)
        tell.shows(card)
        await self._until_the_close(card)

    async def _ballots(self, card: Message) -> None:
        """Most tap by themselves; in the middle of it the bot is killed and started again."""
        tell = self.tell
        tell.title(f"{VOTERS} 户来投，{SECOND_THOUGHTS} 户改主意，机器人半路断电")
        labels = self.random.sample(list(self.stage.yard.by_label), VOTERS)
        for label, choice in zip(labels[:3], CHOICES, strict=True):
            await self._votes(label, choice, card)
        storm = self.random.choices(CHOICES, (7, 2, 1), k=VOTERS - 3)
        crowd = list(zip(labels[3:], storm, strict=True))
        half = len(crowd) // 2
        calm = await asyncio.gather(*(self._presses(*one, card) for one in crowd[:half]))
        rest = [asyncio.create_task(self._presses(*one, card)) for one in crowd[half:]]
        while self.stage.world.updates.awaited:  # until the bot has taken their taps in hand
            await asyncio.sleep(0)
        await self.stage.kill()
        answered = len(calm) + sum(tap.done() for tap in rest)
        tell.note(f"停电！机器人没了（kill -9）。{answered} 户收到了回话，其余的还悬着。再开机……")
        await self.stage.start()
        toasts = [*calm, *await asyncio.gather(*rest)]
        await self.stage.settled()
        heard = sum(bool(toast) for toast in toasts)
        tell.note(
            f"开机了。刚才点的 {len(crowd)} 户里，{heard} 户收到了回话。再看卡片上的数，一户没丢。"
        )
        for label in labels[:2]:
            await self._votes(label, "反对" if self.choices[label] == "同意" else "同意", card)
        for label in labels[2:SECOND_THOUGHTS]:
            await self._presses(label, "反对" if self.choices[label] == "同意" else "同意", card)
        tell.note(f"一共 {SECOND_THOUGHTS} 户改了主意。")

    async def _not_allowed(self, card: Message) -> None:
        """Three who may not: somebody passing by, a forged button, and one who comes too late
        (after the close)."""
        tell = self.tell
        passer = self.stage.person(self.stage.yard.stranger)
        self.stage.people.join(passer.user, self.stage.group)
        await tell.taps(passer, "同意", on=card)
        forger = self.household("1-2-203")
        forged = _button(card, "同意").rpartition("_")[0] + "_9"
        toast = await forger.forges(forged, card)
        tell.note(f"{self.name(forger.user)} 用改过的手机发了个不存在的选项 → 「{toast}」")

    async def _until_the_close(self, card: Message) -> None:
        tell = self.tell
        absent = [
            self.household(label) for label in self.stage.yard.by_label if label not in self.choices
        ]
        voter = self.household(next(iter(self.choices)))
        yes = _button(card, "同意")
        for span in (timedelta(days=2), timedelta(hours=22)):
            tell.forget_news()
            await self.stage.advance(span)
            tell.clock()
            reminded = [who for who in absent if tell.count_news(who)]
            tell.note(f"只提醒没投的 {len(reminded)} 户；投过的（{self.name(voter.user)}）不打扰。")
            tell.news(*reminded[:1])
        await self.stage.advance(timedelta(hours=2))
        tell.clock()
        tell.title("截止了：结果和算式")
        tell.news()
        counted = Counter(self.choices.values())
        tell.note(
            "旁边有人拿本子也数了一遍："
            + "、".join(f"{choice} {counted[choice]} 户" for choice in CHOICES)
        )
        late = await absent[0].forges(yes, card)
        tell.note(f"{self.name(absent[0].user)} 手机没刷新，还点了一下「同意」 → 「{late}」")

    async def _signs(self, label: str, card: Message) -> None:
        """Two taps: the first says for whom and what, the second signs."""
        who = self.household(label)
        for _ in range(2):
            await self.stage.people.press(who.user, card, _button(card, "代我家签"), PATIENCE_S)

    async def _votes(self, label: str, choice: str, card: Message) -> None:
        await self.tell.taps(self.household(label), choice, on=card)
        self.choices[label] = choice

    async def _presses(self, label: str, choice: str, card: Message) -> str:
        """One of a crowd: press and wait for the toast, however long the bot takes."""
        self.choices[label] = choice
        user = self.stage.yard.by_label[label]
        data = _button(card, choice)
        toast = await self.stage.people.press(user, card, data, PATIENCE_S)
        return toast.text or ""

    async def stair_light(self) -> None:
        """Raised in the group, sorted as shared, talked over, then brought to a vote."""
        tell, raiser = self.tell, self.household("3-2-501")
        await self._until_evening()
        tell.clock()
        tell.title("三单元的楼道灯坏了")
        await tell.says_in_group(raiser, "/topic 三单元楼道灯坏了三天，黑漆漆的，老人家上下楼怕摔")
        await tell.taps(raiser, "大家的事", on=self.card("议题 1"))
        tell.shows(self.card("议题 1"))
        tell.title("摆龙门阵（院坝不听大家聊天，只在叫它的时候应）")
        for label, said in TALK:
            await tell.says_in_group(self.household(label), said)
        await tell.says(self.chair, "/topics")
        await tell.taps(self.chair, "1.")

    async def _until_evening(self) -> None:
        """The story begins at half past seven, whenever it is told."""
        now = self.stage.world.now().astimezone(ZONE)
        evening = now.replace(hour=19, minute=30, second=0, microsecond=0)
        if evening < now:
            evening += timedelta(days=1)
        await self.stage.advance(evening - now)

    async def the_covenant(self) -> None:
        tell, chair, second = self.tell, self.chair, self.councillors[2]
        tell.title("写公约，各户来签")
        await tell.says(chair, "/covenant")
        await tell.taps(chair, "写公约")
        await tell.says(chair, COVENANT)
        await tell.taps(chair, "发出去", second)
        await tell.taps(second, "同意，这就办")
        card = self.card("公约")
        signer = self.household("3-2-501")
        await tell.taps(signer, "代我家签", on=card)
        await tell.taps(signer, "代我家签", on=card)
        others = [label for label in self.stage.yard.by_label if label != "3-2-501"]
        self.signed = {"3-2-501", *self.random.sample(others, SIGNERS - 1)}
        await asyncio.gather(*(self._signs(label, card) for label in sorted(self.signed)))
        await self.stage.settled()
        tell.note(f"到晚上，{SIGNERS} 户签了。")
        tell.shows(card)
        tell.title("改一条，签过的要重签")
        await tell.says(chair, "/covenant")
        await tell.taps(chair, "写新版")
        await tell.taps(chair, "改、删一条")
        await tell.says(chair, "2 晚上十点以后小声点，中午一点到两点半也要让老人家睡个午觉")
        await tell.taps(chair, "发出去", second)
        await tell.taps(second, "同意，这就办", signer)
        self.tell.forget_news()
        await tell.says(chair, "/covenant")
        await tell.taps(chair, "要重签")


def _button(message: Message, label: str) -> str:
    """What the button carries."""
    return next(b.data or "" for row in message.buttons for b in row if label in b.text)

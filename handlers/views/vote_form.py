"""The private form in which a councillor puts a vote together, changed in place tap by tap."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.actions import presets, proxies
from bot.actions.vote_drafts import waits
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rule_words import ELECTORATE_NAMES, METHOD_NAMES, preset_name
from bot.rules import ballot
from bot.rules.costs import yuan
from bot.rules.frozen import rule_from_text
from bot.rules.methods import Method
from bot.rules.presets import ELECTION, RUNOFF
from bot.screen import Button, Screen
from bot.words import Html
from handlers.views.preset_edit import edit_row
from handlers.views.vote_draft_bits import Edit, draft_button
from handlers.views.vote_summary import needs_areas, owners_hint, summary
from storage import votes
from storage.votes import Vote, VoteState


def form(page: Page, vote: int) -> Screen:
    """Everything that will freeze when it opens, each with a button to change it."""
    found = votes.get(page.tx, page.courtyard.courtyard, vote)
    if found is None or found.by_person != page.viewer:
        raise Pointless("no such draft")
    if found.state is not VoteState.DRAFT or waits(page.tx, found):
        return page.include("vote.show", {"vote": vote})
    if found.effect and not found.title:
        return page.include("preset.edit", {"vote": vote})
    words = page.words
    text = [words("📝 <b>表决草稿</b>（发出去之前只有您看得到）"), "", *summary(page, found)]
    text += needs_areas(page, found.electorate) + owners_hint(page, found)
    text += _candidates(page, found)
    missing = _missing(page, found)
    if missing:
        text += ["", missing]
    rows = _effect_rows(page, found) if found.effect else _rows(page, found)
    if not missing:
        rows.append([draft_button(found, words.plain("✅ 发出去"), Edit.SUBMIT)])
    rows.append([draft_button(found, words.plain("🗑 不要了"), Edit.DROP)])
    return Screen("\n".join(text), rows)


def _candidates(page: Page, vote: Vote) -> list[Html]:
    """In an election: whom the bot knows as a candidate, since candidates hold no proxies."""
    elects = vote.rule and rule_from_text(vote.rule).key in (ELECTION.key, RUNOFF.key)
    if not (elects and vote.options and vote.electorate.by_home):
        return []
    unknown = proxies.nameless(page.tx, vote)
    if not unknown:
        return [page.words("🙋 候选人都写了门牌，认得出。候选人不能替别家投票。")]
    return [
        page.words(
            "🙋 候选人不能替别家投票，机器人只凭选项里的门牌和名字认人。"
            "{names} 没写院里的门牌，可能认不出：写成「3-2-501 王大爷」就认得准。",
            names=page.words.listed(unknown),
        )
    ]


def _rows(page: Page, vote: Vote) -> list[list[Button]]:
    words = page.words
    who = words.plain("👥 {who}", who=words.plain(ELECTORATE_NAMES[vote.electorate]))
    preset = presets.of_vote(page.tx, vote)
    rule = preset_name(words, preset) if preset else words.plain("换一条规矩")
    asked = words.plain("❓ 该用哪条规矩？答几个问题")
    return [
        [
            draft_button(vote, words.plain("✏️ 改题目"), Edit.TITLE),
            draft_button(vote, words.plain("⏰ 截止时间"), Edit.DEADLINE),
        ],
        [_options_button(page, vote)],
        *_counting_rows(page, vote),
        [draft_button(vote, who, Edit.ELECTORATE)],
        [draft_button(vote, words.plain("📏 {rule}", rule=rule), Edit.RULE)],
        [draft_button(vote, asked, Edit.QUESTIONS)],
        *_secret_rows(page, vote),
    ]


def _effect_rows(page: Page, vote: Vote) -> list[list[Button]]:
    """A draft about a rule: the rule is changed on a screen of its own, all else is given."""
    return [
        [draft_button(vote, page.words.plain("⏰ 截止时间"), Edit.DEADLINE)],
        edit_row(page, vote),
    ]


def _missing(page: Page, vote: Vote) -> Html | None:
    """What must still be said before it can go out."""
    if ballot.own_options(vote.method) and not vote.options:
        return page.words("👉 还差一样：选项（选人就写候选人）。点「换成自己的选项」。")
    if vote.method is Method.BUDGET and len(vote.costs) != len(vote.options):
        return page.words("👉 还差一样：每个选项要多少钱。点「改选项和价钱」。")
    if vote.method is Method.BUDGET and not vote.money:
        return page.words("👉 还差一样：一共有多少钱。点「一共有多少钱？」。")
    if vote.closes_at is None:
        return page.words("👉 还差一样：截止时间。点「⏰ 截止时间」。")
    return None


def _secret_rows(page: Page, vote: Vote) -> list[list[Button]]:
    """Reasons are read by everyone, so a vote by consent is not offered as a secret one."""
    words = page.words
    if vote.method is Method.CONSENT:
        return []
    on, off = words.plain("🔒 秘密投票：是"), words.plain("🔓 秘密投票：否")
    row = [draft_button(vote, on if vote.secret else off, Edit.SECRET)]
    if vote.secret and vote.electorate.by_home:
        on, off = words.plain("🧾 回执：可以要"), words.plain("🧾 回执：没有")
        row.append(draft_button(vote, on if vote.receipts else off, Edit.RECEIPTS))
    return [row]


def _options_button(page: Page, vote: Vote) -> Button:
    if ballot.own_options(vote.method) and vote.options:
        return draft_button(vote, page.words.plain("🔢 改回同意／反对／弃权"), Edit.YES_NO)
    return draft_button(vote, page.words.plain("🔢 换成自己的选项"), Edit.OPTIONS)


def _counting_rows(page: Page, vote: Vote) -> list[list[Button]]:
    """How votes are filled in and counted, and what that way needs to know."""
    words = page.words
    how = words.plain("🧮 {how}", how=words.plain(METHOD_NAMES[vote.method]))
    rows = [[draft_button(vote, how, Edit.METHOD)]]
    if vote.method in ballot.WITH_SEATS:
        seats = words.plain("🪑 选出 {n} 个", n=vote.seats)
        rows.append([draft_button(vote, seats, Edit.SEATS)])
    if vote.method is Method.BUDGET:
        label = N_("💰 一共 {n} 元") if vote.money else N_("💰 一共有多少钱？")
        money = words.plain(label, n=yuan(vote.money))
        rows.append(
            [
                draft_button(vote, money, Edit.MONEY),
                draft_button(vote, words.plain("✏️ 改选项和价钱"), Edit.OPTIONS),
            ]
        )
    return rows


VIEWS: Mapping[str, Callable[..., Screen]] = {"vote.form": form}

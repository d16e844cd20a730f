"""What an act can end in besides success.

Refusal                  said to the person, in their language, with what to do next
├── NotAllowed           their role does not include this
├── NotAResident         they have not joined the courtyard, or nobody has confirmed them yet
├── NoCourtyard          there is none here, or (SentAway) its group has sent the bot away
├── NotFound             no such thing here
├── TooLate              it is closed, over or withdrawn
├── BadInput             we cannot read what they wrote
└── Already              it is so already
storage.errors.StoreError    the disk said no: the person is asked to try again
everything else              a bug: kept as a dead letter, the person gets an apology

A refusal carries a text with {placeholders} and what fills them; the words turn it into the
person's language. Columns add their own, beside the action that raises them.
"""

from __future__ import annotations


def N_(text: str) -> str:  # noqa: N802  # gettext's own name for "translate this later"
    """Mark a text for the catalogue without translating it here."""
    return text


class Refusal(Exception):
    """An act that may not happen, and the sentence that says why and what to do next."""

    text = N_("这个现在办不了。")
    final = False
    """Whether no other answer would help either: then the question it answered is over."""

    def __init__(self, text: str | None = None, **args: object) -> None:
        super().__init__(text or self.text)
        if text is not None:
            self.text = text
        self.args_by_name = args


class NotAllowed(Refusal):
    final = True
    text = N_("这件事要{roles}来办。您可以请他们帮忙。")


class NotAResident(Refusal):
    final = True
    text = N_("您还没登记是哪一户，或者还没人替您确认。私聊我点「登记」，一分钟就好。")


class NoCourtyard(Refusal):
    final = True
    text = N_("这个群还没建院坝。请群管理员发一句：/setup 院坝的名字")


class SentAway(NoCourtyard):
    text = N_(
        "我现在不在「{name}」的群里，办不了。请群管理员把我拉回去，先前的一样没丢。\n"
        "您的资料还看得到：/mydata，要全删掉：/forget"
    )


class NotFound(Refusal):
    text = N_("没找到这一条，可能已经撤了。发 /home 看看现在有啥。")


class TooLate(Refusal):
    final = True
    text = N_("晚了一步，这件事已经结束了。")


class BadInput(Refusal):
    text = N_("没看懂。")


class Already(Refusal):
    final = True
    text = N_("已经是这样了，不用再点。")

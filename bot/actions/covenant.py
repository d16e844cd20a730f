"""The covenant from a councillor's draft to a version that two of them publish."""

from __future__ import annotations

from typing import Any

from bot.access import Act, check
from bot.actions import board, second, signing
from bot.actions import courtyard as yards
from bot.errors import N_, Already, BadInput, NotFound, Refusal
from bot.rules.covenant import FIRST, Change, ChangeKind, Version, changes, clauses, text_hash
from bot.rules.covenant_edit import joined, read_edit
from bot.rules.covenant_limits import Finding, objectionable
from storage import audit, cards, covenant, seconds
from storage.covenant import Covenant, CovenantState
from storage.tx import Tx

LONGEST = 20_000
MOST_CLAUSES = 100
LONGEST_NOTE = 200


class NoText(BadInput):
    text = N_("没看到条文。一行写一条，直接发给我就行。")


class TooLong(BadInput):
    text = N_("太长了：公约最多两万字、100 条。短一点，大家才读得完。")


class NothingChanged(BadInput):
    text = N_("这和现在的第 {v} 版一个字不差，不用发新版。")


class NoSuchClause(BadInput):
    text = N_("没看懂要改哪一条。先写第几条，空一格，再写新的内容，比如：3 遛狗要牵绳")


class NothingLeft(BadInput):
    text = N_("就剩这一条了，不能再删。不想要这份草稿，就点「不要了」。")


class Objected(Refusal):
    text = N_(
        "有几条超出了院里的权力：改一改；实在要留，点「写明为什么留」，写一句给大家看的理由。"
    )


class WrongNote(BadInput):
    text = N_("理由要写 1 到 200 个字。")


class AlreadyOut(Refusal):
    text = N_("这一版已经发布了，不能再改。要改就写新版。")


class AlreadyAsked(Already):
    text = N_("这份已经请其他议事员看了，等他们回音。改过以后可以再发。")


class DraftChanged(Refusal):
    text = N_("这份草稿后来又改过，或者不要了，这一份不作数。请写的人重新发一次。")


class BaseMoved(Refusal):
    text = N_("这中间已经发布了别的新版，这份要对着新版再看一遍。请写的人重新发一次。")


def own_draft(tx: Tx, courtyard: int, person: int, number: int) -> Covenant:
    """Raises NotAllowed, NotFound, AlreadyOut."""
    check(tx, courtyard, person, Act.PUBLISH_COVENANT)
    draft = get(tx, courtyard, number)
    if draft.state is CovenantState.PUBLISHED:
        raise AlreadyOut
    if draft.by_person != person or draft.state is not CovenantState.DRAFT:
        raise NotFound
    return draft


def begin(tx: Tx, courtyard: int, person: int) -> int | None:
    """The draft this person goes on with: their own, else a copy of the version in force. None
    where there is neither, and the whole text has to be written."""
    check(tx, courtyard, person, Act.PUBLISH_COVENANT)
    mine = covenant.draft_of(tx, courtyard, person)
    if mine:
        return mine.covenant
    now = covenant.current(tx, courtyard)
    return covenant.add(tx, courtyard, person, now.clauses, now.note) if now else None


def write(tx: Tx, courtyard: int, person: int, text: str) -> int:
    """The whole text, as pasted: it becomes the person's draft, whose number is returned."""
    check(tx, courtyard, person, Act.PUBLISH_COVENANT)
    found = _checked(clauses(text), text)
    now = covenant.current(tx, courtyard)
    if now and now.clauses == found:
        raise NothingChanged(v=str(now.version))
    mine = covenant.draft_of(tx, courtyard, person)
    if mine is None:
        return covenant.add(tx, courtyard, person, found)
    _rewrite(tx, mine, found)
    return mine.covenant


def append(tx: Tx, courtyard: int, person: int, number: int, text: str) -> None:
    """More clauses at the end."""
    draft = own_draft(tx, courtyard, person, number)
    _checked(clauses(text), text)
    _rewrite(tx, draft, _checked(joined(draft.clauses, text)))


def change_clause(tx: Tx, courtyard: int, person: int, number: int, text: str) -> None:
    """`3 遛狗牵绳` rewords the third clause, `3 删` drops it."""
    draft = own_draft(tx, courtyard, person, number)
    edit = read_edit(text)
    if edit is None or not 1 <= edit.number <= len(draft.clauses):
        raise NoSuchClause
    lines = list(draft.clauses)
    if edit.text is None and len(lines) == 1:
        raise NothingLeft
    lines[edit.number - 1 : edit.number] = [edit.text] if edit.text else []
    _rewrite(tx, draft, _checked(lines))


def set_note(tx: Tx, courtyard: int, person: int, number: int, note: str) -> None:
    """Why a clause the linter objects to stands all the same; it is made public."""
    draft = own_draft(tx, courtyard, person, number)
    note = " ".join(note.split())
    if not 1 <= len(note) <= LONGEST_NOTE:
        raise WrongNote
    covenant.update(tx, draft, note=note)


def toggle_wording(tx: Tx, courtyard: int, person: int, number: int) -> None:
    """Between a major version and one that mends words only."""
    draft = own_draft(tx, courtyard, person, number)
    covenant.update(tx, draft, wording=int(not draft.wording))


def drop(tx: Tx, courtyard: int, person: int, number: int) -> None:
    covenant.update(
        tx, own_draft(tx, courtyard, person, number), state=CovenantState.DROPPED, clauses=()
    )


def submit(tx: Tx, courtyard: int, person: int, number: int) -> bool:
    """Ask for a second councillor, or publish at once where one may act alone (then True)."""
    draft = own_draft(tx, courtyard, person, number)
    _check_ready(tx, draft)
    base = base_of(tx, draft)
    args = {
        "covenant": number,
        "base": base.covenant if base else 0,
        "seal": seal(draft),
    }
    waiting = seconds.waiting(tx, courtyard)
    if any(one.act == Act.PUBLISH_COVENANT.value and one.args == args for one in waiting):
        raise AlreadyAsked
    if second.request(tx, courtyard, person, Act.PUBLISH_COVENANT, args) is None:
        publish(tx, courtyard, person, person, args)
        return True
    return False


def publish(tx: Tx, courtyard: int, first: int, other: int, args: dict[str, Any]) -> None:
    """Number the version, freeze its text, put its card up, and tell who has to sign again.

    Raises AlreadyOut, DraftChanged, BaseMoved: two people agree to one text over one base.
    """
    draft = get(tx, courtyard, args["covenant"])
    if draft.state is CovenantState.PUBLISHED:
        raise AlreadyOut
    if draft.state is CovenantState.DROPPED or seal(draft) != args["seal"]:
        raise DraftChanged
    base = base_of(tx, draft)
    if (base.covenant if base else 0) != args["base"]:
        raise BaseMoved
    _check_ready(tx, draft)
    version, frozen = version_of(tx, draft), text_hash(draft.clauses)
    covenant.update(
        tx,
        draft,
        state=CovenantState.PUBLISHED,
        major=version.major,
        minor=version.minor,
        base=base.covenant if base else None,
        text_hash=frozen,
        second_person=other,
        published_at=tx.now,
    )
    audit.append(
        tx,
        courtyard,
        "covenant.published",
        covenant=draft.covenant,
        version=str(version),
        frozen=frozen,
        clauses=len(draft.clauses),
        note=draft.note,
        first=first,
        second=other,
    )
    _make_public(tx, courtyard, draft.covenant, base)


def get(tx: Tx, courtyard: int, number: int) -> Covenant:
    """Raises NotFound."""
    found = covenant.get(tx, courtyard, number)
    if found is None:
        raise NotFound
    return found


def base_of(tx: Tx, found: Covenant) -> Covenant | None:
    """What a version is compared with: the one it replaced, or would replace."""
    if found.state is not CovenantState.PUBLISHED:
        return covenant.current(tx, found.courtyard)
    return covenant.get(tx, found.courtyard, found.base) if found.base else None


def diff(tx: Tx, found: Covenant) -> list[Change]:
    """What changed against the version before; nothing for the first one."""
    base = base_of(tx, found)
    return changes(base.clauses, found.clauses) if base else []


def version_of(tx: Tx, found: Covenant) -> Version:
    """Its number, or the one it would get now: 1.0, then 1.1 for words only, else 2.0."""
    if found.version:
        return found.version
    base = base_of(tx, found)
    if base is None or base.version is None:
        return FIRST
    minor = found.wording and may_be_wording(diff(tx, found))
    return base.version.next_minor() if minor else base.version.next_major()


def may_be_wording(found: list[Change]) -> bool:
    """A clause that comes or goes is never a mere matter of words."""
    return bool(found) and all(change.kind is ChangeKind.CHANGED for change in found)


def findings(found: Covenant) -> list[Finding]:
    return objectionable(found.clauses)


def seal(draft: Covenant) -> str:
    """What the second councillor agrees to: the text, the note on it, and major or minor."""
    return text_hash([*draft.clauses, draft.note or "", str(draft.wording)])[:16]


def _check_ready(tx: Tx, draft: Covenant) -> None:
    base = base_of(tx, draft)
    if base and base.clauses == draft.clauses:
        raise NothingChanged(v=str(base.version))
    if findings(draft) and not draft.note:
        raise Objected


def _make_public(tx: Tx, courtyard: int, number: int, base: Covenant | None) -> None:
    yard = yards.get(tx, courtyard)
    if base:
        cards.touch(tx, courtyard, "covenant", base.covenant)
    board.post_card(tx, yard, "covenant", number)
    signing.tell_signers(tx, yard, get(tx, courtyard, number))


def _rewrite(tx: Tx, draft: Covenant, lines: tuple[str, ...]) -> None:
    """A note stays as long as the clauses it speaks of are the same."""
    objected = _objected(lines)
    note = draft.note if objected and objected <= _objected(draft.clauses) else None
    covenant.update(tx, draft, clauses=lines, note=note)


def _objected(lines: tuple[str, ...]) -> set[str]:
    return {lines[found.number - 1] for found in objectionable(lines)}


def _checked(lines: list[str], text: str = "") -> tuple[str, ...]:
    if not lines:
        raise NoText
    if len(text) > LONGEST or sum(map(len, lines)) > LONGEST or len(lines) > MOST_CLAUSES:
        raise TooLong
    return tuple(lines)

"""Versions of the covenant are passed by two, signed by households, and asked for again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.access import Act
from bot.actions import covenant, parting, second, signing
from bot.actions.signing import Need, Outcome
from bot.errors import NotAllowed, NotAResident, NotFound
from bot.rules.covenant import ChangeKind
from bot.sandbox.ready import ReadyYard
from storage import audit, outbox, residents
from storage import covenant as rows
from storage.covenant import CovenantState
from storage.residents import Resident, ResidentState
from storage.tx import Tx
from tests.actions.conftest import NOON, MovedIn

TEXT = "1. 晚上十点过后小声点\n2. 遛狗要牵绳\n3. 楼道里不堆东西"


class House:
    """A courtyard of 120 households in a real database; `tx.now` moves by hand."""

    def __init__(self, tx: Tx, people: ReadyYard, courtyard: int) -> None:
        self.tx = tx
        self.people = people
        self.courtyard = courtyard
        self.first, self.other, *_ = (user.id for user in people.council)
        self.third = people.council[2].id

    def person(self, label: str) -> int:
        return self.people.by_label[label].id

    def publish(self, text: str) -> int:
        """Written whole by one councillor, confirmed by another."""
        number = covenant.write(self.tx, self.courtyard, self.first, text)
        return self.confirm(number)

    def confirm(self, number: int) -> int:
        assert not covenant.submit(self.tx, self.courtyard, self.first, number)
        args = self.asked()
        covenant.publish(self.tx, self.courtyard, self.first, self.other, args)
        return number

    def asked(self) -> dict[str, object]:
        """What the newest request for a second person carries."""
        found: str = self.tx.value("SELECT args FROM seconds ORDER BY id DESC LIMIT 1")
        args: dict[str, object] = json.loads(found)
        return args

    def signs(self, label: str, number: int) -> Outcome:
        found = covenant.get(self.tx, self.courtyard, number)
        seal = signing.seal_of(found)
        person = self.person(label)
        return signing.sign(self.tx, self.courtyard, person, number, seal).outcome

    def owing(self, number: int, what: Need) -> list[str]:
        found = covenant.get(self.tx, self.courtyard, number)
        return [one.label for one in signing.owing(self.tx, found, what)]

    def written_to(self, view: str = "covenant.reminder") -> list[int]:
        found = self.tx.rows("SELECT chat FROM outbox WHERE view = ? ORDER BY id", view)
        return [chat for (chat,) in found]

    def acts(self) -> list[str]:
        return [entry.act for entry in audit.entries(self.tx, self.courtyard)]


@pytest.fixture
def house(moved_in: MovedIn) -> House:
    return House(moved_in.tx, moved_in.crowd, moved_in.crowd.courtyard)


def test_c1_a_new_major_version_lists_its_90_old_signers_to_sign_again(house: House) -> None:
    first = house.publish(TEXT)
    labels = list(house.people.by_label)
    for label in labels[:90]:
        assert house.signs(label, first) is Outcome.SIGNED
    second_ = house.publish(f"{TEXT}\n4. 垃圾分好类")
    now = rows.current(house.tx, house.courtyard)
    assert now is not None
    assert str(now.version) == "2.0"
    assert house.owing(second_, Need.SIGN_AGAIN) == labels[:90]
    assert house.owing(second_, Need.SIGN) == labels[90:]
    assert signing.signed_count(house.tx, now) == 0
    old = covenant.get(house.tx, house.courtyard, first)
    assert (str(old.version), old.clauses[1]) == ("1.0", "遛狗要牵绳")
    assert signing.signed_count(house.tx, old) == 90


def test_only_those_who_signed_before_are_told_of_the_new_version(house: House) -> None:
    number = house.publish(TEXT)
    assert house.written_to() == []
    house.signs("3-2-501", number)
    house.publish(f"{TEXT}\n4. 垃圾分好类")
    assert house.written_to() == [house.person("3-2-501")]


def test_c2_a_fine_holds_the_covenant_up_until_it_is_reworded(house: House) -> None:
    number = covenant.write(house.tx, house.courtyard, house.first, "遛狗牵绳\n违者罚款200元")
    with pytest.raises(covenant.Objected):
        covenant.submit(house.tx, house.courtyard, house.first, number)
    covenant.change_clause(house.tx, house.courtyard, house.first, number, "2 违者由楼栋长劝一劝")
    assert house.confirm(number) == number


def test_c2_or_until_the_council_notes_why_it_stands(house: House) -> None:
    number = covenant.write(house.tx, house.courtyard, house.first, "遛狗牵绳\n院里不得罚款")
    covenant.set_note(house.tx, house.courtyard, house.first, number, " 这条是说\n不许罚款 ")
    house.confirm(number)
    assert covenant.get(house.tx, house.courtyard, number).note == "这条是说 不许罚款"
    published = audit.entries(house.tx, house.courtyard)[-1]
    assert "不许罚款" in (published.payload or "")


def test_a_note_goes_with_the_clause_it_speaks_of(house: House) -> None:
    tx, yard, person = house.tx, house.courtyard, house.first
    number = covenant.write(tx, yard, person, "遛狗牵绳\n院里不得罚款")
    covenant.set_note(tx, yard, person, number, "这条是说不许罚款")
    covenant.append(tx, yard, person, number, "不堆东西")
    assert covenant.get(tx, yard, number).note == "这条是说不许罚款"
    covenant.change_clause(tx, yard, person, number, "2 违者罚款")
    assert covenant.get(tx, yard, number).note is None


def test_wording_alone_is_a_minor_version_and_signatures_still_count(house: House) -> None:
    tx, yard = house.tx, house.courtyard
    first = house.publish(TEXT)
    house.signs("3-2-501", first)
    number = covenant.begin(tx, yard, house.first)
    assert number is not None
    covenant.change_clause(tx, yard, house.first, number, "1 晚上十点以后小声点")
    assert str(covenant.version_of(tx, covenant.get(tx, yard, number))) == "2.0"
    covenant.toggle_wording(tx, yard, house.first, number)
    house.confirm(number)
    now = covenant.get(tx, yard, number)
    assert str(now.version) == "1.1"
    assert signing.signed_count(tx, now) == 1
    assert house.owing(number, Need.SIGN_AGAIN) == []
    assert house.signs("3-2-501", number) is Outcome.BEFORE
    assert house.written_to() == []


def test_a_clause_that_comes_or_goes_is_never_mere_wording(house: House) -> None:
    tx, yard = house.tx, house.courtyard
    house.publish(TEXT)
    number = covenant.begin(tx, yard, house.first)
    assert number is not None
    covenant.toggle_wording(tx, yard, house.first, number)
    covenant.change_clause(tx, yard, house.first, number, "3 删")
    draft = covenant.get(tx, yard, number)
    assert [change.kind for change in covenant.diff(tx, draft)] == [ChangeKind.REMOVED]
    assert str(covenant.version_of(tx, draft)) == "2.0"


def test_the_last_clause_and_clauses_that_are_not_there_cannot_be_changed(house: House) -> None:
    tx, yard = house.tx, house.courtyard
    number = covenant.write(tx, yard, house.first, "遛狗牵绳")
    for text in ("2 删", "0 删", "删", "遛狗"):
        with pytest.raises(covenant.NoSuchClause):
            covenant.change_clause(tx, yard, house.first, number, text)
    with pytest.raises(covenant.NothingLeft):
        covenant.change_clause(tx, yard, house.first, number, "1 删")


def test_two_people_agree_to_one_text_so_a_changed_draft_is_not_it(house: House) -> None:
    tx, yard = house.tx, house.courtyard
    number = covenant.write(tx, yard, house.first, TEXT)
    covenant.submit(tx, yard, house.first, number)
    args = house.asked()
    covenant.append(tx, yard, house.first, number, "垃圾分好类")
    with pytest.raises(covenant.DraftChanged):
        covenant.publish(tx, yard, house.first, house.other, args)
    covenant.drop(tx, yard, house.first, number)
    with pytest.raises(covenant.DraftChanged):
        covenant.publish(tx, yard, house.first, house.other, args)
    assert rows.current(tx, yard) is None


def test_a_version_written_over_another_base_is_looked_at_again(house: House) -> None:
    tx, yard = house.tx, house.courtyard
    house.publish(TEXT)
    number = covenant.write(tx, yard, house.first, f"{TEXT}\n4. 垃圾分好类")
    covenant.submit(tx, yard, house.first, number)
    args = house.asked()
    rival = covenant.write(tx, yard, house.third, f"{TEXT}\n4. 车停在线里")
    covenant.submit(tx, yard, house.third, rival)
    covenant.publish(tx, yard, house.third, house.other, house.asked())
    with pytest.raises(covenant.BaseMoved):
        covenant.publish(tx, yard, house.first, house.other, args)


def test_the_same_text_is_asked_for_once_and_published_once(house: House) -> None:
    tx, yard = house.tx, house.courtyard
    number = covenant.write(tx, yard, house.first, TEXT)
    covenant.submit(tx, yard, house.first, number)
    with pytest.raises(covenant.AlreadyAsked):
        covenant.submit(tx, yard, house.first, number)
    asked = tx.value("SELECT max(id) FROM seconds")
    second.refuse(tx, yard, house.other, asked)
    assert house.confirm(number) == number
    for late in (house.asked(), {"covenant": number, "base": 0, "seal": ""}):
        with pytest.raises(covenant.AlreadyOut):
            covenant.publish(tx, yard, house.first, house.other, late)
    with pytest.raises(covenant.AlreadyOut):
        covenant.append(tx, yard, house.first, number, "垃圾分好类")


def test_the_first_chair_publishes_alone_while_there_are_not_three(house: House) -> None:
    tx, yard = house.tx, house.courtyard
    for member in house.people.council[1:]:
        residents.revoke(tx, yard, member.id, "councillor")
    number = covenant.write(tx, yard, house.first, TEXT)
    assert covenant.submit(tx, yard, house.first, number)
    assert covenant.get(tx, yard, number).state is CovenantState.PUBLISHED


def test_empty_endless_and_unchanged_texts_are_refused(house: House) -> None:
    tx, yard = house.tx, house.courtyard
    with pytest.raises(covenant.NoText):
        covenant.write(tx, yard, house.first, " \n ")
    for text in ("长" * 20_001, "条\n" * 101):
        with pytest.raises(covenant.TooLong):
            covenant.write(tx, yard, house.first, text)
    house.publish(TEXT)
    with pytest.raises(covenant.NothingChanged):
        covenant.write(tx, yard, house.first, TEXT)
    number = covenant.begin(tx, yard, house.first)
    assert number is not None
    with pytest.raises(covenant.NothingChanged):
        covenant.submit(tx, yard, house.first, number)
    for note in ("", " ", "长" * 201):
        with pytest.raises(covenant.WrongNote):
            covenant.set_note(tx, yard, house.first, number, note)
    covenant.write(tx, yard, house.first, "长" * 19_999)
    with pytest.raises(covenant.TooLong):
        covenant.append(tx, yard, house.first, number, "再来两字")


def test_one_goes_on_with_ones_own_draft_and_nobody_elses(house: House) -> None:
    tx, yard = house.tx, house.courtyard
    assert covenant.begin(tx, yard, house.first) is None
    number = covenant.write(tx, yard, house.first, TEXT)
    assert covenant.begin(tx, yard, house.first) == number
    assert covenant.write(tx, yard, house.first, "遛狗牵绳") == number
    assert covenant.begin(tx, yard, house.other) is None
    with pytest.raises(NotFound):
        covenant.append(tx, yard, house.other, number, "垃圾分好类")
    with pytest.raises(NotAllowed):
        covenant.write(tx, yard, house.person("3-2-501"), TEXT)


def test_a_signature_is_bound_to_the_text_it_was_given_for(house: House) -> None:
    tx, yard, person = house.tx, house.courtyard, house.person("3-2-501")
    first = house.publish(TEXT)
    with pytest.raises(signing.OtherText):
        signing.sign(tx, yard, person, first, "0" * 16)
    house.signs("3-2-501", first)
    signed = rows.history(tx, yard, person)
    assert [one.text_hash for one in signed] == [covenant.get(tx, yard, first).text_hash]
    house.publish(f"{TEXT}\n4. 垃圾分好类")
    with pytest.raises(signing.OldVersion) as refused:
        house.signs("3-2-502", first)
    assert refused.value.args_by_name == {"v": "2.0"}


def test_a_household_signs_once_whoever_of_it_taps(house: House) -> None:
    tx, yard = house.tx, house.courtyard
    number = house.publish(TEXT)
    partner = 99_001
    home = residents.resident(tx, yard, house.person("3-2-501"))
    assert home is not None
    residents.save(
        tx,
        Resident(yard, partner, home.household, None, ResidentState.CONFIRMED, 1, NOON, NOON),
    )
    assert house.signs("3-2-501", number) is Outcome.SIGNED
    seal = signing.seal_of(covenant.get(tx, yard, number))
    assert signing.sign(tx, yard, partner, number, seal).outcome is Outcome.BEFORE
    assert signing.signed_count(tx, covenant.get(tx, yard, number)) == 1
    assert house.acts().count("covenant.signed") == 1
    assert signing.unsign(tx, yard, partner, number).outcome is Outcome.TAKEN_BACK
    assert signing.signed_count(tx, covenant.get(tx, yard, number)) == 0
    with pytest.raises(signing.NotSigned):
        signing.unsign(tx, yard, partner, number)


def test_taking_back_works_under_a_minor_version_signed_before(house: House) -> None:
    tx, yard = house.tx, house.courtyard
    first = house.publish(TEXT)
    house.signs("3-2-501", first)
    number = covenant.begin(tx, yard, house.first)
    assert number is not None
    covenant.change_clause(tx, yard, house.first, number, "1 晚上十点以后小声点")
    covenant.toggle_wording(tx, yard, house.first, number)
    house.confirm(number)
    signing.unsign(tx, yard, house.person("3-2-501"), number)
    assert "3-2-501" in house.owing(number, Need.SIGN)


def test_strangers_other_yards_and_people_without_a_household_cannot_sign(house: House) -> None:
    tx, yard = house.tx, house.courtyard
    number = house.publish(TEXT)
    with pytest.raises(NotAResident):
        signing.tap(tx, yard, house.people.stranger.id, number)
    with pytest.raises(NotAResident):
        signing.tap(tx, yard + 1, house.person("3-2-501"), number)
    worker = 99_002
    residents.save(tx, Resident(yard, worker, None, None, ResidentState.CONFIRMED, 1, NOON, NOON))
    with pytest.raises(signing.NoHousehold):
        signing.tap(tx, yard, worker, number)


def test_nothing_can_be_signed_before_there_is_a_covenant(house: House) -> None:
    number = covenant.write(house.tx, house.courtyard, house.first, TEXT)
    with pytest.raises(signing.NoCovenant):
        signing.tap(house.tx, house.courtyard, house.person("3-2-501"), number)


def test_the_second_tap_signs_if_it_comes_within_ten_minutes(house: House) -> None:
    tx, yard, person = house.tx, house.courtyard, house.person("3-2-501")
    number = house.publish(TEXT)
    assert signing.tap(tx, yard, person, number).outcome is Outcome.ASKED
    tx.now += timedelta(minutes=10, seconds=1)
    assert signing.tap(tx, yard, person, number).outcome is Outcome.ASKED
    tx.now += timedelta(minutes=10)
    assert signing.tap(tx, yard, person, number).outcome is Outcome.SIGNED
    assert signing.tap(tx, yard, person, number).outcome is Outcome.BEFORE
    signing.unsign(tx, yard, person, number)
    assert signing.tap(tx, yard, person, number).outcome is Outcome.ASKED


def test_a_first_tap_for_the_old_version_does_not_count_for_the_new_one(house: House) -> None:
    tx, yard, person = house.tx, house.courtyard, house.person("3-2-501")
    signing.tap(tx, yard, person, house.publish(TEXT))
    number = house.publish(f"{TEXT}\n4. 垃圾分好类")
    assert signing.tap(tx, yard, person, number).outcome is Outcome.ASKED


def test_reminders_reach_who_has_not_signed_and_once_a_day(house: House) -> None:
    tx, yard = house.tx, house.courtyard
    number = house.publish(TEXT)
    house.signs("3-2-501", number)
    assert signing.remind(tx, yard, house.first, number) == (119, 119)
    assert house.person("3-2-501") not in house.written_to()
    assert signing.remind(tx, yard, house.other, number) == (0, 119)
    tx.now += timedelta(days=1)
    assert signing.remind(tx, yard, house.first, number) == (119, 119)
    with pytest.raises(NotAllowed):
        signing.remind(tx, yard, house.person("3-2-501"), number)


def test_a_reminder_of_the_night_is_the_one_of_the_next_day(house: House) -> None:
    tx, yard = house.tx, house.courtyard
    number = house.publish(TEXT)
    tx.now = NOON + timedelta(hours=11)
    assert signing.remind(tx, yard, house.first, number)[0] == 120
    arrives = tx.value("SELECT max(not_before) FROM outbox WHERE view = 'covenant.reminder'")
    assert datetime.fromtimestamp(arrives / 1000, UTC) == NOON + timedelta(hours=20)
    tx.now = NOON + timedelta(hours=21)
    assert signing.remind(tx, yard, house.first, number)[0] == 0


def test_whoever_cannot_be_written_to_is_not_counted_as_told(house: House) -> None:
    number = house.publish(TEXT)
    gone = house.person("3-2-504")
    house.tx.run("UPDATE people SET reachable = -1 WHERE person = ?", gone)
    told, missing = signing.remind(house.tx, house.courtyard, house.first, number)
    assert (told, missing) == (119, 120)


def test_a_forgotten_persons_household_stays_signed(house: House) -> None:
    tx, yard = house.tx, house.courtyard
    number = house.publish(TEXT)
    house.signs("1-1-101", number)
    covenant.begin(tx, yard, house.first)
    rows.forget(tx, yard, house.first)
    assert rows.history(tx, yard, house.first) == []
    assert rows.draft_of(tx, yard, house.first) is None
    now = covenant.get(tx, yard, number)
    assert (now.by_person, now.second_person) == (None, house.other)
    assert signing.signed_count(tx, now) == 1


def test_a_household_that_leaves_the_roll_takes_its_signature_along(house: House) -> None:
    tx, yard = house.tx, house.courtyard
    number = house.publish(TEXT)
    house.signs("3-2-501", number)
    house.signs("3-2-502", number)
    parting.move_out(tx, yard, house.person("3-2-501"))
    parting.forget(tx, yard, house.person("3-2-502"))
    assert signing.signed_count(tx, covenant.get(tx, yard, number)) == 0
    assert len(house.owing(number, Need.SIGN)) == residents.count_households(tx, yard) == 118


def test_every_act_is_in_the_audit_chain_and_names_no_person_who_signs(house: House) -> None:
    tx, yard = house.tx, house.courtyard
    number = house.publish(TEXT)
    house.signs("3-2-501", number)
    signing.unsign(tx, yard, house.person("3-2-501"), number)
    signing.remind(tx, yard, house.first, number)
    assert house.acts()[-5:] == [
        "second.asked",
        "covenant.published",
        "covenant.signed",
        "covenant.unsigned",
        "covenant.reminded",
    ]
    assert audit.verify(tx, yard) is None
    signed = audit.entries(tx, yard)[-3]
    assert str(house.person("3-2-501")) not in (signed.payload or "")


def test_another_councillor_is_asked_to_confirm(house: House) -> None:
    number = covenant.write(house.tx, house.courtyard, house.first, TEXT)
    covenant.submit(house.tx, house.courtyard, house.first, number)
    assert house.first not in house.written_to("second.ask")
    assert house.other in house.written_to("second.ask")
    waiting = outbox.heads(house.tx, 10)
    assert any(parcel.view == "second.ask" for parcel in waiting)
    assert house.tx.value("SELECT act FROM seconds") == Act.PUBLISH_COVENANT.value

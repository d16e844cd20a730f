"""The clock is the only source of time: never naive, never stuck, never misled by a torn file."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.clock import Clock, FollowedClock, SetClock, SystemClock

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
CHENGDU = timezone(timedelta(hours=8))


@pytest.fixture
def offset_file(tmp_path: Path) -> Path:
    return tmp_path / "offset"


@pytest.fixture
def followed(offset_file: Path) -> FollowedClock:
    return FollowedClock(offset_file, SetClock(NOON))


def test_the_system_clock_tells_the_machines_time_in_utc() -> None:
    before = datetime.now(UTC)
    told = SystemClock().now()
    assert before <= told <= datetime.now(UTC)
    assert told.utcoffset() == timedelta(0)


def test_a_set_clock_stands_still_until_it_is_moved() -> None:
    clock = SetClock(NOON)
    assert clock.now() == clock.now() == NOON
    clock.advance(timedelta(minutes=5))
    assert clock.now() == NOON + timedelta(minutes=5)
    clock.set(NOON - timedelta(days=1))
    assert clock.now() == NOON - timedelta(days=1)


def test_a_set_clock_speaks_utc_whatever_zone_it_was_set_in() -> None:
    clock = SetClock(datetime(2026, 3, 1, 20, 0, tzinfo=CHENGDU))
    assert clock.now().isoformat() == "2026-03-01T12:00:00+00:00"
    clock.set(datetime(2026, 3, 2, 8, 0, tzinfo=CHENGDU))
    assert clock.now().isoformat() == "2026-03-02T00:00:00+00:00"


def test_a_naive_time_is_refused() -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(ValueError, match="aware"):
        SetClock(naive)
    clock = SetClock(NOON)
    with pytest.raises(ValueError, match="aware"):
        clock.set(naive)
    assert clock.now() == NOON


def test_without_a_file_the_followed_clock_is_its_base(followed: FollowedClock) -> None:
    assert followed.offset() == timedelta(0)
    assert followed.now() == NOON


def test_without_a_base_the_followed_clock_follows_the_machine(offset_file: Path) -> None:
    offset_file.write_text("86400")
    clock: Clock = FollowedClock(offset_file)
    before = datetime.now(UTC) + timedelta(days=1)
    assert before <= clock.now() <= datetime.now(UTC) + timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("-90\n", -90), (" 1.5 ", 1.5), ("0", 0)]
)
def test_the_files_seconds_are_added(
    followed: FollowedClock, offset_file: Path, text: str, seconds: float
) -> None:
    offset_file.write_text(text)
    assert followed.offset() == timedelta(seconds=seconds)
    assert followed.now() == NOON + timedelta(seconds=seconds)


def test_a_rewritten_file_is_followed_at_once(followed: FollowedClock, offset_file: Path) -> None:
    for text in ("1", "22", "333", "4"):
        offset_file.write_text(text)
        assert followed.offset() == timedelta(seconds=int(text))


def test_a_file_swapped_in_with_the_same_size_and_mtime_is_noticed(
    followed: FollowedClock, offset_file: Path, tmp_path: Path
) -> None:
    offset_file.write_text("111")
    os.utime(offset_file, ns=(1, 1))
    assert followed.offset() == timedelta(seconds=111)
    successor = tmp_path / "successor"
    successor.write_text("222")
    os.utime(successor, ns=(1, 1))
    successor.replace(offset_file)
    assert followed.offset() == timedelta(seconds=222)


def test_an_unchanged_file_is_read_only_once(
    followed: FollowedClock, offset_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[Path] = []
    original = Path.read_text

    def counted(path: Path, encoding: str | None = None) -> str:
        reads.append(path)
        return original(path, encoding=encoding)

    monkeypatch.setattr(Path, "read_text", counted)
    offset_file.write_text("60")
    for _ in range(5):
        assert followed.offset() == timedelta(seconds=60)
    offset_file.write_text("what")
    for _ in range(5):
        assert followed.offset() == timedelta(seconds=60)
    assert reads == [offset_file, offset_file]


@pytest.mark.parametrize("torn", ["", "soon", "nan", "inf", "-inf", "1e300", "9" * 12])
def test_unreadable_content_keeps_the_last_offset(
    followed: FollowedClock, offset_file: Path, torn: str
) -> None:
    offset_file.write_text("60")
    assert followed.offset() == timedelta(seconds=60)
    offset_file.write_text(torn)
    assert followed.now() == NOON + timedelta(seconds=60)
    offset_file.write_text("3600")
    assert followed.offset() == timedelta(hours=1)


def test_bytes_that_are_no_text_keep_the_last_offset(
    followed: FollowedClock, offset_file: Path
) -> None:
    offset_file.write_text("60")
    assert followed.offset() == timedelta(seconds=60)
    offset_file.write_bytes(b"\xff\xfe\x00")
    assert followed.offset() == timedelta(seconds=60)


def test_something_that_is_no_file_keeps_the_last_offset(
    followed: FollowedClock, offset_file: Path
) -> None:
    offset_file.write_text("60")
    assert followed.offset() == timedelta(seconds=60)
    offset_file.unlink()
    offset_file.mkdir()
    assert followed.offset() == timedelta(seconds=60)


def test_a_removed_file_brings_the_clock_back_and_a_new_one_is_followed(
    followed: FollowedClock, offset_file: Path
) -> None:
    offset_file.write_text("60")
    assert followed.offset() == timedelta(seconds=60)
    offset_file.unlink()
    assert followed.offset() == timedelta(0)
    offset_file.write_text("60")
    assert followed.offset() == timedelta(seconds=60)

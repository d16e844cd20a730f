"""How often somebody may come: from one address, and all together."""

from __future__ import annotations

from bot import meter as meter_module
from bot.meter import Meter


class Watch:
    def __init__(self) -> None:
        self.time = 100.0

    def now(self) -> float:
        return self.time


def taken(meter: Meter, address: str, times: int) -> int:
    return sum(meter.wait(address) == 0 for _ in range(times))


def test_a_burst_passes_and_then_so_many_a_second() -> None:
    watch = Watch()
    meter = Meter(10, 1_000, burst_s=2, now=watch.now)
    assert taken(meter, "a", 50) == 20
    assert 0 < meter.wait("a") <= 0.1
    watch.time += 1
    assert taken(meter, "a", 50) == 10
    watch.time += 3600
    assert taken(meter, "a", 50) == 20, "what is not used is not saved up for ever"


def test_one_address_does_not_use_up_the_turns_of_another() -> None:
    meter = Meter(10, 1_000, burst_s=1, now=Watch().now)
    assert taken(meter, "a", 100) == 10
    assert taken(meter, "b", 100) == 10


def test_all_together_have_a_limit_and_who_is_sent_away_uses_none_of_it() -> None:
    watch = Watch()
    meter = Meter(10, 25, burst_s=1, now=watch.now)
    assert taken(meter, "a", 1_000) == 10
    assert [taken(meter, who, 10) for who in "bcd"] == [10, 5, 0]
    assert meter.wait("e") <= 1 / 25
    watch.time += 1
    assert taken(meter, "e", 100) == 10


def test_a_million_addresses_do_not_fill_the_memory() -> None:
    meter = Meter(1, 1e9, now=Watch().now)
    for number in range(meter_module.REMEMBERED + 100):
        meter.wait(str(number))
    assert len(meter._known) == meter_module.REMEMBERED

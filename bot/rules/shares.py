"""The shares the law speaks of, in its own words: 以上 includes the number, 过 exceeds it."""

from __future__ import annotations

from bot.rules.verdict import Threshold

MORE_THAN_HALF = Threshold(1, 2, strict=True)  # 过半数
AT_LEAST_HALF = Threshold(1, 2, strict=False)  # 半数以上, in bodies that read it so
AT_LEAST_A_THIRD = Threshold(1, 3, strict=False)  # 不得少于三分之一
TWO_THIRDS = Threshold(2, 3, strict=False)  # 三分之二以上
MORE_THAN_TWO_THIRDS = Threshold(2, 3, strict=True)  # 超过三分之二
THREE_QUARTERS = Threshold(3, 4, strict=False)  # 四分之三以上
FOUR_FIFTHS = Threshold(4, 5, strict=False)  # 五分之四以上
A_TENTH = Threshold(1, 10, strict=False)  # 十分之一以上
ALL = Threshold(1, 1, strict=False)  # 全体

"""How long what stays, in one place. storage.retention makes it true.

No longer than the purpose needs (个人信息保护法 art. 19), and erased when it is reached (art. 47).
"""

from __future__ import annotations

from datetime import timedelta

DAY = timedelta(days=1)
YEAR = timedelta(days=365)

QUESTION = 2 * DAY
"""A question that waits for an answer is stale after one day."""
SENT = 7 * DAY
"""What was sent, and which updates came: Telegram brings an update again for a day at most."""
LETTERS = 30 * DAY
"""What failed by a fault of ours, with what somebody wrote, until an operator has looked."""
LYING = 90 * DAY
"""What was begun and never sent."""
ANSWERS = 90 * DAY
"""Who came to an event that is over."""
STRANGERS = 90 * DAY
"""An account that belongs to no courtyard."""
BALLOTS = YEAR
"""After a result is final: as long as it can be taken to court (Civil Code art. 280, 152)."""
SETTLED = YEAR
"""Who asked for what two decide, and who agreed."""
GONE = YEAR
"""After moving out, or after agreeing to the notice without ever naming a home; and after the bot
was sent out of the group."""
TOPICS = 3 * YEAR
"""What was raised and announced: as long as a claim can be brought (Civil Code art. 188)."""
LEDGER = 5 * YEAR
"""What the audit chain says; its hashes stay."""

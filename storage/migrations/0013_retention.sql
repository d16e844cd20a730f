-- What is kept no longer than needed: since when a vote, an event or a resident is what it is now,
-- so that its time can run out. `cleared_at` says that the ballots of a vote are past their time;
-- `brought` is how many of them came in which way, for the announced result.

ALTER TABLE votes ADD COLUMN since INTEGER;
ALTER TABLE votes ADD COLUMN cleared_at INTEGER;
ALTER TABLE votes ADD COLUMN brought TEXT NOT NULL DEFAULT '{}';
UPDATE votes SET since = coalesce(posted_until, closed_at, opens_at, opened_at);

ALTER TABLE events ADD COLUMN since INTEGER;
UPDATE events SET since = starts_at WHERE state <> 'DRAFT';

ALTER TABLE residents ADD COLUMN left_at INTEGER;
ALTER TABLE people ADD COLUMN idle_since INTEGER;

INSERT INTO due (courtyard, kind, subject, due_at)
  SELECT courtyard, 'retention.yard', '', 0 FROM courtyards;
INSERT INTO due (courtyard, kind, subject, due_at)
  SELECT 0, 'retention.house', '', 0 WHERE EXISTS (SELECT 1 FROM courtyards);

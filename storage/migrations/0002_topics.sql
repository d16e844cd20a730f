-- Topics from the first sentence to the last rating. `author` and the other people are NULL once
-- forgotten; `public` says whether the group has seen the topic; `round` counts its reopenings.

CREATE TABLE topics (
  courtyard INTEGER NOT NULL,
  topic INTEGER NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  author INTEGER,
  state TEXT NOT NULL CHECK (state IN ('submitted', 'handed_over', 'discussing', 'signposted',
    'appealed', 'agreed', 'to_vote', 'adopted', 'rejected', 'in_progress', 'done', 'closed',
    'reopened', 'withdrawn', 'merged')),
  matter TEXT CHECK (matter IN ('gov', 'shared', 'private')),
  public INTEGER NOT NULL,
  raised_at INTEGER NOT NULL,
  sorted_at INTEGER,
  sorted_by INTEGER,
  due_at INTEGER,
  overdue INTEGER NOT NULL DEFAULT 0,
  nudges INTEGER NOT NULL DEFAULT 0,
  officer INTEGER,
  handler TEXT,
  agreed TEXT,
  explained TEXT,
  appeal TEXT,
  appeals INTEGER NOT NULL DEFAULT 0,
  vote INTEGER,
  merged_into INTEGER,
  round INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (courtyard, topic)
) STRICT, WITHOUT ROWID;
CREATE INDEX topics_by_state ON topics (courtyard, state);
CREATE INDEX topics_by_author ON topics (courtyard, author);

CREATE TABLE topic_history (
  courtyard INTEGER NOT NULL,
  topic INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  what TEXT NOT NULL,
  person INTEGER,
  note TEXT NOT NULL,
  PRIMARY KEY (courtyard, topic, seq),
  FOREIGN KEY (courtyard, topic) REFERENCES topics (courtyard, topic)
) STRICT, WITHOUT ROWID;

-- What someone is about to raise and has not sent yet: one at a time for each person.
CREATE TABLE topic_drafts (
  courtyard INTEGER NOT NULL,
  person INTEGER NOT NULL,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, person)
) STRICT, WITHOUT ROWID;

-- The kind each councillor picked for a topic under appeal.
CREATE TABLE topic_picks (
  courtyard INTEGER NOT NULL,
  topic INTEGER NOT NULL,
  person INTEGER NOT NULL,
  matter TEXT NOT NULL CHECK (matter IN ('gov', 'shared', 'private')),
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, topic, person),
  FOREIGN KEY (courtyard, topic) REFERENCES topics (courtyard, topic)
) STRICT, WITHOUT ROWID;

-- One rating for each household and round; `unit` is minus the person for one without a household.
CREATE TABLE topic_ratings (
  courtyard INTEGER NOT NULL,
  topic INTEGER NOT NULL,
  round INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  person INTEGER,
  score TEXT NOT NULL CHECK (score IN ('good', 'fair', 'poor')),
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, topic, round, unit),
  FOREIGN KEY (courtyard, topic) REFERENCES topics (courtyard, topic)
) STRICT, WITHOUT ROWID;

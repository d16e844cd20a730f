CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT;
CREATE TABLE courtyards (
  courtyard INTEGER PRIMARY KEY,
  chat INTEGER NOT NULL UNIQUE,
  name TEXT NOT NULL,
  zone TEXT NOT NULL,
  lang TEXT NOT NULL,
  channel INTEGER,
  forum_thread INTEGER,
  settings TEXT NOT NULL DEFAULT '{}',
  state TEXT NOT NULL CHECK (state IN ('ACTIVE', 'LEFT')),
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE counters (
  courtyard INTEGER NOT NULL,
  name TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (courtyard, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE people (
  person INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  username TEXT,
  lang TEXT,
  courtyard INTEGER,
  reachable INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX people_by_username ON people (username);
CREATE TABLE households (
  courtyard INTEGER NOT NULL,
  household INTEGER NOT NULL,
  label TEXT NOT NULL,
  since INTEGER NOT NULL,
  on_roll INTEGER NOT NULL DEFAULT 1 CHECK (on_roll IN (0, 1)),
  building TEXT NOT NULL DEFAULT '',
  unit TEXT NOT NULL DEFAULT '',
  room TEXT NOT NULL DEFAULT '',
  area INTEGER NOT NULL DEFAULT 0 CHECK (area >= 0),
  owner INTEGER NOT NULL,
  listed INTEGER NOT NULL DEFAULT 0 CHECK (listed IN (0, 1)),
  unsold INTEGER NOT NULL DEFAULT 0 CHECK (unsold IN (0, 1)),
  voter INTEGER,
  voter_alone INTEGER NOT NULL DEFAULT 0 CHECK (voter_alone IN (0, 1)),
  contested INTEGER NOT NULL DEFAULT 0 CHECK (contested IN (0, 1)),
  sealed INTEGER NOT NULL DEFAULT 0 CHECK (sealed IN (0, 1)),
  PRIMARY KEY (courtyard, household),
  UNIQUE (courtyard, label)
) STRICT, WITHOUT ROWID;
CREATE INDEX households_by_owner ON households (courtyard, owner);
CREATE TABLE residents (
  courtyard INTEGER NOT NULL,
  person INTEGER NOT NULL,
  household INTEGER,
  claim TEXT,
  state TEXT NOT NULL CHECK (state IN ('CONSENTED', 'CLAIMED', 'CONFIRMED', 'LEFT')),
  consent_version INTEGER NOT NULL,
  consented_at INTEGER NOT NULL,
  confirmed_at INTEGER,
  PRIMARY KEY (courtyard, person),
  FOREIGN KEY (courtyard, household) REFERENCES households (courtyard, household)
) STRICT, WITHOUT ROWID;
CREATE INDEX residents_by_household ON residents (courtyard, household);
CREATE INDEX residents_by_person ON residents (person);
CREATE TABLE roles (
  courtyard INTEGER NOT NULL,
  person INTEGER NOT NULL,
  role TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (courtyard, person, role)
) STRICT, WITHOUT ROWID;
CREATE TABLE seconds (
  courtyard INTEGER NOT NULL,
  id INTEGER NOT NULL,
  act TEXT NOT NULL,
  args TEXT NOT NULL,
  by_person INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('WAITING', 'CONFIRMED', 'REFUSED', 'WITHDRAWN')),
  at INTEGER NOT NULL,
  decided_by INTEGER,
  PRIMARY KEY (courtyard, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE prompts (
  person INTEGER PRIMARY KEY,
  courtyard INTEGER NOT NULL,
  kind TEXT NOT NULL,
  args TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE TABLE outbox (
  courtyard INTEGER NOT NULL,
  id INTEGER NOT NULL,
  chat INTEGER NOT NULL,
  thread INTEGER,
  edits INTEGER,
  view TEXT NOT NULL,
  args TEXT NOT NULL,
  priority INTEGER NOT NULL,
  dedupe TEXT,
  not_before INTEGER NOT NULL,
  reply_to INTEGER,
  reply_card TEXT,
  silent INTEGER NOT NULL,
  once INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL CHECK (state IN ('WAITING', 'SENT', 'DROPPED', 'PARKED')),
  attempts INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  message INTEGER,
  created_at INTEGER NOT NULL,
  sent_at INTEGER,
  PRIMARY KEY (courtyard, id),
  UNIQUE (courtyard, dedupe)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_waiting ON outbox (chat, priority, courtyard, id) WHERE state = 'WAITING';
CREATE INDEX outbox_queue ON outbox (priority, courtyard, id) WHERE state = 'WAITING';
CREATE INDEX outbox_unfinished ON outbox (state, not_before) WHERE state IN ('WAITING', 'PARKED');
CREATE TABLE cards (
  courtyard INTEGER NOT NULL,
  kind TEXT NOT NULL,
  subject INTEGER NOT NULL,
  chat INTEGER NOT NULL,
  thread INTEGER,
  message INTEGER,
  version INTEGER NOT NULL,
  drawn INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  PRIMARY KEY (courtyard, kind, subject, chat)
) STRICT, WITHOUT ROWID;
CREATE INDEX cards_dirty ON cards (not_before) WHERE drawn < version;
CREATE TABLE due (
  courtyard INTEGER NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  PRIMARY KEY (courtyard, kind, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX due_by_time ON due (due_at);
CREATE TABLE audit (
  courtyard INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  act TEXT NOT NULL,
  digest TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL,
  payload TEXT,
  salt TEXT,
  PRIMARY KEY (courtyard, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE seen (
  update_id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT;
CREATE TABLE dead_letters (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  source TEXT NOT NULL,
  content TEXT NOT NULL,
  error TEXT NOT NULL
) STRICT;
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
CREATE TABLE topic_drafts (
  courtyard INTEGER NOT NULL,
  person INTEGER NOT NULL,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, person)
) STRICT, WITHOUT ROWID;
CREATE TABLE topic_picks (
  courtyard INTEGER NOT NULL,
  topic INTEGER NOT NULL,
  person INTEGER NOT NULL,
  matter TEXT NOT NULL CHECK (matter IN ('gov', 'shared', 'private')),
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, topic, person),
  FOREIGN KEY (courtyard, topic) REFERENCES topics (courtyard, topic)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE votes (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  title TEXT NOT NULL,
  topic INTEGER,
  electorate TEXT NOT NULL CHECK (electorate IN
    ('HOUSEHOLDS', 'RESIDENTS', 'OWNERS', 'DELEGATES', 'COUNCIL', 'PARTY')),
  options TEXT NOT NULL,
  method TEXT NOT NULL,
  seats INTEGER NOT NULL DEFAULT 1 CHECK (seats >= 1),
  costs TEXT NOT NULL DEFAULT '[]',
  money INTEGER NOT NULL DEFAULT 0 CHECK (money >= 0),
  rule TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('DRAFT', 'NOTICED', 'OPEN', 'CLOSED', 'CONTESTED',
    'FINAL', 'VOIDED', 'CANCELLED')),
  by_person INTEGER NOT NULL,
  closes_at INTEGER,
  opened_at INTEGER,
  closed_at INTEGER,
  close_reason TEXT,
  eligible INTEGER NOT NULL DEFAULT 0,
  eligible_area INTEGER NOT NULL DEFAULT 0,
  text_hash TEXT,
  result TEXT,
  turnout INTEGER NOT NULL DEFAULT 0,
  counted TEXT,
  counted_area TEXT,
  outcome TEXT,
  head TEXT,
  present INTEGER CHECK (present > 0),
  effect TEXT,
  advice TEXT NOT NULL DEFAULT '{}',
  progress TEXT,
  opens_at INTEGER,
  posted_until INTEGER,
  objections_until INTEGER,
  repeats INTEGER,
  secret INTEGER NOT NULL DEFAULT 0,
  receipts INTEGER NOT NULL DEFAULT 0,
  proxied INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (courtyard, vote)
) STRICT, WITHOUT ROWID;
CREATE INDEX votes_by_state ON votes (courtyard, state, closes_at);
CREATE TABLE objections (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  objection INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  person INTEGER,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  ruling TEXT CHECK (ruling IN ('reject', 'recount', 'void')),
  reason TEXT,
  ruled_at INTEGER,
  PRIMARY KEY (courtyard, vote, objection),
  FOREIGN KEY (courtyard, vote) REFERENCES votes (courtyard, vote)
) STRICT, WITHOUT ROWID;
CREATE TABLE vote_roll (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  label TEXT NOT NULL,
  building TEXT NOT NULL DEFAULT '',
  heads INTEGER NOT NULL DEFAULT 1,
  area INTEGER NOT NULL DEFAULT 0,
  voter INTEGER,
  PRIMARY KEY (courtyard, vote, unit),
  FOREIGN KEY (courtyard, vote) REFERENCES votes (courtyard, vote)
) STRICT, WITHOUT ROWID;
CREATE TABLE vote_buildings (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  building TEXT NOT NULL,
  units INTEGER NOT NULL,
  voted INTEGER NOT NULL DEFAULT 0,
  area INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (courtyard, vote, building),
  FOREIGN KEY (courtyard, vote) REFERENCES votes (courtyard, vote)
) STRICT, WITHOUT ROWID;
CREATE TABLE vote_flats (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  household INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  PRIMARY KEY (courtyard, vote, household),
  FOREIGN KEY (courtyard, vote, unit) REFERENCES vote_roll (courtyard, vote, unit)
) STRICT, WITHOUT ROWID;
CREATE TABLE ballots (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  content TEXT NOT NULL,
  person INTEGER,
  cast_at INTEGER NOT NULL,
  channel TEXT NOT NULL DEFAULT 'TAP' CHECK (channel IN ('TAP', 'PAPER', 'ASSISTED', 'PROXY')),
  helper INTEGER,
  PRIMARY KEY (courtyard, vote, unit),
  FOREIGN KEY (courtyard, vote, unit) REFERENCES vote_roll (courtyard, vote, unit)
) STRICT, WITHOUT ROWID;
CREATE TABLE ballot_history (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  cast_at INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  content TEXT NOT NULL,
  person INTEGER,
  channel TEXT NOT NULL DEFAULT 'TAP',
  helper INTEGER,
  PRIMARY KEY (courtyard, vote, unit, turn)
) STRICT, WITHOUT ROWID;
CREATE TABLE ballot_drafts (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  person INTEGER NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (courtyard, vote, person),
  FOREIGN KEY (courtyard, vote) REFERENCES votes (courtyard, vote)
) STRICT, WITHOUT ROWID;
CREATE TABLE presets (
  courtyard INTEGER NOT NULL,
  key TEXT NOT NULL,
  content TEXT NOT NULL,
  vote INTEGER NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (courtyard, key, vote)
) STRICT, WITHOUT ROWID;
CREATE TABLE reasons (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  objection INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  person INTEGER,
  reason TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('OPEN', 'WITHDRAWN', 'RESOLVED')),
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, vote, objection),
  FOREIGN KEY (courtyard, vote, unit) REFERENCES vote_roll (courtyard, vote, unit)
) STRICT, WITHOUT ROWID;
CREATE TABLE vote_turnout (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  PRIMARY KEY (courtyard, vote, unit),
  FOREIGN KEY (courtyard, vote, unit) REFERENCES vote_roll (courtyard, vote, unit)
) STRICT, WITHOUT ROWID;
CREATE TABLE secret_ballots (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  nonce TEXT NOT NULL,
  content TEXT NOT NULL,
  heads INTEGER NOT NULL,
  area INTEGER NOT NULL,
  line TEXT NOT NULL,
  PRIMARY KEY (courtyard, vote, nonce),
  FOREIGN KEY (courtyard, vote) REFERENCES votes (courtyard, vote)
) STRICT, WITHOUT ROWID;
CREATE TABLE covenants (
  courtyard INTEGER NOT NULL,
  covenant INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('DRAFT', 'PUBLISHED', 'DROPPED')),
  clauses TEXT NOT NULL,
  wording INTEGER NOT NULL DEFAULT 0,
  note TEXT,
  by_person INTEGER,
  second_person INTEGER,
  base INTEGER,
  major INTEGER,
  minor INTEGER,
  text_hash TEXT,
  created_at INTEGER NOT NULL,
  published_at INTEGER,
  PRIMARY KEY (courtyard, covenant),
  CHECK (state <> 'PUBLISHED' OR (major >= 1 AND minor >= 0 AND text_hash IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX covenants_by_version ON covenants (courtyard, major, minor);
CREATE INDEX covenants_by_author ON covenants (courtyard, by_person, state);
CREATE TABLE covenant_signatures (
  courtyard INTEGER NOT NULL,
  household INTEGER NOT NULL,
  covenant INTEGER NOT NULL,
  text_hash TEXT NOT NULL,
  person INTEGER,
  signed_at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, household, covenant),
  FOREIGN KEY (courtyard, covenant) REFERENCES covenants (courtyard, covenant),
  FOREIGN KEY (courtyard, household) REFERENCES households (courtyard, household)
) STRICT, WITHOUT ROWID;
CREATE INDEX covenant_signatures_by_person ON covenant_signatures (courtyard, person);
CREATE TABLE covenant_taps (
  courtyard INTEGER NOT NULL,
  person INTEGER NOT NULL,
  covenant INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, person)
) STRICT, WITHOUT ROWID;
CREATE TABLE events (
  courtyard INTEGER NOT NULL,
  event INTEGER NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('DRAFT', 'OPEN', 'ENDED', 'CANCELLED')),
  by_person INTEGER,
  starts_at INTEGER,
  place TEXT,
  capacity INTEGER,
  opened_at INTEGER,
  reason TEXT,
  report TEXT,
  PRIMARY KEY (courtyard, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_by_state ON events (courtyard, state, starts_at);
CREATE TABLE event_answers (
  courtyard INTEGER NOT NULL,
  event INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  person INTEGER,
  answer TEXT NOT NULL CHECK (answer IN ('GOING', 'MAYBE', 'NOT_GOING')),
  heads INTEGER NOT NULL CHECK (heads > 0),
  answered_at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, event, turn),
  FOREIGN KEY (courtyard, event) REFERENCES events (courtyard, event)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX event_answers_by_person ON event_answers (courtyard, event, person);
CREATE TABLE vouches (
  courtyard INTEGER NOT NULL,
  person INTEGER NOT NULL,
  household INTEGER NOT NULL,
  by_person INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, person, household)
) STRICT, WITHOUT ROWID;
CREATE INDEX vouches_by_person ON vouches (courtyard, by_person);
ALTER TABLE residents ADD COLUMN named INTEGER NOT NULL DEFAULT 1;
CREATE INDEX roles_by_person ON roles (person);
CREATE TABLE roll_changes (
  courtyard INTEGER NOT NULL,
  change INTEGER NOT NULL,
  by_person INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('DRAFT', 'WAITING', 'DONE', 'DROPPED')),
  at INTEGER NOT NULL,
  content TEXT,
  PRIMARY KEY (courtyard, change)
) STRICT, WITHOUT ROWID;
CREATE TABLE broadcasts (
  courtyard INTEGER NOT NULL,
  broadcast INTEGER NOT NULL,
  by_person INTEGER,
  text TEXT NOT NULL,
  event INTEGER,
  state TEXT NOT NULL CHECK (state IN ('DRAFT', 'SENDING', 'ENDED')),
  created_at INTEGER NOT NULL,
  sent_at INTEGER,
  begins_at INTEGER,
  addressed INTEGER NOT NULL DEFAULT 0,
  reached INTEGER NOT NULL DEFAULT 0,
  missed INTEGER NOT NULL DEFAULT 0,
  closed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (courtyard, broadcast)
) STRICT, WITHOUT ROWID;
CREATE INDEX broadcasts_by_person ON broadcasts (courtyard, by_person, state);
CREATE TABLE broadcast_declined (
  courtyard INTEGER NOT NULL,
  person INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, person)
) STRICT, WITHOUT ROWID;
CREATE TABLE channels (
  courtyard INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  by_person INTEGER,
  linked_at INTEGER NOT NULL
) STRICT;
CREATE TABLE paper_readings (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('ONCE', 'DIFFERENT', 'AGREED')),
  content TEXT,
  first INTEGER,
  second INTEGER,
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, vote, unit),
  FOREIGN KEY (courtyard, vote, unit) REFERENCES vote_roll (courtyard, vote, unit)
) STRICT, WITHOUT ROWID;
CREATE TABLE visits (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  mark TEXT NOT NULL CHECK (mark IN ('AWAY', 'DECLINED')),
  person INTEGER,
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, vote, unit),
  FOREIGN KEY (courtyard, vote, unit) REFERENCES vote_roll (courtyard, vote, unit)
) STRICT, WITHOUT ROWID;
CREATE TABLE ballots_in_hand (
  courtyard INTEGER NOT NULL,
  person INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  channel TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (courtyard, person)
) STRICT, WITHOUT ROWID;
CREATE TABLE sheet_keys (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (courtyard, vote)
) STRICT, WITHOUT ROWID;
CREATE TABLE proxies (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  holder INTEGER,
  state TEXT NOT NULL CHECK (state IN ('OFFERED', 'ACCEPTED', 'REFUSED', 'REVOKED')),
  given_by INTEGER,
  on_paper INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, vote, unit),
  FOREIGN KEY (courtyard, vote, unit) REFERENCES vote_roll (courtyard, vote, unit)
) STRICT, WITHOUT ROWID;
CREATE INDEX proxies_by_holder ON proxies (courtyard, vote, holder, unit);
ALTER TABLE votes ADD COLUMN silent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE votes ADD COLUMN silent_heads INTEGER NOT NULL DEFAULT 0;
ALTER TABLE votes ADD COLUMN silent_area INTEGER NOT NULL DEFAULT 0;
CREATE TABLE services (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  way TEXT NOT NULL CHECK (way IN ('SEEN', 'DOOR', 'DENIED')),
  to_owner INTEGER NOT NULL,
  person INTEGER,
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, vote, unit),
  FOREIGN KEY (courtyard, vote, unit) REFERENCES vote_roll (courtyard, vote, unit)
) STRICT, WITHOUT ROWID;
CREATE TABLE petitions (
  courtyard INTEGER NOT NULL,
  topic INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('MEETING', 'RECALL')),
  reached_at INTEGER NOT NULL,
  signed INTEGER NOT NULL,
  adults INTEGER NOT NULL,
  vote INTEGER,
  PRIMARY KEY (courtyard, topic, kind),
  FOREIGN KEY (courtyard, topic) REFERENCES topics (courtyard, topic)
) STRICT, WITHOUT ROWID;
CREATE TABLE petition_names (
  courtyard INTEGER NOT NULL,
  topic INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('MEETING', 'RECALL')),
  person INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, topic, kind, person),
  FOREIGN KEY (courtyard, topic) REFERENCES topics (courtyard, topic)
) STRICT, WITHOUT ROWID;

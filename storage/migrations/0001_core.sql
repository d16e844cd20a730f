-- What every column of the house shares. Every table of a courtyard leads with its id;
-- courtyard 0 stands for what belongs to none (a stranger's private chat).
-- Times are milliseconds since 1970, UTC.

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

-- A Telegram account we have met. `reachable`: 1 we may write to it, 0 never started, -1 blocked us.
CREATE TABLE people (
  person INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  username TEXT,
  lang TEXT,
  courtyard INTEGER,
  reachable INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX people_by_username ON people (username);

-- A household keeps its number for ever. It is on the roll while somebody speaks for it (`on_roll`)
-- or because the council has listed it (`listed`). `area` is the exclusive area in 0.01 m², 0 while
-- unknown. Flats of one owner share `owner`: the number of the first of them. Who owns them is kept
-- nowhere. An `unsold` flat has an owner, but is no household while nobody lives there. `voter` alone casts its owners' votes, and with `voter_alone` all its votes; `contested`
-- while its people disagree about who that is, `sealed` once the council has named them.
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

-- An act that waits for its second person (domain.md 11, the cells marked 2).
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

-- What the next plain message of a person in the private chat answers.
CREATE TABLE prompts (
  person INTEGER PRIMARY KEY,
  courtyard INTEGER NOT NULL,
  kind TEXT NOT NULL,
  args TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- Messages to send. The text is made when it is sent: `view` names it, `args` fill it. Where `once`
-- is 1 the args hold something that is kept nowhere: they are wiped when the message is done with.
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

-- Live messages. Dirty while `drawn` is behind `version`.
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

-- The audit chain. `payload` and `salt` may be erased (the right to be forgotten); the chain holds.
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

-- 0001 leads, what happened to them, and who works on them.
-- Why:   the first tables.
-- Safe:  nothing was there before.
-- Later: series and webhooks bring their own tables.
--
-- Instants are microseconds since 1970, UTC. Yes and no are 1 and 0. JSON is text, as
-- `lifecycle` writes it. The PostgreSQL file beside this one says the same.

-- One row a name; `roster` is locked by whoever gives leads away.
CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
INSERT INTO meta (name, value) VALUES ('roster', '');

-- One row: the place of the last event. Locked last and briefly, so that places become
-- visible in their order.
CREATE TABLE log_head (
    one      INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    position INTEGER NOT NULL
) STRICT;
INSERT INTO log_head (one, position) VALUES (1, 0);

CREATE TABLE processes (
    id           TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    text         TEXT    NOT NULL,
    published_at INTEGER NOT NULL,
    published_by TEXT    NOT NULL,
    running      INTEGER NOT NULL CHECK (running IN (0, 1)),
    PRIMARY KEY (id, version)
) STRICT;
CREATE UNIQUE INDEX processes_running ON processes (running) WHERE running = 1;

CREATE TABLE members (
    id            TEXT    NOT NULL PRIMARY KEY,
    name          TEXT    NOT NULL,
    email         TEXT    NOT NULL,
    email_key     TEXT    NOT NULL UNIQUE,
    active        INTEGER NOT NULL CHECK (active IN (0, 1)),
    admin         INTEGER NOT NULL CHECK (admin IN (0, 1)),
    roles         TEXT    NOT NULL,
    teams         TEXT    NOT NULL,
    region        TEXT,
    seniority     INTEGER NOT NULL,
    open          INTEGER NOT NULL CHECK (open >= 0), -- open leads they own
    password_hash TEXT,
    created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    hash       BLOB    NOT NULL PRIMARY KEY,
    member_id  TEXT    NOT NULL REFERENCES members (id),
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_member ON sessions (member_id);

CREATE TABLE tokens (
    id         TEXT    NOT NULL PRIMARY KEY,
    hash       BLOB    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    scope      TEXT    NOT NULL,
    channel    TEXT,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE one_time_tokens (
    purpose    TEXT    NOT NULL PRIMARY KEY,
    hash       BLOB    NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

-- How many turns a member of a pool had.
CREATE TABLE turns (
    pool      TEXT    NOT NULL,
    member_id TEXT    NOT NULL REFERENCES members (id),
    turns     INTEGER NOT NULL,
    PRIMARY KEY (pool, member_id)
) STRICT;

CREATE TABLE companies (
    id         TEXT    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    name_key   TEXT    NOT NULL UNIQUE,
    owner_id   TEXT    REFERENCES members (id), -- who last got a lead of it
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- `merged_into`: they are somebody else, who is known by all that they were known by.
CREATE TABLE persons (
    id          TEXT    NOT NULL PRIMARY KEY,
    name        TEXT,
    email       TEXT,
    phone       TEXT,
    region      TEXT,
    others      TEXT    NOT NULL, -- other mail addresses and numbers of theirs, a JSON list
    company_id  TEXT    REFERENCES companies (id),
    merged_into TEXT    REFERENCES persons (id) DEFERRABLE INITIALLY DEFERRED,
    created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What somebody is recognised by: `m:` a mail address, `p:` a number, made comparable. A
-- mailbox that several people share stands here once for each.
CREATE TABLE person_keys (
    key       TEXT NOT NULL,
    person_id TEXT NOT NULL,
    PRIMARY KEY (key, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_keys_person ON person_keys (person_id, key);

-- `state` is the lead; all columns but `number`, `exceptions` and `wake_at` follow from it.
CREATE TABLE leads (
    number          INTEGER PRIMARY KEY, -- of this file only: what lead_words calls it
    id              TEXT    NOT NULL UNIQUE,
    version         INTEGER NOT NULL,
    status          TEXT    NOT NULL CHECK (status IN ('open', 'won', 'lost', 'disqualified', 'merged')),
    stage           TEXT    NOT NULL,
    phase           TEXT    NOT NULL,
    cell            TEXT    NOT NULL,
    role            TEXT,
    owner_kind      TEXT    NOT NULL CHECK (owner_kind IN ('person', 'pool')),
    owner_id        TEXT    NOT NULL, -- a member, or a pool
    owner_name      TEXT    NOT NULL, -- their name then, or the role that stands in
    next_step       TEXT,
    due_at          INTEGER,
    wake_at         INTEGER,
    since           INTEGER NOT NULL,
    ended_at        INTEGER,
    process_id      TEXT    NOT NULL,
    process_version INTEGER NOT NULL,
    family          TEXT    NOT NULL,
    channel         TEXT    NOT NULL,
    campaign        TEXT,
    person_id       TEXT    REFERENCES persons (id) DEFERRABLE INITIALLY DEFERRED,
    company_id      TEXT    REFERENCES companies (id) DEFERRABLE INITIALLY DEFERRED,
    name            TEXT,
    email           TEXT,
    company         TEXT,
    fit             INTEGER NOT NULL,
    engagement      INTEGER NOT NULL,
    grade           TEXT,
    amount          INTEGER, -- ten-thousandths
    currency        TEXT,
    captured_at     INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    exceptions      INTEGER NOT NULL,
    words           TEXT    NOT NULL, -- of name, company and mail address, folded, a space before each
    sort_due        INTEGER NOT NULL, -- due_at; ended leads behind all others
    sort_name       TEXT    NOT NULL, -- name, company or mail address, folded
    sort_score      INTEGER NOT NULL, -- fit and engagement
    sort_grade      TEXT    NOT NULL, -- grade; ~ without one
    sort_amount     INTEGER NOT NULL, -- amount; -1 without one
    state           TEXT    NOT NULL,
    CHECK (status <> 'open' OR (role IS NOT NULL AND next_step IS NOT NULL AND due_at IS NOT NULL
        AND wake_at IS NOT NULL AND length(owner_id) > 0)),
    CHECK (status = 'open' OR (ended_at IS NOT NULL AND wake_at IS NULL))
) STRICT;
CREATE INDEX leads_wake ON leads (wake_at) WHERE status = 'open';
CREATE INDEX leads_due ON leads (sort_due, id);
CREATE INDEX leads_captured ON leads (captured_at, id);
CREATE INDEX leads_updated ON leads (updated_at, id);
CREATE INDEX leads_name ON leads (sort_name, id);
CREATE INDEX leads_score ON leads (sort_score, id);
CREATE INDEX leads_grade ON leads (sort_grade, id);
CREATE INDEX leads_amount ON leads (sort_amount, id);
CREATE INDEX leads_owner ON leads (owner_id, sort_due, id);
CREATE INDEX leads_stage ON leads (stage, sort_due, id);
CREATE INDEX leads_cell ON leads (cell, sort_due, id);
CREATE INDEX leads_person ON leads (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX leads_company ON leads (company_id) WHERE company_id IS NOT NULL;
CREATE INDEX leads_exceptions ON leads (sort_due, id) WHERE exceptions > 0;
CREATE INDEX leads_won ON leads (ended_at) WHERE status = 'won';

-- The words of leads.words, each found by how it begins. An index of FTS5 writes a few
-- pages a batch, a table of words one a word. Mail addresses are words as well.
CREATE VIRTUAL TABLE lead_words USING fts5 (
    words, content = leads, content_rowid = number, detail = none, prefix = '1 2',
    tokenize = "ascii tokenchars '!#$%&''*+-./=?^_`{|}~@""(),:;<>[\]'"
);
CREATE TRIGGER leads_words_new AFTER INSERT ON leads BEGIN
    INSERT INTO lead_words (rowid, words) VALUES (new.number, new.words);
END;
CREATE TRIGGER leads_words_changed AFTER UPDATE OF words ON leads WHEN old.words <> new.words BEGIN
    INSERT INTO lead_words (lead_words, rowid, words) VALUES ('delete', old.number, old.words);
    INSERT INTO lead_words (rowid, words) VALUES (new.number, new.words);
END;
-- For `verify`: each word (term) of each lead (doc).
CREATE VIRTUAL TABLE lead_words_found USING fts5vocab (lead_words, instance);

-- Each stay of a lead at a stage; `seq` is the number of the event that brought it there.
CREATE TABLE lead_stages (
    lead_id    TEXT    NOT NULL,
    seq        INTEGER NOT NULL,
    stage      TEXT    NOT NULL,
    from_stage TEXT,
    entered_at INTEGER NOT NULL,
    left_at    INTEGER,
    PRIMARY KEY (lead_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX lead_stages_stage ON lead_stages (stage, entered_at, from_stage, lead_id);

-- No reference to `leads`: eight look-ups a lead for what `verify` proves as well.
CREATE TABLE events (
    position        INTEGER NOT NULL PRIMARY KEY,
    lead_id         TEXT    NOT NULL,
    seq             INTEGER NOT NULL CHECK (seq > 0),
    type            TEXT    NOT NULL,
    at              INTEGER NOT NULL,
    actor           TEXT    NOT NULL,
    because         TEXT    NOT NULL,
    process_version INTEGER NOT NULL,
    data            TEXT    NOT NULL,
    UNIQUE (lead_id, seq)
) STRICT;

CREATE TABLE submissions (
    id          TEXT    NOT NULL PRIMARY KEY,
    received_at INTEGER NOT NULL,
    via         TEXT    NOT NULL,
    raw         BLOB    NOT NULL,
    lead_id     TEXT    NOT NULL REFERENCES leads (id) DEFERRABLE INITIALLY DEFERRED,
    came_of     TEXT    NOT NULL CHECK (came_of IN ('new', 'reengaged'))
) STRICT;
CREATE INDEX submissions_lead ON submissions (lead_id);

CREATE TABLE idempotency (
    scope     TEXT    NOT NULL,
    key       TEXT    NOT NULL,
    body_hash BLOB    NOT NULL,
    status    INTEGER NOT NULL,
    body      TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (scope, key)
) STRICT;
CREATE INDEX idempotency_at ON idempotency (at);

-- Effects: who is told what. At most one row a key.
CREATE TABLE alerts (
    id              INTEGER NOT NULL PRIMARY KEY,
    lead_id         TEXT    NOT NULL REFERENCES leads (id) DEFERRABLE INITIALLY DEFERRED,
    cause           TEXT    NOT NULL,
    member_id       TEXT    NOT NULL REFERENCES members (id),
    rule            TEXT    NOT NULL,
    text            TEXT    NOT NULL,
    channels        TEXT    NOT NULL,
    at              INTEGER NOT NULL,
    acknowledged_at INTEGER,
    UNIQUE (lead_id, cause, member_id)
) STRICT;
CREATE INDEX alerts_member ON alerts (member_id, id);
CREATE INDEX alerts_new ON alerts (member_id, id) WHERE acknowledged_at IS NULL;

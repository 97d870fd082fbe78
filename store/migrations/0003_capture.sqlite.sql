-- 0003 ways in, and the intake inbox.
-- Why:   forms and webhooks bring leads, and what they bring is stored before it is judged.
-- Safe:  only new tables; the previous release doesn't look at them.
-- Later: nothing waits for another step.

-- A form, or the address that another system sends to. One that was ended keeps its row:
-- its entries and their leads name it.
CREATE TABLE ways_in (
    id         TEXT    NOT NULL PRIMARY KEY,
    kind       TEXT    NOT NULL CHECK (kind IN ('form', 'google_ads', 'meta_leads', 'typeform', 'json')),
    title      TEXT    NOT NULL,
    channel    TEXT    NOT NULL,
    campaign   TEXT,
    enabled    INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    definition TEXT    NOT NULL, -- JSON, by kind
    key_hash   BLOB,             -- of what a caller has to show; compared, never used
    sealed     BLOB,             -- what we have to use ourselves, encrypted
    own_key    BLOB    NOT NULL, -- signs the tokens of a form
    version    INTEGER NOT NULL CHECK (version > 0),
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    ended_at   INTEGER
) STRICT;

-- What people agreed to, word by word. A version never gets other words.
CREATE TABLE consent_texts (
    way_id  TEXT    NOT NULL REFERENCES ways_in (id),
    version TEXT    NOT NULL,
    text    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (way_id, version)
) STRICT;

-- Every submission through a way in. `dedupe` is the key under which it came: the same one
-- never comes in twice. What became a lead has its bytes at the submission.
CREATE TABLE inbox (
    id            TEXT    NOT NULL PRIMARY KEY,
    way_id        TEXT    NOT NULL REFERENCES ways_in (id),
    dedupe        TEXT    NOT NULL,
    received_at   INTEGER NOT NULL,
    last_at       INTEGER NOT NULL,
    times         INTEGER NOT NULL CHECK (times > 0),
    state         TEXT    NOT NULL CHECK (state IN ('waiting', 'open', 'taken', 'replayed', 'dismissed', 'noted')),
    reason        TEXT, -- why it isn't a lead, or wasn't at once
    detail        TEXT, -- the same as a sentence
    raw           BLOB    NOT NULL,
    fetched       BLOB, -- what a second call brought
    headers       TEXT    NOT NULL,
    lead_id       TEXT    REFERENCES leads (id) DEFERRABLE INITIALLY DEFERRED,
    submission_id TEXT,
    role          TEXT, -- who sorts it out
    due_at        INTEGER, -- by when
    try_at        INTEGER, -- when it is looked at next without anybody asking
    tries         INTEGER NOT NULL,
    settled_at    INTEGER,
    settled_by    TEXT,
    note          TEXT, -- why it was dismissed
    UNIQUE (way_id, dedupe),
    CHECK (state <> 'waiting' OR try_at IS NOT NULL),
    CHECK (state <> 'open' OR (reason IS NOT NULL AND detail IS NOT NULL AND role IS NOT NULL AND due_at IS NOT NULL)),
    CHECK (state NOT IN ('taken', 'replayed') OR (lead_id IS NOT NULL AND submission_id IS NOT NULL))
) STRICT;
CREATE INDEX inbox_waiting ON inbox (try_at) WHERE state = 'waiting';
CREATE INDEX inbox_state ON inbox (state, id);
CREATE INDEX inbox_way ON inbox (way_id, received_at);
CREATE INDEX inbox_lead ON inbox (lead_id) WHERE lead_id IS NOT NULL;

-- 0003 ways in, and the intake inbox.
-- Why:   forms and webhooks bring leads, and what they bring is stored before it is judged.
-- Safe:  only new tables; the previous release doesn't look at them.
-- Later: nothing waits for another step.

-- A form, or the address that another system sends to. One that was ended keeps its row:
-- its entries and their leads name it.
CREATE TABLE ways_in (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind       TEXT COLLATE "C" NOT NULL CHECK (kind IN ('form', 'google_ads', 'meta_leads', 'typeform', 'json')),
    title      TEXT COLLATE "C" NOT NULL,
    channel    TEXT COLLATE "C" NOT NULL,
    campaign   TEXT COLLATE "C",
    enabled    BIGINT NOT NULL CHECK (enabled IN (0, 1)),
    definition TEXT COLLATE "C" NOT NULL, -- JSON, by kind
    key_hash   BYTEA,             -- of what a caller has to show; compared, never used
    sealed     BYTEA,             -- what we have to use ourselves, encrypted
    own_key    BYTEA    NOT NULL, -- signs the tokens of a form
    version    BIGINT NOT NULL CHECK (version > 0),
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    ended_at   BIGINT
);

-- What people agreed to, word by word. A version never gets other words.
CREATE TABLE consent_texts (
    way_id  TEXT COLLATE "C" NOT NULL REFERENCES ways_in (id),
    version TEXT COLLATE "C" NOT NULL,
    text    TEXT COLLATE "C" NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (way_id, version)
);

-- Every submission through a way in. `dedupe` is the key under which it came: the same one
-- never comes in twice. What became a lead has its bytes at the submission.
CREATE TABLE inbox (
    id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    way_id        TEXT COLLATE "C" NOT NULL REFERENCES ways_in (id),
    dedupe        TEXT COLLATE "C" NOT NULL,
    received_at   BIGINT NOT NULL,
    last_at       BIGINT NOT NULL,
    times         BIGINT NOT NULL CHECK (times > 0),
    state         TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'open', 'taken', 'replayed', 'dismissed', 'noted')),
    reason        TEXT COLLATE "C", -- why it isn't a lead, or wasn't at once
    detail        TEXT COLLATE "C", -- the same as a sentence
    raw           BYTEA    NOT NULL,
    fetched       BYTEA, -- what a second call brought
    headers       TEXT COLLATE "C" NOT NULL,
    lead_id       TEXT COLLATE "C" REFERENCES leads (id) DEFERRABLE INITIALLY DEFERRED,
    submission_id TEXT COLLATE "C",
    role          TEXT COLLATE "C", -- who sorts it out
    due_at        BIGINT, -- by when
    try_at        BIGINT, -- when it is looked at next without anybody asking
    tries         BIGINT NOT NULL,
    settled_at    BIGINT,
    settled_by    TEXT COLLATE "C",
    note          TEXT COLLATE "C", -- why it was dismissed
    UNIQUE (way_id, dedupe),
    CHECK (state <> 'waiting' OR try_at IS NOT NULL),
    CHECK (state <> 'open' OR (reason IS NOT NULL AND detail IS NOT NULL AND role IS NOT NULL AND due_at IS NOT NULL)),
    CHECK (state NOT IN ('taken', 'replayed') OR (lead_id IS NOT NULL AND submission_id IS NOT NULL))
);
CREATE INDEX inbox_waiting ON inbox (try_at) WHERE state = 'waiting';
CREATE INDEX inbox_state ON inbox (state, id);
CREATE INDEX inbox_way ON inbox (way_id, received_at);
CREATE INDEX inbox_lead ON inbox (lead_id) WHERE lead_id IS NOT NULL;

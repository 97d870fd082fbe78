-- 0001 leads, what happened to them, and who works on them.
-- Why:   the first tables.
-- Safe:  nothing was there before.
-- Later: series and webhooks bring their own tables.
--
-- Instants are microseconds since 1970, UTC. Yes and no are 1 and 0. JSON is text, as
-- `lifecycle` writes it. Texts are ordered by their bytes, as SQLite does. The SQLite
-- file beside this one says the same.

-- One row a name; `roster` is locked by whoever gives leads away.
CREATE TABLE meta (
    name  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);
INSERT INTO meta (name, value) VALUES ('roster', '');

-- One row: the place of the last event. Locked last and briefly, so that places become
-- visible in their order.
CREATE TABLE log_head (
    one      BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    position BIGINT NOT NULL
);
INSERT INTO log_head (one, position) VALUES (1, 0);

CREATE TABLE processes (
    id           TEXT COLLATE "C" NOT NULL,
    version      BIGINT NOT NULL,
    text         TEXT COLLATE "C" NOT NULL,
    published_at BIGINT NOT NULL,
    published_by TEXT COLLATE "C" NOT NULL,
    running      BIGINT NOT NULL CHECK (running IN (0, 1)),
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX processes_running ON processes (running) WHERE running = 1;

CREATE TABLE members (
    id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name          TEXT COLLATE "C" NOT NULL,
    email         TEXT COLLATE "C" NOT NULL,
    email_key     TEXT COLLATE "C" NOT NULL UNIQUE,
    active        BIGINT NOT NULL CHECK (active IN (0, 1)),
    admin         BIGINT NOT NULL CHECK (admin IN (0, 1)),
    roles         TEXT COLLATE "C" NOT NULL,
    teams         TEXT COLLATE "C" NOT NULL,
    region        TEXT COLLATE "C",
    seniority     BIGINT NOT NULL,
    open          BIGINT NOT NULL CHECK (open >= 0), -- open leads they own
    password_hash TEXT COLLATE "C",
    created_at    BIGINT NOT NULL
);

CREATE TABLE sessions (
    hash       BYTEA    NOT NULL PRIMARY KEY,
    member_id  TEXT COLLATE "C" NOT NULL REFERENCES members (id),
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_member ON sessions (member_id);

CREATE TABLE tokens (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    hash       BYTEA    NOT NULL UNIQUE,
    name       TEXT COLLATE "C" NOT NULL,
    scope      TEXT COLLATE "C" NOT NULL,
    channel    TEXT COLLATE "C",
    created_at BIGINT NOT NULL
);

CREATE TABLE one_time_tokens (
    purpose    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    hash       BYTEA    NOT NULL,
    expires_at BIGINT NOT NULL
);

-- How many turns a member of a pool had.
CREATE TABLE turns (
    pool      TEXT COLLATE "C" NOT NULL,
    member_id TEXT COLLATE "C" NOT NULL REFERENCES members (id),
    turns     BIGINT NOT NULL,
    PRIMARY KEY (pool, member_id)
);

CREATE TABLE companies (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name       TEXT COLLATE "C" NOT NULL,
    name_key   TEXT COLLATE "C" NOT NULL UNIQUE,
    owner_id   TEXT COLLATE "C" REFERENCES members (id), -- who last got a lead of it
    created_at BIGINT NOT NULL
);

-- `merged_into`: they are somebody else, who is known by all that they were known by.
CREATE TABLE persons (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name        TEXT COLLATE "C",
    email       TEXT COLLATE "C",
    phone       TEXT COLLATE "C",
    region      TEXT COLLATE "C",
    others      TEXT COLLATE "C" NOT NULL, -- other mail addresses and numbers of theirs, a JSON list
    company_id  TEXT COLLATE "C" REFERENCES companies (id),
    merged_into TEXT COLLATE "C" REFERENCES persons (id) DEFERRABLE INITIALLY DEFERRED,
    created_at  BIGINT NOT NULL
);

-- What somebody is recognised by: `m:` a mail address, `p:` a number, made comparable. A
-- mailbox that several people share stands here once for each.
CREATE TABLE person_keys (
    key       TEXT COLLATE "C" NOT NULL,
    person_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (key, person_id)
);
CREATE INDEX person_keys_person ON person_keys (person_id, key);

-- `state` is the lead; all columns but `exceptions` and `wake_at` follow from it.
CREATE TABLE leads (
    id              TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    version         BIGINT NOT NULL,
    status          TEXT COLLATE "C" NOT NULL CHECK (status IN ('open', 'won', 'lost', 'disqualified', 'merged')),
    stage           TEXT COLLATE "C" NOT NULL,
    phase           TEXT COLLATE "C" NOT NULL,
    cell            TEXT COLLATE "C" NOT NULL,
    role            TEXT COLLATE "C",
    owner_kind      TEXT COLLATE "C" NOT NULL CHECK (owner_kind IN ('person', 'pool')),
    owner_id        TEXT COLLATE "C" NOT NULL, -- a member, or a pool
    owner_name      TEXT COLLATE "C" NOT NULL, -- their name then, or the role that stands in
    next_step       TEXT COLLATE "C",
    due_at          BIGINT ,
    wake_at         BIGINT ,
    since           BIGINT NOT NULL,
    ended_at        BIGINT ,
    process_id      TEXT COLLATE "C" NOT NULL,
    process_version BIGINT NOT NULL,
    family          TEXT COLLATE "C" NOT NULL,
    channel         TEXT COLLATE "C" NOT NULL,
    campaign        TEXT COLLATE "C",
    person_id       TEXT COLLATE "C" REFERENCES persons (id) DEFERRABLE INITIALLY DEFERRED,
    company_id      TEXT COLLATE "C" REFERENCES companies (id) DEFERRABLE INITIALLY DEFERRED,
    name            TEXT COLLATE "C",
    email           TEXT COLLATE "C",
    company         TEXT COLLATE "C",
    fit             BIGINT NOT NULL,
    engagement      BIGINT NOT NULL,
    grade           TEXT COLLATE "C",
    amount          BIGINT , -- ten-thousandths
    currency        TEXT COLLATE "C",
    captured_at     BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    exceptions      BIGINT NOT NULL,
    words           TEXT COLLATE "C" NOT NULL, -- of name, company and mail address, folded, a space before each
    sort_due        BIGINT NOT NULL, -- due_at; ended leads behind all others
    sort_name       TEXT COLLATE "C" NOT NULL, -- name, company or mail address, folded
    sort_score      BIGINT NOT NULL, -- fit and engagement
    sort_grade      TEXT COLLATE "C" NOT NULL, -- grade; ~ without one
    sort_amount     BIGINT NOT NULL, -- amount; -1 without one
    state           TEXT COLLATE "C" NOT NULL,
    CHECK (status <> 'open' OR (role IS NOT NULL AND next_step IS NOT NULL AND due_at IS NOT NULL
        AND wake_at IS NOT NULL AND length(owner_id) > 0)),
    CHECK (status = 'open' OR (ended_at IS NOT NULL AND wake_at IS NULL))
);
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

-- The words of leads.words, each found by how it begins.
CREATE INDEX leads_words ON leads USING gin (array_to_tsvector(string_to_array(ltrim(words), ' ')));

-- Each stay of a lead at a stage; `seq` is the number of the event that brought it there.
CREATE TABLE lead_stages (
    lead_id    TEXT COLLATE "C" NOT NULL,
    seq        BIGINT NOT NULL,
    stage      TEXT COLLATE "C" NOT NULL,
    from_stage TEXT COLLATE "C",
    entered_at BIGINT NOT NULL,
    left_at    BIGINT ,
    PRIMARY KEY (lead_id, seq)
);
CREATE INDEX lead_stages_stage ON lead_stages (stage, entered_at, from_stage, lead_id);

-- No reference to `leads`: eight look-ups a lead for what `verify` proves as well.
CREATE TABLE events (
    position        BIGINT NOT NULL PRIMARY KEY,
    lead_id         TEXT COLLATE "C" NOT NULL,
    seq             BIGINT NOT NULL CHECK (seq > 0),
    type            TEXT COLLATE "C" NOT NULL,
    at              BIGINT NOT NULL,
    actor           TEXT COLLATE "C" NOT NULL,
    because         TEXT COLLATE "C" NOT NULL,
    process_version BIGINT NOT NULL,
    data            TEXT COLLATE "C" NOT NULL,
    UNIQUE (lead_id, seq)
);

CREATE TABLE submissions (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    received_at BIGINT NOT NULL,
    via         TEXT COLLATE "C" NOT NULL,
    raw         BYTEA    NOT NULL,
    lead_id     TEXT COLLATE "C" NOT NULL REFERENCES leads (id) DEFERRABLE INITIALLY DEFERRED,
    came_of     TEXT COLLATE "C" NOT NULL CHECK (came_of IN ('new', 'reengaged'))
);
CREATE INDEX submissions_lead ON submissions (lead_id);

CREATE TABLE idempotency (
    scope     TEXT COLLATE "C" NOT NULL,
    key       TEXT COLLATE "C" NOT NULL,
    body_hash BYTEA    NOT NULL,
    status    BIGINT NOT NULL,
    body      TEXT COLLATE "C" NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_at ON idempotency (at);

-- Effects: who is told what. At most one row a key.
CREATE TABLE alerts (
    id              BIGINT NOT NULL GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    lead_id         TEXT COLLATE "C" NOT NULL REFERENCES leads (id) DEFERRABLE INITIALLY DEFERRED,
    cause           TEXT COLLATE "C" NOT NULL,
    member_id       TEXT COLLATE "C" NOT NULL REFERENCES members (id),
    rule            TEXT COLLATE "C" NOT NULL,
    text            TEXT COLLATE "C" NOT NULL,
    channels        TEXT COLLATE "C" NOT NULL,
    at              BIGINT NOT NULL,
    acknowledged_at BIGINT ,
    UNIQUE (lead_id, cause, member_id)
);
CREATE INDEX alerts_member ON alerts (member_id, id);
CREATE INDEX alerts_new ON alerts (member_id, id) WHERE acknowledged_at IS NULL;

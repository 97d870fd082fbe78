-- 0004 work: what one does now, saved views, and changes to many leads at once.
-- Why:   a day's list reads the leads of a role and of pools, a snooze hides a lead from it,
--        views are kept for people, and a change to many leads goes on after a restart.
-- Safe:  columns may be empty, tables are new; the previous release ignores them.
-- Later: nothing.
ALTER TABLE leads ADD COLUMN snoozed_until INTEGER; -- of an open lead that was put off
CREATE INDEX leads_snoozed ON leads (sort_due, id) WHERE snoozed_until IS NOT NULL;
CREATE INDEX leads_role ON leads (role, sort_due, id) WHERE status = 'open';
CREATE INDEX leads_pool ON leads (owner_name, sort_due, id) WHERE owner_kind = 'pool';

-- A filter with its order and columns, under a name. `shared` is empty for one's own, `all`,
-- or a role.
CREATE TABLE views (
    id         TEXT    NOT NULL PRIMARY KEY,
    member_id  TEXT    NOT NULL REFERENCES members (id), -- whose it is
    name       TEXT    NOT NULL,
    shared     TEXT    NOT NULL,
    query      TEXT    NOT NULL, -- as in the address
    columns    TEXT    NOT NULL, -- JSON
    changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX views_member ON views (member_id);

-- With which view somebody begins.
CREATE TABLE first_views (
    member_id TEXT NOT NULL PRIMARY KEY REFERENCES members (id),
    view_id   TEXT NOT NULL REFERENCES views (id)
) STRICT;

-- A change to many leads. `change` and `actor` are JSON.
CREATE TABLE bulk_jobs (
    id          TEXT    NOT NULL PRIMARY KEY,
    actor       TEXT    NOT NULL,
    change      TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('running', 'done', 'cancelled')),
    leads       INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    finished_at INTEGER,
    held_until  INTEGER NOT NULL, -- whoever works on it holds it until then
    undoes      TEXT -- the job that it takes back
) STRICT;
CREATE INDEX bulk_jobs_running ON bulk_jobs (created_at) WHERE state = 'running';
CREATE INDEX bulk_jobs_new ON bulk_jobs (created_at, id);

-- Each lead of such a change. `version` is the one it was at before: to which it is taken back.
CREATE TABLE bulk_leads (
    job_id  TEXT    NOT NULL REFERENCES bulk_jobs (id),
    place   INTEGER NOT NULL,
    lead_id TEXT    NOT NULL,
    state   TEXT    NOT NULL CHECK (state IN ('waiting', 'begun', 'changed', 'refused')),
    version INTEGER,
    code    TEXT,
    why     TEXT,
    PRIMARY KEY (job_id, place)
) STRICT, WITHOUT ROWID;

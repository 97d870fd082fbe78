-- 0004 work: what one does now, saved views, and changes to many leads at once.
-- Why:   a day's list reads the leads of a role and of pools, a snooze hides a lead from it,
--        views are kept for people, and a change to many leads goes on after a restart.
-- Safe:  columns may be empty, tables are new; the previous release ignores them.
-- Later: nothing.
ALTER TABLE leads ADD COLUMN snoozed_until BIGINT; -- of an open lead that was put off
CREATE INDEX leads_snoozed ON leads (sort_due, id) WHERE snoozed_until IS NOT NULL;
CREATE INDEX leads_role ON leads (role, sort_due, id) WHERE status = 'open';
CREATE INDEX leads_pool ON leads (owner_name, sort_due, id) WHERE owner_kind = 'pool';

-- A filter with its order and columns, under a name. `shared` is empty for one's own, `all`,
-- or a role.
CREATE TABLE views (
    id         TEXT COLLATE "C"    NOT NULL PRIMARY KEY,
    member_id  TEXT COLLATE "C"    NOT NULL REFERENCES members (id), -- whose it is
    name       TEXT COLLATE "C"    NOT NULL,
    shared     TEXT COLLATE "C"    NOT NULL,
    query      TEXT COLLATE "C"    NOT NULL, -- as in the address
    columns    TEXT COLLATE "C"    NOT NULL, -- JSON
    changed_at BIGINT NOT NULL
);
CREATE INDEX views_member ON views (member_id);

-- With which view somebody begins.
CREATE TABLE first_views (
    member_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES members (id),
    view_id   TEXT COLLATE "C" NOT NULL REFERENCES views (id)
);

-- A change to many leads. `change` and `actor` are JSON.
CREATE TABLE bulk_jobs (
    id          TEXT COLLATE "C"    NOT NULL PRIMARY KEY,
    actor       TEXT COLLATE "C"    NOT NULL,
    change      TEXT COLLATE "C"    NOT NULL,
    title       TEXT COLLATE "C"    NOT NULL,
    state       TEXT COLLATE "C"    NOT NULL CHECK (state IN ('running', 'done', 'cancelled')),
    leads       BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    finished_at BIGINT,
    held_until  BIGINT NOT NULL, -- whoever works on it holds it until then
    undoes      TEXT COLLATE "C" -- the job that it takes back
);
CREATE INDEX bulk_jobs_running ON bulk_jobs (created_at) WHERE state = 'running';
CREATE INDEX bulk_jobs_new ON bulk_jobs (created_at, id);

-- Each lead of such a change. `version` is the one it was at before: to which it is taken back.
CREATE TABLE bulk_leads (
    job_id  TEXT COLLATE "C"    NOT NULL REFERENCES bulk_jobs (id),
    place   BIGINT NOT NULL,
    lead_id TEXT COLLATE "C"    NOT NULL,
    state   TEXT COLLATE "C"    NOT NULL CHECK (state IN ('waiting', 'begun', 'changed', 'refused')),
    version BIGINT,
    code    TEXT COLLATE "C",
    why     TEXT COLLATE "C",
    PRIMARY KEY (job_id, place)
);

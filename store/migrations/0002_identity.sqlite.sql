-- 0002 identity: who may be the same, and who was merged.
-- Why:   likely matches wait for people, "not the same" is remembered, and a merge can be undone.
-- Safe:  only new tables.

-- Two persons who may be one; `one` is the smaller id. Decided ones stay, so that nobody is
-- asked again.
CREATE TABLE likenesses (
    one         TEXT    NOT NULL REFERENCES persons (id),
    other       TEXT    NOT NULL REFERENCES persons (id),
    probability INTEGER NOT NULL, -- that they are one, in millionths
    parts       TEXT    NOT NULL, -- what speaks for it and against it
    state       TEXT    NOT NULL CHECK (state IN ('open', 'same', 'different')),
    found_at    INTEGER NOT NULL,
    decided_at  INTEGER,
    decided_by  TEXT,
    PRIMARY KEY (one, other),
    CHECK (one < other),
    CHECK ((state = 'open') = (decided_at IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX likenesses_open ON likenesses (probability DESC, one, other) WHERE state = 'open';
CREATE INDEX likenesses_other ON likenesses (other);

-- Who was merged into whom; with all that it takes to undo it.
CREATE TABLE merges (
    id        TEXT    NOT NULL PRIMARY KEY,
    kept      TEXT    NOT NULL REFERENCES persons (id),
    gone      TEXT    NOT NULL REFERENCES persons (id),
    at        INTEGER NOT NULL,
    actor     TEXT    NOT NULL,
    data      TEXT    NOT NULL,
    undone_at INTEGER,
    undone_by TEXT,
    CHECK (kept <> gone)
) STRICT, WITHOUT ROWID;
CREATE INDEX merges_kept ON merges (kept);
CREATE UNIQUE INDEX merges_gone ON merges (gone) WHERE undone_at IS NULL;

-- What makes it worth comparing two persons: names, companies, parts of addresses and numbers,
-- made comparable. It follows from what is known of them.
CREATE TABLE person_blocks (
    key       TEXT NOT NULL,
    person_id TEXT NOT NULL,
    PRIMARY KEY (key, person_id)
) STRICT, WITHOUT ROWID;
INSERT INTO meta (name, value) VALUES ('compared', '0');

-- 0002 identity: who may be the same, and who was merged.
-- Why:   likely matches wait for people, "not the same" is remembered, and a merge can be undone.
-- Safe:  only new tables.

-- Two persons who may be one; `one` is the smaller id. Decided ones stay, so that nobody is
-- asked again.
CREATE TABLE likenesses (
    one         TEXT COLLATE "C" NOT NULL REFERENCES persons (id),
    other       TEXT COLLATE "C" NOT NULL REFERENCES persons (id),
    probability BIGINT NOT NULL, -- that they are one, in millionths
    parts       TEXT COLLATE "C" NOT NULL, -- what speaks for it and against it
    state       TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'same', 'different')),
    found_at    BIGINT NOT NULL,
    decided_at  BIGINT,
    decided_by  TEXT COLLATE "C",
    PRIMARY KEY (one, other),
    CHECK (one < other),
    CHECK ((state = 'open') = (decided_at IS NULL))
);
CREATE INDEX likenesses_open ON likenesses (probability DESC, one, other) WHERE state = 'open';
CREATE INDEX likenesses_other ON likenesses (other);

-- Who was merged into whom; with all that it takes to undo it.
CREATE TABLE merges (
    id        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kept      TEXT COLLATE "C" NOT NULL REFERENCES persons (id),
    gone      TEXT COLLATE "C" NOT NULL REFERENCES persons (id),
    at        BIGINT NOT NULL,
    actor     TEXT COLLATE "C" NOT NULL,
    data      TEXT COLLATE "C" NOT NULL,
    undone_at BIGINT,
    undone_by TEXT COLLATE "C",
    CHECK (kept <> gone)
);
CREATE INDEX merges_kept ON merges (kept);
CREATE UNIQUE INDEX merges_gone ON merges (gone) WHERE undone_at IS NULL;

-- What makes it worth comparing two persons: names, companies, parts of addresses and numbers,
-- made comparable. It follows from what is known of them.
CREATE TABLE person_blocks (
    key       TEXT COLLATE "C" NOT NULL,
    person_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (key, person_id)
);
INSERT INTO meta (name, value) VALUES ('compared', '0');

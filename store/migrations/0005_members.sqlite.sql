-- 0005 members as they are: what they know and speak, when they work, when they are absent;
--      the ledger of turns with what was given back and let go; how many leads who was given.
-- Why:   pools ask for skills, hours and room, and turns are made up for.
-- Safe:  what is there says nothing of it yet, and goes on as before.
-- Later: nothing.
--
-- `particulars` is JSON as `lifecycle` writes it.
ALTER TABLE members ADD COLUMN particulars TEXT NOT NULL DEFAULT '{}';
ALTER TABLE turns ADD COLUMN credits INTEGER NOT NULL DEFAULT 0;
ALTER TABLE turns ADD COLUMN let_go INTEGER NOT NULL DEFAULT 0;

-- How many leads a member was given on a day where the process is, and in its week and
-- month so far.
CREATE TABLE given (
    member_id TEXT NOT NULL PRIMARY KEY REFERENCES members (id),
    day       TEXT NOT NULL,
    today     INTEGER NOT NULL,
    week      INTEGER NOT NULL,
    month     INTEGER NOT NULL
) STRICT;


-- Which attributes a session's spans have, and between which bounds their numbers are: what tells
-- without a look into its blocks that a filter on an attribute cannot hold.
CREATE TABLE session_attributes (
    key TEXT NOT NULL,
    session INTEGER NOT NULL,
    low REAL,
    high REAL,
    PRIMARY KEY (key, session)
) WITHOUT ROWID;
CREATE INDEX session_attributes_session ON session_attributes (session);
-- Of the sessions that are there already it is not known.
INSERT INTO meta (key, value) SELECT 'attributes_known_after', coalesce(max(n), 0) FROM sessions;

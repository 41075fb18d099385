-- The attributes of a session's spans, with the bounds of their numbers: rules out a filter on an
-- attribute without reading the session's blocks.
CREATE TABLE session_attributes (
    key TEXT NOT NULL,
    session INTEGER NOT NULL,
    low REAL,
    high REAL,
    PRIMARY KEY (key, session)
) WITHOUT ROWID;
CREATE INDEX session_attributes_session ON session_attributes (session);
-- The attributes of existing sessions are unknown.
INSERT INTO meta (key, value) SELECT 'attributes_known_after', coalesce(max(n), 0) FROM sessions;

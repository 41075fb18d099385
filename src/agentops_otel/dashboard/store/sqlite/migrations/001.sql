CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE documents (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;

-- Resource and scope together: who sent a record. A few rows serve millions of spans.
CREATE TABLE sources (
    n INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    service TEXT,
    content TEXT NOT NULL
);

CREATE TABLE sessions (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    -- What follows from the columns below and from session_spans; kept so that lists can sort.
    name TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'success',      -- 'open' until it ended; running or lost by the clock
    reason TEXT,
    parent TEXT,
    start INTEGER NOT NULL DEFAULT 0,
    end INTEGER,
    duration INTEGER NOT NULL DEFAULT 0,
    -- Accumulated over its spans by operators that commute, so that no order of arrival matters.
    first_start INTEGER,
    last_time INTEGER,
    last_record INTEGER,                        -- time of its last live record
    spans INTEGER NOT NULL DEFAULT 0,
    events INTEGER NOT NULL DEFAULT 0,
    errors INTEGER NOT NULL DEFAULT 0,
    log_records INTEGER NOT NULL DEFAULT 0,
    claims_session INTEGER NOT NULL DEFAULT 0,  -- whether a session span can be expected
    has_root_error INTEGER NOT NULL DEFAULT 0,
    named_at INTEGER, named TEXT,               -- the earliest span that says the session's name
    root_at INTEGER, root_name TEXT,            -- the earliest root span
    span_at INTEGER, span_name TEXT,            -- the earliest span
    user_at INTEGER, user TEXT,                 -- the earliest span that names a user
    -- Counted over its operations, each once; out of date where is_uncounted.
    llm_calls INTEGER NOT NULL DEFAULT 0,
    tool_calls INTEGER NOT NULL DEFAULT 0,
    input_tokens INTEGER,
    output_tokens INTEGER,
    cached_tokens INTEGER,
    cost REAL,
    is_uncounted INTEGER NOT NULL DEFAULT 0,
    new_blocks INTEGER NOT NULL DEFAULT 0,      -- since its blocks were last put together
    received INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX sessions_start ON sessions (start, id);
CREATE INDEX sessions_revision ON sessions (revision);
CREATE INDEX sessions_scattered ON sessions (new_blocks) WHERE new_blocks > 8;
CREATE INDEX sessions_uncounted ON sessions (n) WHERE is_uncounted;

-- One row for each session span that is known, by the span itself or by its live records.
CREATE TABLE session_spans (
    session INTEGER NOT NULL,
    trace BLOB NOT NULL,
    span BLOB NOT NULL,
    told_by TEXT NOT NULL,                      -- 'span' or 'record'
    start INTEGER NOT NULL,
    end INTEGER,
    state TEXT,
    name TEXT,
    reason TEXT,
    parent TEXT,
    PRIMARY KEY (session, trace, span, told_by)
) WITHOUT ROWID;

CREATE TABLE traces (
    id BLOB PRIMARY KEY,
    session INTEGER NOT NULL,                   -- of its spans that neither say nor inherit one
    start INTEGER NOT NULL,
    keyless INTEGER NOT NULL                    -- spans that do not say their session
) WITHOUT ROWID;

CREATE TABLE trace_sessions (
    trace BLOB NOT NULL,
    session INTEGER NOT NULL,
    key_start INTEGER,                          -- first start of a span that says this session
    PRIMARY KEY (trace, session)
) WITHOUT ROWID;

CREATE TABLE trace_links (
    trace BLOB NOT NULL,
    target BLOB NOT NULL,
    PRIMARY KEY (trace, target)
) WITHOUT ROWID;
CREATE INDEX trace_links_target ON trace_links (target);

CREATE TABLE spans (
    n INTEGER PRIMARY KEY,
    session INTEGER NOT NULL,
    trace BLOB NOT NULL,
    id BLOB NOT NULL,
    parent BLOB,
    is_keyed INTEGER NOT NULL,                  -- whether it says its session itself
    source INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,                         -- of the operation
    span_kind INTEGER NOT NULL,                 -- OpenTelemetry's own
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    status INTEGER NOT NULL,
    digest INTEGER NOT NULL,                    -- of its whole content
    facts TEXT,                                 -- what it says about itself, as JSON; NULL if nothing
    -- Of the operation that it stands for, which other spans may know more of.
    operation INTEGER,                          -- row of the span that tells most of it
    request_model TEXT,
    response_model TEXT,
    tool TEXT,
    agent TEXT,
    input_tokens INTEGER,
    output_tokens INTEGER,
    cost REAL,
    response_id TEXT,
    block INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL
);
-- By session first: new spans belong to new sessions, so the index grows at its end.
CREATE UNIQUE INDEX spans_key ON spans (session, trace, id);
CREATE INDEX spans_response ON spans (response_id) WHERE response_id IS NOT NULL;

CREATE TABLE blocks (
    n INTEGER PRIMARY KEY,
    session INTEGER NOT NULL,
    codec INTEGER NOT NULL,
    content BLOB NOT NULL
);
CREATE INDEX blocks_session ON blocks (session);

CREATE TABLE log_records (
    n INTEGER PRIMARY KEY,
    session INTEGER,                            -- NULL until its trace has a span
    is_keyed INTEGER NOT NULL,                  -- whether it says its session itself
    trace BLOB,
    span BLOB,
    time INTEGER NOT NULL,
    name TEXT NOT NULL,
    source INTEGER NOT NULL,
    tells_operation INTEGER NOT NULL,           -- whether counting has to look at it
    digest INTEGER NOT NULL,
    content BLOB NOT NULL
);
CREATE UNIQUE INDEX log_records_key ON log_records (time, digest);
CREATE INDEX log_records_session ON log_records (session, time) WHERE session NOTNULL;
CREATE INDEX log_records_trace ON log_records (trace) WHERE is_keyed = 0;

-- Index of tags, models, tools ..., counter of facets and rollup by each of them, in one.
CREATE TABLE session_facets (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    session INTEGER NOT NULL,
    count INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    input_tokens INTEGER,
    output_tokens INTEGER,
    cached_tokens INTEGER,
    cost REAL,
    durations BLOB,                             -- of the operations, each 8 bytes little-endian
    position INTEGER NOT NULL,                  -- of a tag: its place in the list it came in
    PRIMARY KEY (kind, value, session)
) WITHOUT ROWID;
CREATE INDEX session_facets_session ON session_facets (session);

-- Full-text tables, one a day, each with the row numbers of the spans that went into it.
CREATE TABLE word_days (
    day INTEGER PRIMARY KEY,                    -- as a date: 20261124
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    has_removed INTEGER NOT NULL                -- whether words of removed spans may be left in it
);

-- The observed book: one row per attempt at a model call, told by gateways, tracing backends and coding agents.
-- Instants of requests are microseconds since 1970 in UTC, so that millions of rows stay small and in order of time.

-- Where request records come from. Ids of one source share one space; its label is the `gateway` of its series.
CREATE TABLE log_sources (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    format TEXT NOT NULL,             -- litellm, otlp, langfuse, ...; `mapped` for files read by a mapping
    label TEXT NOT NULL UNIQUE,       -- never changes: identities of its requests are made of it
    teller TEXT NOT NULL CHECK (teller IN ('application', 'agent', 'gateway')),
    connection_id INTEGER REFERENCES connections (id),   -- NULL for files
    settings_json TEXT NOT NULL,      -- carried metadata keys, whether a subscription pays
    created_at TEXT NOT NULL
) STRICT;

-- One applied import: files, or what one sync run of a connection brought. A dry run leaves nothing here.
CREATE TABLE imports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id INTEGER NOT NULL REFERENCES log_sources (id),
    run_id INTEGER REFERENCES sync_runs (id),   -- NULL for files
    pricing_id INTEGER REFERENCES pricings (id),  -- by what its requests were rated
    applied_at TEXT NOT NULL,
    took_ms INTEGER NOT NULL,
    requests_new INTEGER NOT NULL,
    requests_same INTEGER NOT NULL,   -- told before, word for word
    requests_changed INTEGER NOT NULL,
    outcomes_new INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    summary_json TEXT NOT NULL        -- counts by reason, money by basis, first and last day
) STRICT;

-- The files of an import. A file is known again by its hash; its bytes stay where they are, because they hold prompts.
CREATE TABLE import_files (
    import_id INTEGER NOT NULL REFERENCES imports (id),
    ordinal INTEGER NOT NULL,
    name TEXT NOT NULL,
    folder TEXT NOT NULL,
    format TEXT NOT NULL,
    variant TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 BLOB NOT NULL,             -- of the file as it stood, compressed or not
    records INTEGER NOT NULL,
    PRIMARY KEY (import_id, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_files_by_hash ON import_files (sha256);

-- Records that could not be read: place and reason, never their text. At most 10,000 of an import; counts are in `imports`.
CREATE TABLE import_rejections (
    import_id INTEGER NOT NULL REFERENCES imports (id),
    ordinal INTEGER NOT NULL,
    file INTEGER NOT NULL,            -- ordinal in import_files
    record INTEGER NOT NULL,
    byte_offset INTEGER NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (import_id, ordinal)
) STRICT, WITHOUT ROWID;

-- One row per attempt, in order of time. Rated amounts are nanos of `currency`; NULL: not told, not rated, not known.
CREATE TABLE requests (
    started_us INTEGER NOT NULL,
    identity INTEGER NOT NULL,        -- 64-bit hash of source and natural id
    source_id INTEGER NOT NULL REFERENCES log_sources (id),
    series_id INTEGER NOT NULL REFERENCES series (id),
    import_id INTEGER NOT NULL REFERENCES imports (id),
    file INTEGER NOT NULL,            -- ordinal in import_files
    record INTEGER NOT NULL,          -- line, element or row in that file, from 1
    content INTEGER NOT NULL,         -- 64-bit hash of everything the source told
    event_id TEXT NOT NULL,
    response_id TEXT,
    logical_id TEXT,                  -- NULL when not told
    task_id TEXT,
    trace_id TEXT,                    -- NULL when equal to task_id or not told
    end_user TEXT,
    attempt INTEGER,                  -- 0 for the first; NULL: unknown
    is_retry INTEGER,                 -- 0, 1; NULL: unknown
    fallback_hop INTEGER,
    status INTEGER NOT NULL,          -- 0 unknown, 1 success, 2 failure
    http_status INTEGER,
    error_class TEXT,
    latency_us INTEGER,
    first_token_us INTEGER,
    is_stream INTEGER,
    response_cache INTEGER NOT NULL,  -- 0 unknown, 1 missed, 2 hit
    is_charged INTEGER,               -- whether the provider charges for it; NULL: unknown
    has_usage INTEGER NOT NULL CHECK (has_usage IN (0, 1)),   -- 0: the quantities below mean nothing
    input INTEGER NOT NULL,
    cache_read INTEGER NOT NULL,
    cache_write_5m INTEGER NOT NULL,
    cache_write_1h INTEGER NOT NULL,
    cache_write INTEGER NOT NULL,
    output INTEGER NOT NULL,
    reasoning INTEGER,
    more_json TEXT,                   -- further meters by name; NULL when there are none
    notes INTEGER NOT NULL,           -- a bit for each note of the reader
    reported_nanos INTEGER,           -- what the source says it cost
    reported_basis INTEGER,           -- 0 reported, 1 estimated, 2 notional
    reported_currency TEXT,           -- NULL when no amount is told
    rating_status INTEGER NOT NULL,   -- 0 priced, 1 range, 2 partial, 3 unpriced, 4 nothing to rate
    currency TEXT NOT NULL,           -- of the rated amounts; '' when there are none
    list_nanos INTEGER,
    rated_nanos INTEGER,              -- by contract; the low end of a range; equals the sum of the five below
    rated_high_nanos INTEGER,         -- NULL unless a range
    input_nanos INTEGER,
    cache_write_nanos INTEGER,
    cache_read_nanos INTEGER,
    output_nanos INTEGER,
    other_nanos INTEGER,
    cache_benefit_nanos INTEGER,      -- reads x (input rate - read rate) - writes x (write rate - input rate); NULL: not known
    is_counted INTEGER NOT NULL CHECK (is_counted IN (0, 1)),   -- 0: another row tells the same charge
    told_by INTEGER,                  -- identity of that row; NULL while counted
    numbered INTEGER NOT NULL DEFAULT 0,   -- bits: 1 `attempt`, 2 `is_retry`, 4 `fallback_hop` are not told but follow from the order of attempts
    PRIMARY KEY (started_us, identity)
) STRICT, WITHOUT ROWID;

-- Ids that are one whatever the time: a batch polled again, a message written in several lines.
CREATE TABLE timeless_requests (
    identity INTEGER PRIMARY KEY,
    started_us INTEGER NOT NULL
) STRICT;

-- Keys of rows that retention dropped, so that the same row told again is known and not counted twice.
CREATE TABLE dropped_requests (
    started_us INTEGER NOT NULL,
    identity INTEGER NOT NULL,
    PRIMARY KEY (started_us, identity)
) STRICT, WITHOUT ROWID;

-- Days of a source whose roll-up is not made of the rows that are still there: it is never rebuilt, only added to.
CREATE TABLE sealed_days (
    day TEXT NOT NULL,
    source_id INTEGER NOT NULL REFERENCES log_sources (id),
    reason TEXT NOT NULL CHECK (reason IN ('dropped', 'brought')),   -- by retention; added up where the logs live
    PRIMARY KEY (day, source_id)
) STRICT, WITHOUT ROWID;

-- What a changed row was before, as JSON: nothing told is lost.
CREATE TABLE request_revisions (
    started_us INTEGER NOT NULL,
    identity INTEGER NOT NULL,
    revision INTEGER NOT NULL,        -- 1 for the first telling
    import_id INTEGER NOT NULL REFERENCES imports (id),   -- which told it
    row_json TEXT NOT NULL,
    PRIMARY KEY (started_us, identity, revision)
) STRICT, WITHOUT ROWID;

-- Roll-ups by UTC day, source and series; only counted rows. Rebuilt whole for a day from `requests`, or brought home by a
-- source that aggregates where its logs live. Days outlive the rows they were made of.
CREATE TABLE request_days (
    day TEXT NOT NULL,
    source_id INTEGER NOT NULL REFERENCES log_sources (id),
    series_id INTEGER NOT NULL REFERENCES series (id),
    currency TEXT NOT NULL,           -- of every amount in the row; '' when there is none
    attempts INTEGER NOT NULL,
    retries INTEGER NOT NULL,
    retry_unknown INTEGER NOT NULL,   -- attempts of which it is not known
    failures INTEGER NOT NULL,
    cache_hits INTEGER NOT NULL,      -- answered by the gateway's own response cache
    usage_unknown INTEGER NOT NULL,   -- charged or perhaps charged, without quantities
    unpriced INTEGER NOT NULL,        -- with quantities of which some have no price
    tokens_input INTEGER NOT NULL,
    tokens_cache_read INTEGER NOT NULL,
    tokens_cache_write INTEGER NOT NULL,
    tokens_output INTEGER NOT NULL,
    tokens_reasoning INTEGER NOT NULL,
    latency_us INTEGER NOT NULL,      -- sum over `latency_known` attempts
    latency_known INTEGER NOT NULL,
    reported_nanos INTEGER NOT NULL,  -- reported and estimated by the source; notional amounts are apart
    notional_nanos INTEGER NOT NULL,
    list_nanos INTEGER NOT NULL,
    rated_nanos INTEGER NOT NULL,     -- equals the sum of the classes
    retry_nanos INTEGER NOT NULL,     -- attempts after the first, and failed attempts that were billed
    batch_nanos INTEGER NOT NULL,
    cache_write_nanos INTEGER NOT NULL,
    cache_read_nanos INTEGER NOT NULL,
    input_nanos INTEGER NOT NULL,
    output_nanos INTEGER NOT NULL,
    other_nanos INTEGER NOT NULL,
    retry_unknown_nanos INTEGER NOT NULL,   -- inside the classes above: of attempts of which it is not known whether they are retries
    meter_input_nanos INTEGER NOT NULL,     -- the same rated money by what was counted, whatever the attempt or the lane;
    meter_cache_write_nanos INTEGER NOT NULL,   -- these five add up to `rated_nanos` too
    meter_cache_read_nanos INTEGER NOT NULL,
    meter_output_nanos INTEGER NOT NULL,
    meter_other_nanos INTEGER NOT NULL,
    cache_benefit_nanos INTEGER NOT NULL,
    PRIMARY KEY (day, source_id, series_id, currency)
) STRICT, WITHOUT ROWID;

-- The same by month, made of `request_days`: what a pivot over a year reads.
CREATE TABLE request_months (
    month TEXT NOT NULL,              -- YYYY-MM
    source_id INTEGER NOT NULL REFERENCES log_sources (id),
    series_id INTEGER NOT NULL REFERENCES series (id),
    currency TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    retries INTEGER NOT NULL,
    retry_unknown INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    cache_hits INTEGER NOT NULL,
    usage_unknown INTEGER NOT NULL,
    unpriced INTEGER NOT NULL,
    tokens_input INTEGER NOT NULL,
    tokens_cache_read INTEGER NOT NULL,
    tokens_cache_write INTEGER NOT NULL,
    tokens_output INTEGER NOT NULL,
    tokens_reasoning INTEGER NOT NULL,
    latency_us INTEGER NOT NULL,
    latency_known INTEGER NOT NULL,
    reported_nanos INTEGER NOT NULL,
    notional_nanos INTEGER NOT NULL,
    list_nanos INTEGER NOT NULL,
    rated_nanos INTEGER NOT NULL,
    retry_nanos INTEGER NOT NULL,
    batch_nanos INTEGER NOT NULL,
    cache_write_nanos INTEGER NOT NULL,
    cache_read_nanos INTEGER NOT NULL,
    input_nanos INTEGER NOT NULL,
    output_nanos INTEGER NOT NULL,
    other_nanos INTEGER NOT NULL,
    retry_unknown_nanos INTEGER NOT NULL,
    meter_input_nanos INTEGER NOT NULL,
    meter_cache_write_nanos INTEGER NOT NULL,
    meter_cache_read_nanos INTEGER NOT NULL,
    meter_output_nanos INTEGER NOT NULL,
    meter_other_nanos INTEGER NOT NULL,
    cache_benefit_nanos INTEGER NOT NULL,
    PRIMARY KEY (month, source_id, series_id, currency)
) STRICT, WITHOUT ROWID;

-- Tasks with three attempts or more on one day, two of which failed or were retries: the retry loops.
CREATE TABLE request_loops (
    day TEXT NOT NULL,
    source_id INTEGER NOT NULL REFERENCES log_sources (id),
    task TEXT NOT NULL,               -- task id, else logical id
    attempts INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    has_succeeded INTEGER NOT NULL CHECK (has_succeeded IN (0, 1)),
    currency TEXT NOT NULL,           -- of the first priced attempt; '' when none is priced
    rated_nanos INTEGER NOT NULL,
    other_currency INTEGER NOT NULL,  -- attempts rated in another currency, which are not in `rated_nanos`
    unpriced INTEGER NOT NULL,
    first_us INTEGER NOT NULL,
    last_us INTEGER NOT NULL,
    PRIMARY KEY (day, source_id, task)
) STRICT, WITHOUT ROWID;

-- Evidence that work produced value, or did not.
CREATE TABLE outcomes (
    source_id INTEGER NOT NULL REFERENCES log_sources (id),
    event_id TEXT NOT NULL,
    about TEXT NOT NULL CHECK (about IN ('request', 'trace', 'task')),
    about_id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('success', 'failure', 'missing', 'score')),
    score_text TEXT,                  -- exact decimal; NULL when there is none
    label TEXT,
    judge TEXT,
    at_us INTEGER,
    import_id INTEGER NOT NULL REFERENCES imports (id),
    PRIMARY KEY (source_id, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX outcomes_by_subject ON outcomes (about_id, about);

-- How files of unknown make are read, known again by their header. Only grows; the newest of a fingerprint counts.
CREATE TABLE log_mappings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fingerprint TEXT NOT NULL,        -- of the sorted header names and the framing
    name TEXT NOT NULL,
    mapping_json TEXT NOT NULL,
    saved_at TEXT NOT NULL
) STRICT;
CREATE INDEX log_mappings_by_fingerprint ON log_mappings (fingerprint, id);

-- Folders looked through on a schedule for logs that were not imported yet.
CREATE TABLE watched_folders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL,
    pattern TEXT NOT NULL,            -- glob inside the folder
    source_id INTEGER NOT NULL REFERENCES log_sources (id),
    format TEXT,                      -- NULL: recognised anew for each file
    every_minutes INTEGER NOT NULL,
    is_paused INTEGER NOT NULL DEFAULT 0 CHECK (is_paused IN (0, 1)),
    looked_at TEXT,                   -- NULL before the first look
    problem_json TEXT,                -- NULL unless the last look failed
    removed_at TEXT
) STRICT;
CREATE UNIQUE INDEX watched_folders_by_path ON watched_folders (path, pattern) WHERE removed_at IS NULL;

-- Account-days whose spend of record is to be apportioned again, because something finer or coarser changed.
CREATE TABLE dirty_days (
    day TEXT NOT NULL PRIMARY KEY,
    marked_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE active_pricing (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    pricing_id INTEGER NOT NULL REFERENCES pricings (id)
) STRICT;

CREATE TABLE bucket_revisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    bucket_id INTEGER NOT NULL REFERENCES buckets (id),
    revision INTEGER NOT NULL,        -- 1, 2, 3, ...
    stream TEXT NOT NULL,             -- who told it
    run_id INTEGER NOT NULL REFERENCES sync_runs (id),
    window_id INTEGER NOT NULL,       -- its raw pages
    content_sha256 BLOB NOT NULL,
    rows_total INTEGER NOT NULL,
    billed_json TEXT NOT NULL,        -- billed nanos by currency
    estimated_json TEXT NOT NULL,     -- estimated nanos by currency
    tokens_total INTEGER NOT NULL,
    recorded_at TEXT NOT NULL,
    UNIQUE (bucket_id, revision)
) STRICT;

CREATE TABLE buckets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection_id INTEGER NOT NULL REFERENCES connections (id),
    slot TEXT NOT NULL,
    day TEXT NOT NULL,
    UNIQUE (connection_id, slot, day)
) STRICT;

CREATE TABLE charge_rows (
    revision_id INTEGER NOT NULL REFERENCES bucket_revisions (id),
    ordinal INTEGER NOT NULL,
    series_id INTEGER NOT NULL REFERENCES series (id),
    basis TEXT NOT NULL CHECK (basis IN ('billed', 'estimated')),
    category TEXT NOT NULL CHECK (category IN ('usage', 'purchase', 'tax', 'credit', 'adjustment')),
    amount_nanos INTEGER NOT NULL,
    currency TEXT NOT NULL,
    amount_text TEXT NOT NULL,        -- as the provider wrote it
    list_nanos INTEGER,               -- NULL when the provider tells no list cost
    quantity_text TEXT,               -- NULL when the provider tells none
    quantity_unit TEXT,
    raw_page_id INTEGER NOT NULL REFERENCES raw_pages (id),
    PRIMARY KEY (revision_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE closed_attribution (
    month TEXT NOT NULL,              -- YYYY-MM
    dimension TEXT NOT NULL,
    subject_id INTEGER NOT NULL REFERENCES spend_subjects (id),
    from_day TEXT NOT NULL,           -- first day in the month on which it holds
    value TEXT,                       -- NULL: unattributed
    why_json TEXT NOT NULL,
    PRIMARY KEY (month, dimension, subject_id, from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE closed_months (
    month TEXT PRIMARY KEY,
    closed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE closed_splits (
    month TEXT PRIMARY KEY,
    splits_json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE connections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,             -- descriptor id: openai, anthropic
    label TEXT NOT NULL,
    account TEXT NOT NULL,            -- provider's organization id, '' until the first answer names it
    base_url TEXT NOT NULL,
    secret_ref TEXT NOT NULL,
    secret_hint TEXT NOT NULL,        -- last four characters
    schedule_json TEXT NOT NULL,
    is_paused INTEGER NOT NULL DEFAULT 0 CHECK (is_paused IN (0, 1)),
    backfill_from TEXT NOT NULL,      -- first day the analyst wants
    created_at TEXT NOT NULL,
    removed_at TEXT,                  -- NULL while connected; its ledger rows stay
    capabilities_json TEXT NOT NULL   -- what the key may read, as last probed
) STRICT;

CREATE TABLE contracts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL,
    saved_at TEXT NOT NULL
) STRICT;

CREATE TABLE coverage (
    connection_id INTEGER NOT NULL REFERENCES connections (id),
    slot TEXT NOT NULL,
    day TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('full', 'partial', 'not_obtainable')),
    stream TEXT NOT NULL,
    read_at TEXT NOT NULL,
    complete_through TEXT,            -- NULL when the source does not say how far its data is complete
    PRIMARY KEY (connection_id, slot, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE current_ratings (
    revision_id INTEGER PRIMARY KEY REFERENCES bucket_revisions (id),
    rating_id INTEGER NOT NULL REFERENCES ratings (id)
) STRICT;

CREATE TABLE current_revisions (
    bucket_id INTEGER PRIMARY KEY REFERENCES buckets (id),
    revision_id INTEGER NOT NULL REFERENCES bucket_revisions (id),
    connection_id INTEGER NOT NULL,
    slot TEXT NOT NULL,
    day TEXT NOT NULL
) STRICT;

CREATE TABLE decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    made_at TEXT NOT NULL,
    made_by TEXT,                     -- NULL where the system does not tell who uses it
    body_json TEXT NOT NULL,
    is_in_force INTEGER NOT NULL CHECK (is_in_force IN (0, 1)),
    change INTEGER NOT NULL           -- number of the change that last put it in force or withdrew it
) STRICT;

CREATE TABLE directory_entries (
    connection_id INTEGER NOT NULL REFERENCES connections (id),
    kind TEXT NOT NULL CHECK (kind IN ('project', 'credential', 'user', 'account')),
    external_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    attributes_json TEXT NOT NULL,
    seen_at TEXT NOT NULL,            -- when this version was first seen
    PRIMARY KEY (connection_id, kind, external_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE dirty_days (
    day TEXT NOT NULL PRIMARY KEY,
    marked_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE dropped_requests (
    started_us INTEGER NOT NULL,
    identity INTEGER NOT NULL,
    PRIMARY KEY (started_us, identity)
) STRICT, WITHOUT ROWID;

CREATE TABLE history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    command TEXT NOT NULL,
    summary TEXT NOT NULL,
    before_json TEXT NOT NULL,
    after_json TEXT NOT NULL,
    undoes INTEGER REFERENCES history (id)   -- NULL unless this entry is an undo or redo
) STRICT;

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

CREATE TABLE log_mappings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fingerprint TEXT NOT NULL,        -- of the sorted header names and the framing
    name TEXT NOT NULL,
    mapping_json TEXT NOT NULL,
    saved_at TEXT NOT NULL
) STRICT;

CREATE TABLE log_sources (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    format TEXT NOT NULL,             -- litellm, otlp, langfuse, ...; `mapped` for files read by a mapping
    label TEXT NOT NULL UNIQUE,       -- never changes: identities of its requests are made of it
    teller TEXT NOT NULL CHECK (teller IN ('application', 'agent', 'gateway')),
    connection_id INTEGER REFERENCES connections (id),   -- NULL for files
    settings_json TEXT NOT NULL,      -- carried metadata keys, whether a subscription pays
    created_at TEXT NOT NULL
) STRICT;

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

CREATE TABLE outlook_decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    made_at TEXT NOT NULL,
    body_json TEXT NOT NULL,
    is_in_force INTEGER NOT NULL CHECK (is_in_force IN (0, 1))
) STRICT;

CREATE TABLE price_books (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    version TEXT NOT NULL,
    sequence INTEGER NOT NULL,        -- a signed book lower than the highest signed one is a roll-back
    origin TEXT NOT NULL CHECK (origin IN ('bundled', 'signed', 'local')),
    signed_by TEXT,                   -- id of the key; NULL unless signed
    book_zstd BLOB NOT NULL,
    loaded_at TEXT NOT NULL
) STRICT;

CREATE TABLE pricings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    book_id INTEGER NOT NULL REFERENCES price_books (id),
    contract_id INTEGER NOT NULL REFERENCES contracts (id),
    UNIQUE (book_id, contract_id)
) STRICT;

CREATE TABLE rated_rows (
    rating_id INTEGER NOT NULL REFERENCES ratings (id),
    ordinal INTEGER NOT NULL,         -- of the usage row in its revision
    status TEXT NOT NULL CHECK (status IN ('priced', 'range', 'unpriced', 'not_billable')),
    currency TEXT NOT NULL,           -- '' when unpriced
    list_nanos INTEGER,
    list_high_nanos INTEGER,
    contracted_nanos INTEGER,
    contracted_high_nanos INTEGER,
    note_id INTEGER NOT NULL REFERENCES rating_notes (id),
    PRIMARY KEY (rating_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE rating_notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fingerprint BLOB NOT NULL UNIQUE,
    note_json TEXT NOT NULL
) STRICT;

CREATE TABLE ratings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision_id INTEGER NOT NULL REFERENCES bucket_revisions (id),
    pricing_id INTEGER NOT NULL REFERENCES pricings (id),
    rated_at TEXT NOT NULL,
    UNIQUE (revision_id, pricing_id)
) STRICT;

CREATE TABLE raw_pages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection_id INTEGER NOT NULL REFERENCES connections (id),
    run_id INTEGER NOT NULL REFERENCES sync_runs (id),
    stream TEXT NOT NULL,
    window_id INTEGER NOT NULL,       -- groups the pages read together; the window row itself is gone once applied
    page_number INTEGER NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    request_url TEXT NOT NULL,        -- path and query only
    ask_json TEXT NOT NULL,           -- the request's group_by and other facts normalising needs
    fetched_at TEXT NOT NULL,
    body_sha256 BLOB NOT NULL,
    body_bytes INTEGER NOT NULL,
    body_zstd BLOB NOT NULL
) STRICT;

CREATE TABLE rejected_rows (
    revision_id INTEGER NOT NULL REFERENCES bucket_revisions (id),
    ordinal INTEGER NOT NULL,
    reason TEXT NOT NULL,
    row_json TEXT NOT NULL,
    raw_page_id INTEGER NOT NULL REFERENCES raw_pages (id),
    PRIMARY KEY (revision_id, ordinal)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE request_revisions (
    started_us INTEGER NOT NULL,
    identity INTEGER NOT NULL,
    revision INTEGER NOT NULL,        -- 1 for the first telling
    import_id INTEGER NOT NULL REFERENCES imports (id),   -- which told it
    row_json TEXT NOT NULL,
    PRIMARY KEY (started_us, identity, revision)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE rerate_moves (
    rerate_id INTEGER NOT NULL REFERENCES rerates (id),
    revision_id INTEGER NOT NULL REFERENCES bucket_revisions (id),
    rating_before INTEGER NOT NULL REFERENCES ratings (id),
    rating_after INTEGER NOT NULL REFERENCES ratings (id),
    PRIMARY KEY (rerate_id, revision_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE rerates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pricing_id INTEGER NOT NULL REFERENCES pricings (id),
    applied_at TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;

CREATE TABLE roll_up_changes (
    count INTEGER NOT NULL            -- one row
) STRICT;

CREATE TABLE saved_views (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    folder TEXT NOT NULL,             -- empty: in none
    name TEXT NOT NULL,
    question TEXT NOT NULL,           -- text form of a question of Explore
    keeps_days INTEGER NOT NULL CHECK (keeps_days IN (0, 1)),   -- 0: asked of the period that the window shows
    changed_at TEXT NOT NULL
) STRICT;

CREATE TABLE schema_migrations (
            version INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL
         ) STRICT;

CREATE TABLE sealed_days (
    day TEXT NOT NULL,
    source_id INTEGER NOT NULL REFERENCES log_sources (id),
    reason TEXT NOT NULL CHECK (reason IN ('dropped', 'brought')),   -- by retention; added up where the logs live
    PRIMARY KEY (day, source_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    fingerprint BLOB NOT NULL UNIQUE,
    provider TEXT NOT NULL,
    channel TEXT NOT NULL,            -- who sells it: openai, anthropic, a cloud
    account TEXT,
    project TEXT,
    credential TEXT,
    user TEXT,
    model_requested TEXT,
    model_served TEXT,
    service_tier TEXT,
    context_band TEXT,
    region TEXT,
    operation TEXT,                   -- completions, embeddings, web_search_calls, ...
    product TEXT,                     -- the provider's own product or API source
    speed TEXT,
    gateway TEXT,
    team TEXT,
    feature TEXT,
    customer TEXT,
    environment TEXT,
    workload TEXT,
    line_item TEXT,                   -- the provider's display text of a charge, untouched
    token_class TEXT,                 -- of a charge, when the provider tells
    lane TEXT,                        -- standard, batch, flex, priority, ...
    extra_json TEXT NOT NULL          -- further bounded dimensions, sorted by name
) STRICT;

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value_json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE spend_cache (
    day TEXT NOT NULL,
    connection_id INTEGER NOT NULL,
    usage_series INTEGER NOT NULL,
    currency TEXT NOT NULL,
    benefit_nanos INTEGER,            -- NULL: no input of the same kind tells the input rate
    PRIMARY KEY (day, connection_id, usage_series, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE spend_changes (
    count INTEGER NOT NULL            -- one row
) STRICT;

CREATE TABLE spend_days (
    day TEXT NOT NULL PRIMARY KEY,
    evidence BLOB NOT NULL            -- hash; another one means that the day is to be apportioned again
) STRICT, WITHOUT ROWID;

CREATE TABLE spend_discrepancies (
    day TEXT NOT NULL,
    connection_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    model TEXT NOT NULL,              -- as the price book names it, else as told; '' when not told
    meter TEXT NOT NULL,              -- input, cache_write, cache_read, output, other
    currency TEXT NOT NULL,           -- '' without an amount
    amount_nanos INTEGER,             -- rated cost; NULL without a price
    quantity INTEGER NOT NULL,
    PRIMARY KEY (day, connection_id, kind, channel, model, meter, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE spend_held (
    day TEXT NOT NULL,
    currency TEXT NOT NULL,           -- '' where no money is on either side
    evidence BLOB NOT NULL,           -- hash of the books that say so, as in `spend_days`; another one means to look again
    closed_nanos INTEGER NOT NULL,    -- what the closed record has of the day, in all accounts
    now_nanos INTEGER NOT NULL,       -- what its books come to now; equal where only the division of the money differs
    PRIMARY KEY (day, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE spend_lines (
    day TEXT NOT NULL,
    connection_id INTEGER NOT NULL,   -- 0: no connected account is known for it
    currency TEXT NOT NULL,
    billed_series INTEGER NOT NULL,   -- series of the charge; 0 unless billed
    usage_series INTEGER NOT NULL,    -- series of the metered usage, or of the requests where nothing else tells; 0: no usage explains it
    level TEXT NOT NULL CHECK (level IN ('seen', 'not_seen', 'not_explained')),
    grade TEXT NOT NULL CHECK (grade IN ('A', 'B', 'C', '')),
    basis TEXT NOT NULL CHECK (basis IN ('invoiced', 'billed', 'rated')),
    amount_nanos INTEGER NOT NULL,    -- the sum of the classes
    retry_nanos INTEGER NOT NULL,
    batch_nanos INTEGER NOT NULL,
    cache_write_nanos INTEGER NOT NULL,
    cache_read_nanos INTEGER NOT NULL,
    input_nanos INTEGER NOT NULL,
    output_nanos INTEGER NOT NULL,
    other_nanos INTEGER NOT NULL,
    retry_unknown_nanos INTEGER NOT NULL,   -- inside the classes: of which it is not known whether it is retries
    scale_over INTEGER,               -- amount over rated cost of the same charge as an exact fraction; NULL unless both are known
    scale_under INTEGER,
    PRIMARY KEY (day, connection_id, currency, billed_series, usage_series, level, grade)
) STRICT, WITHOUT ROWID;

CREATE TABLE spend_months (
    month TEXT NOT NULL,              -- YYYY-MM
    subject_id INTEGER NOT NULL REFERENCES spend_subjects (id),
    currency TEXT NOT NULL,
    grade TEXT NOT NULL CHECK (grade IN ('A', 'B', 'C', '')),
    basis TEXT NOT NULL CHECK (basis IN ('invoiced', 'billed', 'rated')),
    days INTEGER NOT NULL,            -- a bit for each day with a row, the first day the lowest
    amount_nanos INTEGER NOT NULL,
    PRIMARY KEY (month, subject_id, currency, grade, basis)
) STRICT, WITHOUT ROWID;

CREATE TABLE spend_parts (
    day TEXT NOT NULL,
    source_id INTEGER NOT NULL,
    series_id INTEGER NOT NULL,       -- of the requests
    connection_id INTEGER NOT NULL,
    currency TEXT NOT NULL,
    owner_series INTEGER NOT NULL,    -- provider's series with the project and key that all matching usage shares; 0: they differ
    owner_tells TEXT NOT NULL CHECK (owner_tells IN ('', 'project', 'key')),   -- how much of it they share; key: both
    grade TEXT NOT NULL CHECK (grade IN ('A', 'C', '')),
    basis TEXT NOT NULL CHECK (basis IN ('invoiced', 'billed', 'rated')),
    amount_nanos INTEGER NOT NULL,
    retry_nanos INTEGER NOT NULL,
    batch_nanos INTEGER NOT NULL,
    cache_write_nanos INTEGER NOT NULL,
    cache_read_nanos INTEGER NOT NULL,
    input_nanos INTEGER NOT NULL,
    output_nanos INTEGER NOT NULL,
    other_nanos INTEGER NOT NULL,
    retry_unknown_nanos INTEGER NOT NULL,
    PRIMARY KEY (day, source_id, series_id, connection_id, currency, owner_series, grade)
) STRICT, WITHOUT ROWID;

CREATE TABLE spend_subjects (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 4),   -- 0 told by the provider; else by requests: 1 nobody's, 2 of a project, 3 of a key, 4 their own
    connection_id INTEGER NOT NULL,   -- 0: no connected account is known for it
    first_series INTEGER NOT NULL,    -- of the usage, or of the requests; 0: no usage explains it
    second_series INTEGER NOT NULL,   -- of the charge, or of the owner of the requests; 0: none
    UNIQUE (kind, connection_id, first_series, second_series)
) STRICT;

CREATE TABLE spend_sums (
    day TEXT NOT NULL,
    connection_id INTEGER NOT NULL,   -- 0: no connected account is known for it
    currency TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('seen', 'not_seen', 'not_explained')),
    grade TEXT NOT NULL CHECK (grade IN ('A', 'B', 'C', '')),
    basis TEXT NOT NULL CHECK (basis IN ('invoiced', 'billed', 'rated')),
    amount_nanos INTEGER NOT NULL,    -- the sum of the classes
    retry_nanos INTEGER NOT NULL,
    batch_nanos INTEGER NOT NULL,
    cache_write_nanos INTEGER NOT NULL,
    cache_read_nanos INTEGER NOT NULL,
    input_nanos INTEGER NOT NULL,
    output_nanos INTEGER NOT NULL,
    other_nanos INTEGER NOT NULL,
    retry_unknown_nanos INTEGER NOT NULL,
    PRIMARY KEY (day, connection_id, currency, level, grade, basis)
) STRICT, WITHOUT ROWID;

CREATE TABLE sqlite_sequence(name,seq);

CREATE TABLE sync_leases (
    connection_id INTEGER PRIMARY KEY REFERENCES connections (id),
    holder TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;

CREATE TABLE sync_run_notes (
    run_id INTEGER NOT NULL REFERENCES sync_runs (id),
    ordinal INTEGER NOT NULL,
    at TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('note', 'warning', 'problem')),
    text TEXT NOT NULL,
    PRIMARY KEY (run_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection_id INTEGER NOT NULL REFERENCES connections (id),
    cause TEXT NOT NULL CHECK (cause IN ('manual', 'schedule', 'catch_up', 'command_line')),
    state TEXT NOT NULL CHECK (state IN ('running', 'succeeded', 'failed', 'cancelled', 'interrupted')),
    started_at TEXT NOT NULL,
    finished_at TEXT,                 -- NULL while running
    requests INTEGER NOT NULL DEFAULT 0,
    pages_stored INTEGER NOT NULL DEFAULT 0,
    days_read INTEGER NOT NULL DEFAULT 0,
    buckets_new INTEGER NOT NULL DEFAULT 0,
    buckets_restated INTEGER NOT NULL DEFAULT 0,
    buckets_same INTEGER NOT NULL DEFAULT 0,
    rows_added INTEGER NOT NULL DEFAULT 0,
    rows_superseded INTEGER NOT NULL DEFAULT 0,
    rows_rejected INTEGER NOT NULL DEFAULT 0,
    waited_ms INTEGER NOT NULL DEFAULT 0,   -- time spent waiting on the transport and on back-off
    money_delta_json TEXT NOT NULL DEFAULT '{}',  -- billed nanos by currency, restated minus before
    problem_json TEXT                 -- NULL unless failed
) STRICT;

CREATE TABLE sync_windows (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection_id INTEGER NOT NULL REFERENCES connections (id),
    stream TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    ask_json TEXT NOT NULL,           -- what was asked beside the dates, so that a resumed window asks the same
    cursor TEXT,                      -- NULL before the first page and after the last
    pages INTEGER NOT NULL,
    is_complete INTEGER NOT NULL CHECK (is_complete IN (0, 1)),  -- read to its last page, but not applied
    opened_at TEXT NOT NULL,
    touched_at TEXT NOT NULL,
    UNIQUE (connection_id, stream)
) STRICT;

CREATE TABLE timeless_requests (
    identity INTEGER PRIMARY KEY,
    started_us INTEGER NOT NULL
) STRICT;

CREATE TABLE usage_rows (
    revision_id INTEGER NOT NULL REFERENCES bucket_revisions (id),
    ordinal INTEGER NOT NULL,
    series_id INTEGER NOT NULL REFERENCES series (id),
    meter TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    raw_page_id INTEGER NOT NULL REFERENCES raw_pages (id),
    PRIMARY KEY (revision_id, ordinal)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE workspace_facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX connections_label ON connections (label) WHERE removed_at IS NULL;

CREATE INDEX current_revisions_by_slot ON current_revisions (slot, day, connection_id, revision_id);

CREATE INDEX decisions_by_change ON decisions (change);

CREATE INDEX import_files_by_hash ON import_files (sha256);

CREATE INDEX log_mappings_by_fingerprint ON log_mappings (fingerprint, id);

CREATE INDEX outcomes_by_subject ON outcomes (about_id, about);

CREATE INDEX raw_pages_by_day ON raw_pages (connection_id, starts_on);

CREATE INDEX raw_pages_by_window ON raw_pages (window_id, page_number);

CREATE INDEX sync_runs_by_connection ON sync_runs (connection_id, id);

CREATE UNIQUE INDEX watched_folders_by_path ON watched_folders (path, pattern) WHERE removed_at IS NULL;

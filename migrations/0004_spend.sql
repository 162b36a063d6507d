-- Spend of record: what each account and day cost, from the most authoritative book that has it, divided among what
-- explains it. Derived: rebuilt for a day from the books, always to the same rows. Amounts are nanos of `currency`.

-- The days that are apportioned, and from which revisions, ratings and names.
CREATE TABLE spend_days (
    day TEXT NOT NULL PRIMARY KEY,
    evidence BLOB NOT NULL            -- hash; another one means that the day is to be apportioned again
) STRICT, WITHOUT ROWID;

-- The money by what providers tell. All rows of a day are its spend: nothing is in two rows.
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

-- The seen part of the same money by what requests tell. Adds up to the rows of `spend_lines` that are seen, by account.
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

-- Net cache benefit of metered usage at the amounts of record: reads x (input rate - read rate) - writes x (write rate -
-- input rate). A property of the bill, not a saving.
CREATE TABLE spend_cache (
    day TEXT NOT NULL,
    connection_id INTEGER NOT NULL,
    usage_series INTEGER NOT NULL,
    currency TEXT NOT NULL,
    benefit_nanos INTEGER,            -- NULL: no input of the same kind tells the input rate
    PRIMARY KEY (day, connection_id, usage_series, currency)
) STRICT, WITHOUT ROWID;

-- Where two books differ, and what has no price. Beside spend, never in it.
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

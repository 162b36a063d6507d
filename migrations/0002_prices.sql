-- Price books, the contract, and what usage costs by them. Ratings only grow: a re-rate adds new ones beside the old.

-- Every version of a price book ever used here, as canonical text.
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

-- Every text of the contract ever saved; the empty contract is one of them.
CREATE TABLE contracts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL,
    saved_at TEXT NOT NULL
) STRICT;

-- A book and a contract together: what a rating can be reproduced from.
CREATE TABLE pricings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    book_id INTEGER NOT NULL REFERENCES price_books (id),
    contract_id INTEGER NOT NULL REFERENCES contracts (id),
    UNIQUE (book_id, contract_id)
) STRICT;

-- By what new usage is rated now: one row.
CREATE TABLE active_pricing (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    pricing_id INTEGER NOT NULL REFERENCES pricings (id)
) STRICT;

-- Days that are closed: their ratings never move. 'YYYY-MM'.
CREATE TABLE closed_months (
    month TEXT PRIMARY KEY,
    closed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- All usage rows of one revision rated once by one pricing. Never changed.
CREATE TABLE ratings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision_id INTEGER NOT NULL REFERENCES bucket_revisions (id),
    pricing_id INTEGER NOT NULL REFERENCES pricings (id),
    rated_at TEXT NOT NULL,
    UNIQUE (revision_id, pricing_id)
) STRICT;

-- Which rating of a revision counts. The only thing a re-rate moves.
CREATE TABLE current_ratings (
    revision_id INTEGER PRIMARY KEY REFERENCES bucket_revisions (id),
    rating_id INTEGER NOT NULL REFERENCES ratings (id)
) STRICT;

-- Distinct explanations: rate ids, factors, reasons and assumptions of a line, as JSON; thousands, not millions.
CREATE TABLE rating_notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fingerprint BLOB NOT NULL UNIQUE,
    note_json TEXT NOT NULL
) STRICT;

-- What one usage row costs. Amounts are NULL when unpriced: unknown is never zero. High amounts are NULL unless the
-- price is a range; a range is [low, high].
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

-- A confirmed re-rate: which pointers moved, so that it can be undone exactly.
CREATE TABLE rerates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pricing_id INTEGER NOT NULL REFERENCES pricings (id),
    applied_at TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE TABLE rerate_moves (
    rerate_id INTEGER NOT NULL REFERENCES rerates (id),
    revision_id INTEGER NOT NULL REFERENCES bucket_revisions (id),
    rating_before INTEGER NOT NULL REFERENCES ratings (id),
    rating_after INTEGER NOT NULL REFERENCES ratings (id),
    PRIMARY KEY (rerate_id, revision_id)
) STRICT, WITHOUT ROWID;

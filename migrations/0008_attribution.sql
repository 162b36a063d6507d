-- What attribution tags, and what was decided. Decisions only grow: one that no longer holds stays, withdrawn.

-- The finest that spend of record is divided down to: a pair of series at an account. Ids never change.
CREATE TABLE spend_subjects (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 4),   -- 0 told by the provider; else by requests: 1 nobody's, 2 of a project, 3 of a key, 4 their own
    connection_id INTEGER NOT NULL,   -- 0: no connected account is known for it
    first_series INTEGER NOT NULL,    -- of the usage, or of the requests; 0: no usage explains it
    second_series INTEGER NOT NULL,   -- of the charge, or of the owner of the requests; 0: none
    UNIQUE (kind, connection_id, first_series, second_series)
) STRICT;

-- Spend of record by subject and month, made of `spend_lines` that are not seen and of `spend_parts`. Kept with each day.
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

-- Grows whenever a day of spend is put: what is kept of it in memory is current while it stays.
CREATE TABLE spend_changes (
    count INTEGER NOT NULL            -- one row
) STRICT;
INSERT INTO spend_changes (count) VALUES (0);

-- Tags, owners, values, rules, splits, notes: one row each. Undo and redo move `is_in_force` and nothing else.
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    made_at TEXT NOT NULL,
    made_by TEXT,                     -- NULL where the system does not tell who uses it
    body_json TEXT NOT NULL,
    is_in_force INTEGER NOT NULL CHECK (is_in_force IN (0, 1)),
    change INTEGER NOT NULL           -- number of the change that last put it in force or withdrew it
) STRICT;
CREATE INDEX decisions_by_change ON decisions (change);

-- What each subject was attributed to when its month was closed: it stays so whatever is decided later.
CREATE TABLE closed_attribution (
    month TEXT NOT NULL,              -- YYYY-MM
    dimension TEXT NOT NULL,
    subject_id INTEGER NOT NULL REFERENCES spend_subjects (id),
    from_day TEXT NOT NULL,           -- first day in the month on which it holds
    value TEXT,                       -- NULL: unattributed
    why_json TEXT NOT NULL,
    PRIMARY KEY (month, dimension, subject_id, from_day)
) STRICT, WITHOUT ROWID;

-- Splits as they were when a month was closed.
CREATE TABLE closed_splits (
    month TEXT PRIMARY KEY,
    splits_json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO spend_subjects (kind, connection_id, first_series, second_series)
SELECT DISTINCT 0, connection_id, usage_series, billed_series FROM spend_lines WHERE level <> 'seen'
UNION
SELECT DISTINCT CASE owner_tells WHEN 'key' THEN 3 WHEN 'project' THEN 2 ELSE CASE grade WHEN 'A' THEN 4 ELSE 1 END END,
    connection_id, series_id, owner_series
FROM spend_parts;

INSERT INTO spend_months (month, subject_id, currency, grade, basis, days, amount_nanos)
SELECT substr(day, 1, 7), s.id, l.currency, l.grade, l.basis, sum(DISTINCT 1 << (substr(day, 9, 2) - 1)),
    sum(l.amount_nanos)
FROM (
    SELECT day, 0 AS kind, connection_id, usage_series AS first, billed_series AS second, currency, grade, basis, amount_nanos
    FROM spend_lines WHERE level <> 'seen'
    UNION ALL
    SELECT day, CASE owner_tells WHEN 'key' THEN 3 WHEN 'project' THEN 2 ELSE CASE grade WHEN 'A' THEN 4 ELSE 1 END END,
        connection_id, series_id, owner_series, currency, grade, basis, amount_nanos
    FROM spend_parts
) AS l
JOIN spend_subjects AS s ON s.kind = l.kind AND s.connection_id = l.connection_id AND s.first_series = l.first
    AND s.second_series = l.second
GROUP BY 1, 2, 3, 4, 5;

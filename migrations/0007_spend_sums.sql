-- Spend of record by what no series tells, made of `spend_lines`: what the overview of years reads. Rebuilt with its day.
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

INSERT INTO spend_sums
SELECT day, connection_id, currency, level, grade, basis, sum(amount_nanos), sum(retry_nanos), sum(batch_nanos),
    sum(cache_write_nanos), sum(cache_read_nanos), sum(input_nanos), sum(output_nanos), sum(other_nanos),
    sum(retry_unknown_nanos)
FROM spend_lines GROUP BY day, connection_id, currency, level, grade, basis;

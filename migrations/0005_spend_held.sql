-- Days of closed months whose books say otherwise since: the closed record stands, and this is what it would be now.
CREATE TABLE spend_held (
    day TEXT NOT NULL,
    currency TEXT NOT NULL,           -- '' where no money is on either side
    evidence BLOB NOT NULL,           -- hash of the books that say so, as in `spend_days`; another one means to look again
    closed_nanos INTEGER NOT NULL,    -- what the closed record has of the day, in all accounts
    now_nanos INTEGER NOT NULL,       -- what its books come to now; equal where only the division of the money differs
    PRIMARY KEY (day, currency)
) STRICT, WITHOUT ROWID;

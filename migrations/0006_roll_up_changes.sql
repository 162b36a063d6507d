-- Grows whenever a roll-up of requests changes: what is kept of them in memory is current while it stays.
CREATE TABLE roll_up_changes (
    count INTEGER NOT NULL            -- one row
) STRICT;
INSERT INTO roll_up_changes (count) VALUES (0);

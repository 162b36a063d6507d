-- Questions that the analyst keeps, as their text.
CREATE TABLE saved_views (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    folder TEXT NOT NULL,             -- empty: in none
    name TEXT NOT NULL,
    question TEXT NOT NULL,           -- text form of a question of Explore
    keeps_days INTEGER NOT NULL CHECK (keeps_days IN (0, 1)),   -- 0: asked of the period that the window shows
    changed_at TEXT NOT NULL
) STRICT;

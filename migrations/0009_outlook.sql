-- Budgets and feedback on findings: one row each, which never changes. Undo and redo move `is_in_force` and nothing else.
CREATE TABLE outlook_decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    made_at TEXT NOT NULL,
    body_json TEXT NOT NULL,
    is_in_force INTEGER NOT NULL CHECK (is_in_force IN (0, 1))
) STRICT;

"""Everything the engine remembers: SQLite and the rows in it."""

"""All SQL. One schema runs unchanged on SQLite, PostgreSQL and Citus; see docs/architecture.md, section Data."""

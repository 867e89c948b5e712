"""Getting the facts: every venue asked, and what is kept on disk."""

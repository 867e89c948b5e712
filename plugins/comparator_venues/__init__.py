"""Exchange plugins that ship with comparator: one module per venue."""

"""What survives faults, kills and random bytes; each file says how it is run."""

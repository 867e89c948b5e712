"""Reading figures: from every venue, from the cache, from what ships with the plugins."""

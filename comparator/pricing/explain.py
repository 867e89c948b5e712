"""Every figure of a verdict as its formula with the numbers put in, and its sources."""

"""Getting the facts: the only input and output of the package."""

"""How an answer looks: text from a Comparison; writes nothing."""

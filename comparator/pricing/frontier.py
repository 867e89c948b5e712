"""Account-size curves, ladders and stop distances: where the answer changes, exactly."""

"""The page that answers: one file with the model, the data and every control."""

"""How the answer to each question reads, one file per question."""

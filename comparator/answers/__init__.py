"""The questions: one file each for what is asked, how it is worked out, and its document."""

"""How answers look: text from an answer's rows and document; no file is written here."""

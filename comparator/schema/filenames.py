"""A coin's or a venue's name as the name of a file, on every system.

What an exchange or a saved file calls a coin may be anything: a path, a device of Windows, a name
no file system takes. Nothing that is written is named by it unseen.
"""

PORTS = (f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³")
RESERVED = frozenset(("con", "prn", "aux", "nul", *PORTS))
"""Names that Windows keeps for devices, whatever ending follows.

Source: Microsoft, "Naming Files, Paths, and Namespaces", as quoted with COM¹ and LPT³ by several;
COM0 and LPT0 after meziantou.net, "Reserved filenames on Windows".
"""
FORBIDDEN = frozenset('<>:"/\\|?*%')
"""Signs that no Windows name may hold, the separators of paths among them, and our own escape."""
LONGEST = 120
"""Bytes of a stem: endings, a day and the mark of a part still fit into the 255 of most systems."""


def file_stem(name: str) -> str:
    """`name` in lower case as a file's name without its ending: `btc`, `con_`, `a%2fb`.

    Two names that differ in more than case never give the same stem, unless both are longer than a
    file's name may be: what is past its end is cut.
    """
    lower = name.lower()
    text = "".join(_escaped(char) for char in lower)
    if text.startswith("."):  # hidden, a folder, or the one above
        text = f"%2e{text[1:]}"
    if text.endswith("."):  # Windows drops it
        text = f"{text[:-1]}%2e"
    if not text or text.split(".")[0] in RESERVED:
        text = f"{text}_"
    return text.encode()[:LONGEST].decode(errors="ignore")


def _escaped(char: str) -> str:
    if char in FORBIDDEN or not char.isprintable() or char.isspace():
        return "".join(f"%{byte:02x}" for byte in char.encode(errors="surrogatepass"))
    return char

// Names: the coin a person means, and the name that one who mistyped it may have meant.
"use strict";

const ALIASES = new Map([["XBT", "BTC"], ["XDG", "DOGE"]]);
const BUNDLES = new Map([["MBABYDOGE", ["BABYDOGE", decimal("1e6")]]]);
const BUNDLE = new RegExp("^(?:" + [
  "(?<zeros>10{3,9})(?<first>[A-Z].+)", // 1000PEPE
  "1(?<upper>[MK])(?<second>[A-Z]{4}.*)", // 1MBABYDOGE; 1INCH is a name
  "1?(?<lower>[mk])(?<third>[A-Z]{2}.*)", // kPEPE
  "(?<last>.*[A-Z].*[A-Z])(?<end>10{3,9})", // SHIB1000
].join("|") + ")$");

/** The coin behind a venue's base name, and how many of it one quoted base holds. */
function coinOf(name) {
  if (BUNDLES.has(name)) return BUNDLES.get(name);
  const found = BUNDLE.exec(name)?.groups;
  if (!found) return [ALIASES.get(name) ?? name, ONE];
  const base = found.first ?? found.second ?? found.third ?? found.last;
  const letter = (found.upper ?? found.lower)?.toLowerCase();
  const many = letter ? (letter === "k" ? "1000" : "1e6") : (found.zeros ?? found.end);
  return [ALIASES.get(base) ?? base, decimal(many)];
}

/** The coin a person means: `btc`, `XBT` and `BTC` are one; so are `PEPE`, `1000PEPE`, `kPEPE`. */
const coinName = (text) => coinOf(coinOf(text.trim())[0].toUpperCase())[0];

/** Signs of `a` that stand in `b` in the same order, longest runs first: difflib's matching blocks. */
function matching(a, b) {
  let [from, to, size] = [0, 0, 0];
  let runs = [];
  for (let i = 0; i < a.length; i += 1) {
    const longer = [];
    for (let j = 0; j < b.length; j += 1) {
      if (a[i] !== b[j]) continue;
      const run = (longer[j] = (runs[j - 1] ?? 0) + 1);
      if (run > size) [from, to, size] = [i - run + 1, j - run + 1, run];
    }
    runs = longer;
  }
  if (!size) return 0;
  return size + matching(a.slice(0, from), b.slice(0, to)) + matching(a.slice(from + size), b.slice(to + size));
}

/** At most so many known words that one who wrote `word` may have meant, the likeliest first. */
function alike(word, known, most) {
  const near = [...new Set(known)].map((one) => [(2 * matching(one, word)) / (one.length + word.length || 1), one])
    .filter(([likeness]) => likeness >= 0.6);
  near.sort(([a, x], [b, y]) => b - a || (x < y ? 1 : -1));
  return near.slice(0, most).map(([, one]) => one);
}

const METALS = { GOLD: "XAU", SILVER: "XAG" }; // what contracts on metals are called

/** What somebody who wrote `asset` may have meant of what there is, the likeliest first. */
function meant(asset, known) {
  return known.includes(METALS[asset]) ? [METALS[asset]] : alike(asset, known, 3);
}

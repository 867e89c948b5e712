// `--class stock` on a comparator.market/1 document: gold is no coin called GOLD.
"use strict";

const CLASSES = { crypto: "a coin", stock: "a stock", commodity: "a commodity", forex: "a currency", index: "an index" };

/** The document with the contracts of one class alone; what venues list beside them stands in `other`. */
function inClass(document, name) {
  const { venues, references, usual, trusting } = document;
  const coins = { asset_class: "crypto", contracts: Object.fromEntries(venues.map((one) => [one.venue, one.contracts])), references, usual, trusting };
  const every = [coins, ...(document.classes ?? [])];
  const own = every.find((one) => one.asset_class === name);
  const others = every.filter((one) => one !== own);
  return {
    ...document,
    venues: venues.map((venue) => ({
      ...venue,
      contracts: own?.contracts[venue.venue] ?? [],
      other: others.flatMap(({ asset_class, contracts }) => (contracts[venue.venue] ?? []).map(({ base, symbol }) => ({ base, symbol, asset_class }))),
    })),
    references: own?.references,
    usual: own?.usual,
    trusting: own?.trusting,
  };
}

/** What a venue lists under a name in another class, and how to ask; null: nothing. */
function otherwise(asset, venue) {
  const [one, ...rest] = venue.other.filter(({ base }) => base === asset);
  if (!one) return null;
  const more = rest.length ? ` and ${rest.length} more` : "";
  return `${venue.venue} lists ${asset} as ${CLASSES[one.asset_class]} (${one.symbol}${more}), which this comparison leaves out: --class ${one.asset_class} includes it`;
}

// `--region DE` on a comparator.market/1 document: comparator/region.py again, before it is read.
"use strict";

/** The codes of ISO 3166-1, and XK, as in comparator/schema/region.py. */
const COUNTRIES = `
  AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
  CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
  FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
  JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
  MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
  PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
  TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
`.trim().split(/\s+/);

/** The document as clients of a country have it: their own tables, and what is not open to them. */
function inRegion(document, region) {
  if (!region) return document;
  const venues = document.venues.map((venue) => venueIn(venue, region, document));
  const own = (name, rows) => rowsIn(rows, document.venues.find((one) => one.venue === name), region, document);
  const trusting = (document.trusting ?? []).map((one) => ({
    venues: one.venues,
    references: one.references,
    contracts: Object.fromEntries(Object.entries(one.contracts ?? {}).map(([name, rows]) => [name, own(name, rows)])),
  }));
  return { ...document, venues, trusting };
}

/** The venue's own tables for a country, in the order of their names. */
const regionsOf = (venue, region) => Object.keys(venue.regions ?? {}).toSorted()
  .map((name) => venue.regions[name]).filter((own) => own.countries.includes(region));

function venueIn(venue, region, document) {
  const found = regionsOf(venue, region).reduce((one, own) => withTables(one, own, region, document), venue);
  const said = notServed(venue, region);
  const contracts = rowsIn(venue.contracts, venue, region, document);
  return { ...found, contracts, ...(said ? { shut: closedAll(venue, said) } : {}) };
}

function rowsIn(rows, venue, region, document) {
  return regionsOf(venue, region).reduce((found, own) => {
    const mine = ownFees(venue, own, document);
    return found.map((row) => contractIn(row, own, mine, document));
  }, rows);
}

/** Keys of the schedules that the region has of its own; a user's own fees stay. */
const ownFees = (venue, own, document) => new Set(Object.keys(own.fees ?? {}).filter((key) => {
  const source = venue.fee_sources?.[key];
  return source === undefined || document.sources[source].basis !== "user";
}));

/** What the fact sheet says against a whole country; null: nothing. */
function notServed(venue, region) {
  const said = (venue.restricted ?? []).filter((one) => one.countries.includes(region));
  if (!said.length) return null;
  const dated = (one) => (/^\d/.test(one.as_of) ? one.as_of : "");
  const newest = said.reduce((found, one) => (dated(one) > dated(found) ? one : found));
  return `said not to serve ${region} (${newest.basis}, ${newest.as_of})`;
}

const closedAll = (venue, why) =>
  Object.fromEntries([["", why], ...venue.contracts.map((row) => [row.symbol, why])]);

function withTables(venue, own, region, document) {
  const { basis, as_of } = document.sources[own.source];
  const why = `not open to clients in ${region} (${basis}, ${as_of.slice(0, 10)})`;
  const closed = own.served === false ? closedAll(venue, why) : Object.fromEntries((own.barred ?? []).map((symbol) => [symbol, why]));
  const mine = [...ownFees(venue, own, document)];
  const fees = { ...venue.fees, ...Object.fromEntries(mine.map((key) => [key, own.fees[key]])) };
  const fee_sources = { ...venue.fee_sources, ...Object.fromEntries(mine.map((key) => [key, own.source])) };
  return { ...venue, fees, fee_sources, shut: { ...venue.shut, ...closed } };
}

/** A contract with the leverage of its table there, and without a rate of elsewhere. */
function contractIn(row, own, mine, document) {
  const found = { ...row };
  const tables = own.tiers && Object.keys(own.tiers).length ? own.tiers : null;
  if (tables) {
    const number = tables[row.symbol];
    const rows = number === undefined ? [] : document.tier_tables[number];
    found.tiers = rows.length ? number : null;
    found.max_leverage = rows.length ? rows[0].max_leverage : null;
    found.max_leverage_short = null;
    found.sources = { ...row.sources, tiers: own.source };
  }
  if (own.max_leverage != null) {
    found.most = own.max_leverage;
    found.max_leverage = lower(own.max_leverage, found.max_leverage ?? own.max_leverage);
    found.max_leverage_short = found.max_leverage_short == null ? null : lower(own.max_leverage, found.max_leverage_short);
  }
  if (mine.has(row.fee_schedule)) found.maker_fee = found.taker_fee = null;
  return found;
}

const lower = (one, other) => (decimal(one).lt(decimal(other)) ? one : other);

// Figures and sentences: the command line's words for an answer, and the answer as markdown.
"use strict";

const STATUS = {
  ok: "yes", over_budget: "over budget", below_minimum: "below the minimum", margin_short: "margin short",
  leverage_not_offered: "leverage not offered", liquidation_before_stop: "liquidated before the stop",
  depth_short: "depth short", no_market: "not listed", not_served: "not served",
  no_data: "no data", unpriceable: "cannot be priced",
  implausible_price: "price contradicted", implausible_size: "size contradicted",
  implausible_basis: "basis contradicted", implausible_funding: "funding contradicted",
  implausible_fee: "fee contradicted", implausible_clock: "clock contradicted",
};
const ORDER = { maker: "limit", taker: "market" };
const PARTS = [["fee in", "entryFee"], ["fee out", "exitFee"], ["spread", "spread"], ["slippage", "slippage"],
  ["funding", "funding"], ["carry", "carry"]];

const trimmed = (text) => (text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text);
const sevenDigits = (value) => value.fixed(Math.max(0, 6 - value.adjusted));
const priceText = (value) => trimmed(grouped(sevenDigits(value).toString()));
/** Every digit, of an endless quotient seven. */
const quantity = (value) => trimmed(grouped((digitsOf(value.abs().c) > 15 ? sevenDigits(value) : value).toString()));
const accountText = (value) => `$${grouped(value.fixed(value.lt(decimal("10")) ? 2 : 0, "ceil").toString())}`;
const shortPercent = (fraction) => `${quantity(fraction.times(HUNDRED))} %`;
const counted = (count, one) => `${grouped(String(count))} ${count === 1 ? one : `${one}s`}`;
const listed = (names, and = "and") => (names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} ${and} ${names.at(-1)}`);
const able = (row) => ["ok", "over_budget"].includes(row.status) && row.costs !== null;

function hoursText(value) {
  if (!value.zero && value.lt(ONE)) return `${quantity(value.times(decimal("60")))} min`;
  const day = decimal("24");
  return value.gt(day) && value.modulo(day).zero ? `${quantity(value.over(day))} days` : `${quantity(value)} h`;
}

function spanText(microseconds) {
  const seconds = Number(microseconds / 1000000n);
  if (seconds >= 172800) return `${Math.floor(seconds / 86400)} d`;
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)} h`;
  if (seconds >= 60) return `${Math.floor(seconds / 60)} min`;
  return `${Math.max(0, seconds)} s`;
}

/** `live`, `published 37 d`: basis and age at `at`. */
function originText(origin, at) {
  if (!origin) return "unknown";
  if (origin.basis === "live" || origin.basis === "user") return origin.basis;
  return `${origin.basis} ${spanText(at - instant(origin.as_of))}`;
}

const labelOf = (spec) => (spec.underlying_multiplier.eq(ONE) ? spec.base : `× ${spec.underlying_multiplier} ${spec.base}`);

/** The order in the venue's own units. */
function unitsText({ spec, size }) {
  const count = quantity(size.qty);
  if (spec.qty_unit === "contracts") return `${count} ${size.qty.eq(ONE) ? "contract" : "contracts"}`;
  return `${count} ${spec.qty_unit === "quote" ? spec.quote : labelOf(spec)}`;
}

// -- sentences ----------------------------------------------------------------------------------------

function costText({ costs, risk, size }, trade) {
  const paid = costs.total.c >= 0n ? `${usd(costs.total)} in costs` : `it pays you ${usd(costs.total.abs())}`;
  if (trade.stop === null || costs.r === null) return `${paid}, ${grouped(costs.bps.fixed(1).toString())} basis points of ${usd(size.notional)}`;
  if (costs.total.c < 0n) return `${paid} on ${usd(risk.actual)} at risk`;
  return `${paid}, ${percent(costs.r)} of the ${usd(risk.actual)} at risk`;
}

/** The answer in one sentence; `rows`: of each venue its best. */
function verdictOf({ venueRows: rows, trade, asset }) {
  const ranked_ = rows.filter((row) => row.status === "ok" && row.costs);
  if (!ranked_.length) return impossibleText(rows, trade, asset);
  const [best, ...others] = ranked_;
  const equal = others.filter((row) => row.rank === best.rank).map((row) => row.venue);
  const alone = rows.length === 1;
  let text = `${asset}: ${best.venue} ${alone ? "can take this trade" : "is the cheapest venue for this trade"}: ${costText(best, trade)}`;
  if (best.prepared.assumed) text += ", at an assumed quote";
  if (equal.length) text += `; ${listed(equal)} may be as cheap`;
  return alone ? `${text}.` : `${text}; ${ranked_.length} of ${counted(rows.length, "venue")} can take it.`;
}

function impossibleText(rows, trade, asset) {
  if (!rows.length) return `${asset}: nothing can be said, as no venue has any data.`;
  const needing = rows.filter((row) => ["over_budget", "below_minimum", "margin_short"].includes(row.status) &&
    row.minimum?.account && row.minimum.account.gt(trade.account));
  if (needing.length) {
    const least = needing.reduce((found, row) => {
      const order = row.minimum.account.compare(found.minimum.account);
      return order < 0 || (order === 0 && row.venue < found.venue) ? row : found;
    });
    return `${asset}: no venue can take this trade; ${least.venue} comes nearest and takes it from an account of ${accountText(least.minimum.account)}.`;
  }
  if (!rows.some((row) => row.spec)) return `${asset}: no venue can take this trade: none of ${counted(rows.length, "venue")} lists such a contract.`;
  return `${asset}: no venue can take this trade; the reasons are below.`;
}

/** How old the contracts and quotes are that the possible rows rest on; empty within a day. */
function freshness({ venueRows: rows, market: { at } }) {
  const from = rows.filter(able).map(({ spec: { origins } }) => origins);
  const days = (some) => some.filter(Boolean).map((origin) => Number((at - instant(origin.as_of)) / DAY));
  const prices = spanOf(days(from.map((origins) => origins.markets ?? origins.books)));
  const contracts = spanOf(days(from.map((origins) => origins.contracts)));
  if (prices && contracts) return `Its prices are ${prices} old, its contracts ${contracts}.`;
  return prices || contracts ? `Its ${prices ? "prices" : "contracts"} are ${prices || contracts} old.` : "";
}

/** `69 days`, `51 days to 4 years`, `up to 3 days`; empty where none is a day old. */
function spanOf(days) {
  const oldest = Math.max(0, ...days);
  if (!oldest) return "";
  const least = Math.min(...days);
  const [newest, last] = [daysText(least), daysText(oldest)];
  if (newest === last) return last;
  if (!least) return `up to ${last}`;
  const [count, unit] = newest.split(" ");
  return `${last.endsWith(` ${unit}`) ? count : newest} to ${last}`;
}

const daysText = (days) => (days < 730 ? counted(days, "day") : counted(Math.floor(days / 365), "year"));

function sizeText(trade) {
  if (trade.qty !== null) return `size ${quantity(trade.qty)} coins`;
  if (trade.notional !== null) return `size ${usd(trade.notional)}`;
  const costs = trade.all_in ? ", costs included" : "";
  if (trade.max_loss !== null) return `loses at most ${usd(trade.max_loss)} at the stop${costs}`;
  return `risks ${shortPercent(trade.risk)} = ${usd(riskBudget(trade))}${costs}`;
}

/** The trade and its account in one line, defaults included. */
function planText({ trade, candidates: { reference }, asset }) {
  return [
    reference ? `${asset} at ${priceText(reference.price)}` : asset,
    `account ${usd(trade.account)}`,
    sizeText(trade),
    trade.stop === null ? "no stop" : `stop ${shortPercent(trade.stop)} away`,
    `${trade.side}, ${ORDER[trade.entry]} order in, ${ORDER[trade.exit]} order out, held ${hoursText(trade.hold_hours)}`,
    ...(trade.leverage === null ? [] : [`${quantity(trade.leverage)}x`]),
    ...(trade.positions > 1 ? [`${trade.positions} such positions`] : []),
    `${trade.channel} fees`,
  ].join(" · ");
}

/** Where the one price of the coin comes from, and what was moved to it. */
function priceSentences({ asset, candidates: { reference }, venueRows: rows, market: { at } }) {
  if (!reference) return [];
  const whose = reference.venue ? `the ${reference.figure} of ${reference.venue} ${reference.symbol}, ${originText(reference.origin, at)}`
    : originText(reference.origin, at);
  const how = reference.venue ? ": the newest quote of a perpetual contract in dollars, of all contracts read" : "";
  const found = [`One price per coin: ${asset} = ${priceText(reference.price)} (${whose})${how}.`];
  if (rows.some((row) => row.spec?.origins.markets?.basis === "assumed")) {
    found.push(`Assumed: quotes of different days, moved to that price of ${asset}; spread and depth relative to it are as they were seen.`);
  }
  return found;
}

/** Venues that could not be asked, and what is used instead. */
function failureText({ venue, error, message, fallback }) {
  const why = message.startsWith(venue) ? message.slice(venue.length).trim() : message;
  return `${venue}: ${error} (${why.split(": ").slice(1).join(": ") || why}), ${fallback ? `${fallback} figures used instead` : "left out"}`;
}

/** The table as markdown; `rows`: those that are shown. */
function markdownOf(answer, rows, left, command) {
  const clean = (text) => String(text).replace(/[\r\n]+/g, " ").replace(/[\\|<>`*_[\]$]/g, (char) => `\\${char}`);
  const line = (cells) => `| ${cells.map(clean).join(" | ")} |`;
  const body = rows.map((row) => line([row.rank ?? "–", row.venue, row.symbol, row.costs?.r ? percent(row.costs.r) : "–",
    row.costs ? usd(row.costs.total) : "–", row.size ? unitsText(row) : "–", row.size ? usd(row.size.notional) : "–",
    row.minimum?.account ? accountText(row.minimum.account) : "–", row.status === "ok" ? "" : `${STATUS[row.status] ?? row.status}: ${row.reason}`]));
  return [clean(`${verdictOf(answer)} ${freshness(answer)}`.trim()), "", clean(planText(answer)), "",
    "| # | venue | contract | cost of the risk | cost | order | notional | smallest account | notes |",
    "| --: | :-- | :-- | --: | --: | --: | --: | --: | :-- |", ...body, "",
    ...(left.length ? [clean(`${left.length} more can take it: ${listed(left)}.`), ""] : []), `\`${command}\``].join("\n") + "\n";
}

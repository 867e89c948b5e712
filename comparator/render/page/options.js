// What a person types for an option, and the trade it means: the command line's words, in a page.
//
// Values are kept as they are typed (`1%`, `3d`, `$500`) and read as the command line reads them;
// what it refuses is refused with the same sentence. Names are its long options without dashes.
"use strict";

const PLACES = 28; // digits that amounts are read with
const NUMBER = /^(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)(?:e([+-]?\d{1,2}))?/;
const MONEY = { "": "1", k: "1000", m: "1e6", b: "1e9" };
const DOLLAR = { ...MONEY, usd: "1", usdt: "1", usdc: "1" };
const SPANS = { "": "1", h: "1", min: null, d: "24", w: "168" };
const SHARES = { "": "1", "%": "0.01", bp: "0.0001" };
const MOST = decimal("1e15");
const TEN_YEARS = decimal("87840"); // hours
const THOUSAND = decimal("1000");

const amount = (what, example, units, more = {}) => ({ read: readAmount, what, example, units, most: MOST, ...more });
const share = (what, example, more = {}) => amount(what, example, SHARES, { share: true, ...more });
const choice = (...values) => ({ read: readChoice, values });
const flag = { read: readFlag };

/** Every option of the page: how it is read, what it is when nothing is said, and its part of the trade. */
const OPTIONS = {
  asset: { read: (text) => text.trim(), fallback: "" },
  account: { ...amount("an amount of dollars", "500", DOLLAR), fallback: "500", field: "account" },
  risk: { ...share("a share of the account", "1%", { bare: decimal("0.1") }), fallback: "1%", field: "risk" },
  stop: { ...share("a distance from the price", "1.5%"), fallback: "1.5%", field: "stop" },
  "no-stop": { ...flag, fallback: "" },
  side: { ...choice("long", "short"), fallback: "long", field: "side" },
  hold: { ...amount("a span of time", "24h", SPANS, { zero: true, most: TEN_YEARS }), fallback: "24h", field: "hold_hours" },
  entry: { ...choice("maker", "taker"), fallback: "taker", field: "entry" },
  exit: { ...choice("maker", "taker"), fallback: "taker", field: "exit" },
  leverage: { ...amount("a leverage", "10", { "": "1", x: "1" }, { most: decimal("1000") }), fallback: "", field: "leverage" },
  qty: { ...amount("a number of coins", "0.01", MONEY), fallback: "", field: "qty" },
  notional: { ...amount("an amount of dollars", "500", DOLLAR), fallback: "", field: "notional" },
  "max-loss": { ...amount("an amount of dollars", "500", DOLLAR), fallback: "", field: "max_loss" },
  "all-in": { ...flag, fallback: "", field: "all_in" },
  positions: { read: readCount, most: 1000, fallback: "1", field: "positions" },
  buffer: { ...share("a distance from the price", "0.1%", { zero: true }), fallback: "", field: "buffer" },
  "stop-slippage": { ...share("a distance from the price", "0.1%", { zero: true }), fallback: "0", field: "stop_slippage" },
  price: { read: readPrices, fallback: "", many: true },
  "volume-30d": { ...amount("an amount of dollars", "5M", DOLLAR, { zero: true }), fallback: "0", field: "volume_30d" },
  "assets-held": { ...amount("an amount of dollars", "5M", DOLLAR, { zero: true }), fallback: "0", field: "assets" },
  token: { ...amount("a number of tokens", "25", MONEY, { zero: true }), fallback: "0", field: "token" },
  "token-discount": { ...flag, fallback: "", field: "token_discount" },
  "with-promos": { ...flag, fallback: "", field: "with_promos" },
  channel: { ...choice("web", "api"), fallback: "web", field: "channel" },
  class: { ...choice("crypto", "stock", "commodity", "forex", "index"), fallback: "crypto" },
  payoff: { ...choice("linear", "inverse", "quanto", "any"), fallback: "linear" },
  kind: { ...choice("perpetual", "future", "any"), fallback: "any" },
  quote: { read: (text) => words(text).map((one) => one.toUpperCase()), fallback: "", many: true },
  "all-contracts": { ...flag, fallback: "" },
  trust: { read: words, fallback: "", many: true },
  "known-only": { ...flag, fallback: "" },
  "no-older-than": { ...amount("a span of time", "24h", SPANS, { zero: true, most: TEN_YEARS }), fallback: "", optional: true },
  venue: { read: words, fallback: "", many: true },
  region: { read: (text) => text.trim().toUpperCase(), fallback: "" },
  top: { read: readCount, most: 10000, fallback: "10" },
  all: { ...flag, fallback: "" },
};

/** A value that the command line would refuse; `option` names it, empty for the plan as a whole. */
class Refused extends Error {
  constructor(option, message) {
    super(option ? `--${option}: ${message}` : message);
    this.option = option;
  }
}

/** A text as Python shows it: in quotes, with what cannot be seen escaped. */
function shownText(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/\\/g, "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t").replaceAll("\r", "\\r")
    .replace(/[\u0000-\u001f\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, (char) => {
      const code = char.charCodeAt(0);
      return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
    });
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

function words(text) {
  return [...new Set(text.split(",").map((word) => word.trim()).filter(Boolean))];
}

/** An amount in its plain unit. */
function readAmount(typed, option, rule) {
  const text = typed.trim();
  const refuse = (problem) => { throw new Refused(option, `${problem}; for example: --${option} ${rule.example}`); };
  const bare = text.toLowerCase().replaceAll("_", "").replace(/^\$/, "").trimStart();
  const digits = bare.replace(/^[+-]+/, "").replace(/^\$/, "").trimStart();
  const match = NUMBER.exec(digits);
  const unit = match ? digits.slice(match[0].length).trim() : "";
  if (!match || !Object.hasOwn(rule.units, unit)) refuse(`${shownText(text)} is not ${rule.what}`);
  const base = decimal(match[1].replaceAll(",", ""));
  const number = new Decimal(base.c, base.e + Number(match[2] ?? 0));
  const scale = rule.units[unit] === null ? ONE.over(decimal("60"), PLACES) : decimal(rule.units[unit]);
  const found = number.times(scale, PLACES);
  if (bare.startsWith("-")) refuse(`${shownText(text)} is below zero`);
  if (found.zero && !rule.zero) refuse(`${shownText(text)} is zero, and must be more`);
  if (found.gt(rule.most)) refuse(`${shownText(text)} is too large`);
  if (rule.share && found.ge(ONE)) {
    let problem = `${shownText(text)} is ${found.times(HUNDRED, PLACES)} %, and must be below 100 %`;
    if (/^\d+$/.test(text) && Number(text) < 100) problem += ` (did you mean ${text}%?)`;
    refuse(problem);
  }
  if (rule.bare && found.gt(rule.bare) && /[.0-9]$/.test(text)) {
    const part = found.times(HUNDRED, PLACES).normal();
    refuse(`${shownText(text)} is ${part} %; if so much is meant, write ${part}%`);
  }
  return found;
}

function readChoice(text, option, rule) {
  if (rule.values.includes(text)) return text;
  throw new Refused(option, `${shownText(text)} is not one of ${rule.values.map((one) => `'${one}'`).join(", ")}.`);
}

function readFlag(text) {
  return !["", "0", "no", "false"].includes(text.toLowerCase());
}

function readCount(text, option, rule) {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new Refused(option, `${shownText(text)} is not a valid integer range.`);
  const count = Number(text);
  if (count < 1 || count > rule.most) throw new Refused(option, `${count} is not in the range 1<=x<=${rule.most}.`);
  return count;
}

/** Prices by coin, each of ONE coin: `kPEPE=0.008` is PEPE=0.000008. */
function readPrices(text, option) {
  const rule = amount("a price", "BTC=65000", MONEY);
  const each = text.split(/,(?=[^,=]*=)/).map((one) => one.trim()).filter(Boolean); // BTC=65,000,ETH=3000
  return Object.fromEntries(each.map((one) => {
    const [asset, ...rest] = one.split("=");
    if (!rest.length || !asset.trim()) {
      throw new Refused(option, `${shownText(one)} is not a price; for example: --price BTC=65000`);
    }
    const [base, many] = coinOf(asset.trim());
    const [name, more] = coinOf(base.toUpperCase());
    return [name, readAmount(rest.join("="), option, rule).over(many.times(more), PLACES)];
  }));
}

/** The part of an address after `#`; unknown names are ignored. */
function stateFrom(hash) {
  const state = {};
  for (const [name, value] of new URLSearchParams(hash.replace(/^#/, ""))) {
    if (!Object.hasOwn(OPTIONS, name)) continue;
    state[name] = OPTIONS[name].many && state[name] ? `${state[name]},${value}` : value;
    if (OPTIONS[name].read === readFlag && value === "") state[name] = "yes";
  }
  return state;
}

const isDefault = (name, value) => value === undefined || value === OPTIONS[name].fallback ||
  (OPTIONS[name].read === readFlag && !readFlag(value));

/** The state as it stands in an address: what differs from the defaults, the coin always. */
function hashOf(state) {
  const parts = Object.keys(OPTIONS).filter((name) => name === "asset" || !isDefault(name, state[name]));
  return parts.map((name) => `${name}=${encodeURIComponent(state[name] ?? "").replaceAll("%2C", ",")}`).join("&");
}

/** The command line that prints the same; `published`: from the figures that ship. */
function commandOf(state, published) {
  const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\"'\"'")}'`);
  const found = ["comparator", "compare", quoted(state.asset)];
  for (const name of Object.keys(OPTIONS)) {
    if (name === "asset" || isDefault(name, state[name])) continue;
    if (OPTIONS[name].read === readFlag) found.push(`--${name}`);
    else if (name === "price") state.price.split(/,(?=[^,=]*=)/).filter((one) => one.trim()).forEach((one) => found.push("--price", quoted(one.trim())));
    else found.push(`--${name}`, quoted(state[name]));
  }
  return [...found, ...(published ? ["--source", "published"] : [])].join(" ");
}

/** The trade and the choice of contracts a state means; Refused for what the command line refuses. */
function planOf(state, market) {
  const said = {};
  for (const [name, rule] of Object.entries(OPTIONS)) {
    const text = state[name] ?? rule.fallback;
    const optional = rule.optional || (rule.field !== undefined && rule.fallback === "" && rule.read !== readFlag);
    said[name] = optional && state[name] === undefined ? null : rule.read(text, name, rule);
  }
  const trade = { prices: said.price, sign: said.side === "long" ? 1 : -1 };
  for (const [name, rule] of Object.entries(OPTIONS)) if (rule.field) trade[rule.field] = said[name];
  if (said["no-stop"]) trade.stop = null;
  checkTrade(trade);
  const choice = {
    kind: said.kind === "any" ? null : said.kind,
    payoff: said.payoff === "any" ? null : said.payoff,
    quotes: said.quote.length ? said.quote : DOLLARS,
    venues: said.venue.length ? said.venue : null,
    trusted: said.trust,
    known_only: said["known-only"],
    oldest_hours: said["no-older-than"],
  };
  const there = market.venues.map((one) => one.venue);
  checkVenues(choice.venues ?? [], [...new Set([...there, ...market.failed.map((one) => one.venue)])], "in the file");
  checkVenues(choice.trusted, there, "asked");
  const judged = trusting(market, choice.trusted);
  if (judged === null) {
    const sets = market.trusting.filter((one) => one.venues.length === 1).map((one) => one.venues[0]);
    throw new Refused("trust", `this page can take the figures of ${sets.join(", ")} as they are, one or all of them, two where there are at most eight;`
      + " the command line can any others");
  }
  const asset = coinName(said.asset);
  if (!asset) throw new Refused("", "name at least one asset, for example BTC");
  checkPrices(trade.prices, asset, market, choice.venues === null);
  checkAsset(asset, market, choice.venues);
  if (said.region && !COUNTRIES.includes(said.region)) {
    const example = said.region === "UK" ? "GB" : "DE";
    throw new Refused("", `--region ${shownText(state.region)} is no country code; for example: --region ${example}`);
  }
  return { trade, choice, asset, market: judged, region: said.region, every: said["all-contracts"],
    top: said.all || said["all-contracts"] ? null : said.top };
}

function checkVenues(names, known, where) {
  const name = names.find((one) => !known.includes(one));
  if (name === undefined) return;
  const [near] = alike(name, known, 1);
  const hint = near ? ` (did you mean ${shownText(near)}?)` : "";
  throw new Refused("", `unknown venue ${shownText(name)}${hint}; ${where}: ${known.join(", ") || "none"}`);
}

/** A number as reasons hold it: six digits that count; and as `:.5g` writes it. */
const sixDigits = (value) => grouped(value.to(6).normal().toString());
function fiveDigits(value) {
  const { c, e } = value.to(5);
  if (e <= 0 && value.to(5).adjusted > -7) return value.to(5).toString();
  const text = c.toString();
  const power = text.length - 1 + e;
  return `${text[0]}${text.length > 1 ? "." : ""}${text.slice(1)}e${power < 0 ? "-" : "+"}${Math.abs(power)}`;
}

/** Prices of this world, of coins that somebody lists. */
function checkPrices(prices, asset, market, every) {
  const usual = market.usual.get(asset);
  const said = prices[asset];
  if (usual && said && larger(usual, said).over(smaller(usual, said), PLACES).minus(ONE, PLACES).gt(THOUSAND)) {
    throw new Refused("", `--price ${asset}=${said}: venues say ${sixDigits(usual)}; it must be within a`
      + ` thousandth and a thousand times of that, for example ${asset}=${fiveDigits(usual)}`);
  }
  const known = [...market.coins, ...market.currencies];
  for (const name of Object.keys(prices)) {
    const near = known.includes(name) ? [] : meant(name, known);
    if (known.includes(name) || !(near.length || (known.length && every))) continue;
    const hint = near.length ? `did you mean ${near.join(" or ")}?` : "for example BTC=65000";
    throw new Refused("", `--price ${name}: no contract is on it or paid in it; ${hint}`);
  }
}

/** A coin that the venues chosen list, and that this page has the contracts of. */
function checkAsset(asset, market, venues) {
  const chosen = market.venues.filter((one) => venues === null || venues.includes(one.venue));
  const lists = (venue, name) => venue.contracts(name).length > 0 || venue.other.some(({ base }) => base === name);
  if (chosen.some((one) => lists(one, asset))) return;
  const here = market.assets.filter((name) => chosen.some((one) => lists(one, name)));
  if (market.coins.includes(asset) && !market.assets.includes(asset)) {
    throw new Refused("asset", `this page holds no contracts on ${shownText(asset)}, but on ${listed(market.assets)}`);
  }
  const near = meant(asset, venues === null ? [...market.coins, ...market.assets] : here);
  const hint = near.length ? `; did you mean ${near.join(" or ")}?` : ", for example BTC";
  const who = venues === null ? "no venue lists" : "none of the venues chosen lists";
  throw new Refused("", `${who} a contract on ${shownText(asset)}${hint}`);
}

/** What a trade cannot be: the sentences of the library's `Trade`. */
function checkTrade(trade) {
  const positive = ["account", "risk", "stop", "leverage", "qty", "notional", "max_loss"];
  const figures_ = [...positive, "hold_hours", "volume_30d", "assets", "token", "stop_slippage", "buffer"];
  for (const name of figures_) {
    const value = trade[name];
    if (value !== null && !value.zero && (value.lt(decimal("1e-12")) || value.ge(MOST))) {
      throw new Refused("", `${name} must lie within 1e-12 and 1e15, was ${value}`);
    }
  }
  if (trade.leverage !== null && trade.leverage.lt(ONE)) {
    throw new Refused("", `leverage must be 1 or more, was ${trade.leverage}`);
  }
  if ([trade.qty, trade.notional, trade.max_loss].filter((size) => size !== null).length > 1) {
    throw new Refused("", "give only one of qty, notional and max_loss");
  }
  if (trade.stop === null && trade.qty === null && trade.notional === null) {
    throw new Refused("", "without a stop the size must be given: qty or notional");
  }
}

// The cost model (docs/cost-model.md), formula by formula, for a `comparator.market/1` document.
//
// No DOM, no clock, no network: a document and a trade in, an answer out. Formula ids stand where
// the formulas do. It says what `comparator compare` says, which a test holds it to; sizes, gates
// and ranks are exact decimals (decimal.js), lots are BigInt. Figures: null is unknown.
"use strict";

const DOLLARS = ["USD", "USDT", "USDC"];
const STALE = ["cached", "published", "assumed"];
const FRESH = 10n; // seconds after which a half-spread may have doubled
const FLAT_REACH = decimal("0.05"); // how far a depth of one level is assumed to go on
const UNSEEN = decimal("0.002"); // spread of a coin of which no venue's is known
const USUAL_FUNDING = decimal("0.0001"); // per 8 hours
const USUAL_HOURS = decimal("8");
const MARGINAL = decimal("1.005");
const SMALLEST_STEP = decimal("0.00000001"); // USD; accounts are rounded up to it
const CERTAIN = 24; // digits that a few divisions leave right
const DAY = 86400000000n; // microseconds
const HOUR = new Decimal(3600000000n, 0);
const LEAST_LOT = decimal("1e-9"); // USD of one step of an order
const LARGEST_LOT = decimal("1e12");
const MOST_OF_A_COIN = 200;
const MINUTE = ONE.over(decimal("60"));
const HUNDRED = decimal("100");
const THOUSANDS = decimal("10000");

// -- reading ----------------------------------------------------------------------------------

/** A time as microseconds since 1970. */
function instant(text) {
  const [, seconds, part = "", zone] = /^([^.Z+]+)(?:\.(\d+))?(Z|[+-].*)$/.exec(text);
  return BigInt(Date.parse(seconds + zone)) * 1000n + BigInt(part.padEnd(6, "0").slice(0, 6) || 0);
}

/** HOURS: an exact span in hours. */
const hoursOf = (microseconds) => new Decimal(microseconds, 0).over(HOUR);

function figures(from, names) {
  const found = { ...from };
  for (const name of names) found[name] = from[name] == null ? null : decimal(from[name]);
  return found;
}

const SPEC = ["contract_size", "qty_step", "min_qty", "tick_size", "max_qty", "max_market_qty",
  "min_notional", "max_leverage", "max_leverage_short", "maker_fee", "taker_fee", "funding_interval_hours"];
const MARKET = ["bid", "ask", "bid_size", "ask_size", "mark", "index", "last", "funding_rate",
  "funding_interval_hours"];
const TIER = ["initial_rate", "maintenance_rate", "max_leverage", "cap", "deduction"];
const FEE_TIER = ["maker", "taker", "min_volume", "min_assets", "min_token"];
const RULES = {
  min_notional_reference: "unknown", reduce_only_exempt: null, maintenance_on: "unknown",
  liquidation_fee: "unknown", reserved_fee: "unknown", slices: false, open_loss: false,
  leverage_step: "1", funding_price: "mark", funding_continuous: false, source: "",
};

function feeTier(row) {
  return {
    ...figures(row, FEE_TIER),
    per_contract: decimal(row.per_contract ?? "0"),
    least_per_contract: decimal(row.least_per_contract ?? "0"),
  };
}

function scheduleOf(row) {
  return {
    ...row,
    tiers: row.tiers.map(feeTier),
    api_tiers: (row.api_tiers ?? []).map(feeTier),
    settlement: row.settlement == null ? null : decimal(row.settlement),
    token_discount: row.token_discount ? figures(row.token_discount, ["fraction"]) : null,
    promotions: (row.promotions ?? []).map((offer) => figures(offer, ["fraction"])),
    volume_window_days: row.volume_window_days ?? 30,
    requires: row.requires ?? "any",
  };
}

function tierRow(row) {
  return {
    ...figures(row, TIER),
    floor: decimal(row.floor),
    slope: decimal(row.slope ?? "0"),
    initial_root: decimal(row.initial_root ?? "0"),
    maintenance_root: decimal(row.maintenance_root ?? "0"),
    unit: row.unit ?? "quote",
  };
}

/** Margin tiers where no contract is offered with more leverage than `most`. */
function capped(tiers, most) {
  if (most == null) return tiers;
  const cap = decimal(most);
  return tiers.map((tier) => ({ ...tier, max_leverage: smaller(cap, tier.max_leverage) }));
}

/** A contract with its quote, depth and tiers; read when it is first asked for. */
function contractOf(row, venue, market) {
  return {
    ...figures(row, SPEC),
    underlying_multiplier: decimal(row.underlying_multiplier ?? "1"),
    venue: venue.venue,
    expiry: row.expiry ? instant(row.expiry) : null,
    expires_on: row.expiry ? row.expiry.slice(0, 10) : null,
    listed_at: row.listed_at ? instant(row.listed_at) : null,
    listed_on: row.listed_at ? row.listed_at.slice(0, 10) : null,
    delisted_at: row.delisted_at ? instant(row.delisted_at) : null,
    delisted_on: row.delisted_at ? row.delisted_at.slice(0, 16).replace("T", " ") : null,
    pre_market: row.pre_market ?? false,
    market: row.market
      ? {
          ...figures(row.market, MARKET),
          at: instant(row.market.at),
          next_funding_time: row.market.next_funding_time ? instant(row.market.next_funding_time) : null,
        }
      : null,
    book: row.book
      ? {
          at: instant(row.book.at),
          cut: row.book.cut ?? false,
          bids: row.book.bids.map(([price, size]) => [decimal(price), decimal(size)]),
          asks: row.book.asks.map(([price, size]) => [decimal(price), decimal(size)]),
        }
      : null,
    tiers: capped(row.tiers == null ? [] : market.tables(row.tiers), row.most),
    origins: Object.fromEntries(
      Object.entries(row.sources ?? {}).map(([part, number]) => [part, market.sources[number]]),
    ),
    implausible: row.implausible ?? null,
    warnings: row.warnings ?? [],
  };
}

const referencesOf = (rows = []) => new Map(rows.map((row) => [row.asset, figures(row, ["price", "spread"])]));

/** A document made ready: contracts are read by asset, the first time they are needed. */
function readMarket(document) {
  const tables = [];
  const market = {
    at: instant(document.generated_at),
    now: document.generated_at,
    day: document.generated_at.slice(0, 10),
    sources: document.sources,
    tables: (number) => (tables[number] ??= document.tier_tables[number].map(tierRow)),
    failed: document.failed ?? [],
    references: referencesOf(document.references),
    usual: new Map((document.usual ?? []).map((row) => [row.asset, decimal(row.price)])),
    trusting: document.trusting ?? [],
    coins: document.coins ?? [],
    currencies: document.currencies ?? [],
  };
  market.venues = document.venues.map((venue) => {
    const rules = { ...RULES, ...venue.rules };
    rules.leverage_step = rules.leverage_step === null ? null : decimal(rules.leverage_step);
    const byAsset = new Map();
    const rows = new Map();
    for (const row of venue.contracts) rows.set(row.base, [...(rows.get(row.base) ?? []), row]);
    return {
      ...venue,
      rules,
      fees: Object.fromEntries(Object.entries(venue.fees ?? {}).map(([key, row]) => [key, scheduleOf(row)])),
      fee_sources: venue.fee_sources ?? {},
      warnings: venue.warnings ?? [],
      shut: venue.shut ?? {},
      rejected: venue.rejected ?? [],
      listed: venue.listed ?? 0,
      other: venue.other ?? [],
      contracts: (asset) => {
        if (!byAsset.has(asset)) {
          byAsset.set(asset, (rows.get(asset) ?? []).map((row) => contractOf(row, venue, market)));
        }
        return byAsset.get(asset);
      },
    };
  });
  market.assets = [...new Set(document.venues.flatMap((venue) => [...venue.contracts, ...(venue.other ?? [])].map((row) => row.base)))];
  return market;
}

/** The market with changes to contracts and references, one after the other. */
function changedBy(market, changes) {
  const references = changes.reduce((before, one) => (one.references ? referencesOf(one.references) : before), market.references);
  return {
    ...market,
    references,
    venues: market.venues.map((venue) => {
      const rows = new Map(changes.flatMap((one) => one.contracts?.[venue.venue] ?? []).map((row) => [row.symbol, row]));
      const read = new Map();
      const other = (spec) => {
        if (!read.has(spec.symbol)) read.set(spec.symbol, { ...contractOf(rows.get(spec.symbol), venue, market), book: spec.book });
        return read.get(spec.symbol);
      };
      return !rows.size ? venue : {
        ...venue,
        contracts: (asset) => venue.contracts(asset).map((spec) => (rows.has(spec.symbol) ? other(spec) : spec)),
      };
    }),
  };
}

/** The market with the figures of these venues taken as they are; null: the document has no such set.
 *
 * A venue that changes nothing alone is in none, and counts as not named.
 */
function trusting(market, names) {
  const telling = new Set(market.trusting.flatMap((one) => one.venues));
  const wanted = [...new Set(names)].filter((name) => telling.has(name));
  if (!wanted.length) return market;
  const found = market.trusting.find((one) => one.venues.length === wanted.length && wanted.every((name) => one.venues.includes(name)));
  if (!found) return null;
  const single = market.trusting.filter((one) => one.venues.length === 1 && wanted.includes(one.venues[0]));
  found.market ??= changedBy(market, [...single, ...(wanted.length > 1 ? [found] : [])]);
  return found.market;
}

// -- quotes of different days, at one price -----------------------------------------------------

/** Python's default context, which quotes are moved in. */
const MOVED = 28;

/** The price of ONE coin: index, else mark, else the middle of the quote. */
function coinPrice(contract, quote) {
  let price = quote.index ?? quote.mark;
  if (price === null && quote.bid !== null && quote.ask !== null) {
    price = quote.bid.plus(quote.ask, MOVED).over(TWO, MOVED);
  }
  return price === null ? null : price.over(contract.underlying_multiplier, MOVED);
}

/** One price for the asset: the user's, else the one the document carries. */
const referenceOf = (market, asset, prices) => saidByUser(market, asset, prices) ?? market.references.get(asset) ?? null;

function saidByUser(market, asset, prices) {
  if (!prices[asset]) return null;
  return { price: prices[asset], spread: null, origin: { basis: "user", source: "--price", as_of: market.now } };
}

/** ASSUMED: a quote for a contract that has none: the coin's price, and the widest spread of its quotes. */
function withAssumedQuote(contract, reference) {
  const { market: quote, book } = contract;
  const told = (quote && (quote.bid !== null || quote.ask !== null)) || (book && (book.bids.length || book.asks.length));
  if (told || !reference || !DOLLARS.includes(contract.quote)) return contract;
  const usual = reference.price.times(contract.underlying_multiplier, MOVED);
  const tick = contract.tick_size.over(usual, MOVED);
  if (tick.ge(ONE)) return contract; // that is no price of this contract
  const middle = quote?.mark ?? quote?.index ?? usual;
  const half = middle.times(larger(reference.spread ?? UNSEEN, tick), MOVED).over(TWO, MOVED);
  const origin = quote ? contract.origins.markets : reference.origin;
  const unknown = { at: instant(reference.origin.as_of), mark: usual, index: null, last: null, funding_rate: null,
    funding_interval_hours: null, next_funding_time: null };
  return {
    ...contract,
    market: { ...(quote ?? unknown), bid: middle.minus(half, MOVED), ask: middle.plus(half, MOVED), bid_size: null, ask_size: null, assumed: true },
    origins: { ...contract.origins, markets: {
      basis: "assumed", as_of: origin.as_of,
      source: `best prices assumed, as ${contract.venue} has none; ${origin.source}`,
    } },
  };
}

/** MOVE: a quote that is not live (or assumed), at the reference price; relative spread and depth stay. */
function atOnePrice(contract, reference, now) {
  const quote = contract.market;
  const was = quote && coinPrice(contract, quote);
  if (!was || !reference) return contract;
  if (!STALE.includes(contract.origins.markets.basis) && !quote.assumed) return contract;
  if (!DOLLARS.includes(contract.quote)) return contract;
  const to = reference.price;
  const price = (value) => (value === null ? null : value.times(to, MOVED).over(was, MOVED));
  const size = (coins) =>
    coins === null || !countsQuote(contract) ? coins : coins.times(was, MOVED).over(to, MOVED);
  const moved = { ...quote };
  for (const name of ["bid", "ask", "mark", "index", "last"]) moved[name] = price(quote[name]);
  for (const name of ["bid_size", "ask_size"]) moved[name] = size(quote[name]);
  const hours = quote.funding_interval_hours ?? contract.funding_interval_hours;
  if (quote.next_funding_time !== null && hours !== null && quote.next_funding_time <= now) {
    const interval = whole(hours.times(decimal("3600")), ONE) * 1000000n;
    moved.next_funding_time += interval * ((now - quote.next_funding_time) / interval + 1n);
  }
  const levels = (side) => side.map(([at, coins]) => [price(at), size(coins)]);
  const was_origin = contract.origins.markets;
  const origin = {
    basis: "assumed",
    source: `${was_origin.source}; moved to ${contract.base} = ${to}`,
    as_of: was_origin.as_of,
  };
  const book = contract.book && { ...contract.book, bids: levels(contract.book.bids), asks: levels(contract.book.asks) };
  const origins = { ...contract.origins, markets: origin, ...(book ? { books: origin } : {}) };
  return { ...contract, market: moved, book, origins };
}

// -- size ---------------------------------------------------------------------------------------

/** Is an order unit a fixed amount of quote? Inverse ones are, unless coins are counted. */
const countsQuote = (spec) => spec.payoff === "inverse" && spec.qty_unit !== "base";

/** NOT_lin, NOT_inv: one lot at `price`. */
function unitOf(spec, price, quoteUsd, settleUsd) {
  let lot = spec.qty_step.times(spec.contract_size).times(spec.payoff === "quanto" ? settleUsd : quoteUsd);
  if (!countsQuote(spec)) lot = lot.times(price);
  const many = spec.underlying_multiplier;
  const coinUsd = price.times(quoteUsd);
  const coins =
    spec.payoff === "linear" || spec.qty_unit === "base"
      ? spec.qty_step.times(spec.contract_size).times(many)
      : lot.times(many).over(coinUsd, 34, "floor"); // what fills a known depth is not too much
  return { lot, qty: spec.qty_step, coins, coinsPerUsd: many.over(coinUsd) };
}

/** S2: the price a venue multiplies with when it tests an order's value. */
function referencePrice(rules, trade, quoted, quote) {
  const crossing = (trade.side === "long") === (trade.entry === "taker");
  const limit = crossing ? quoted.ask : quoted.bid;
  const named = rules.min_notional_reference;
  if (named === "limit" || (named === "mark" && trade.entry === "maker")) return limit;
  const mark = quote?.mark ?? null;
  const found = named === "mark" ? mark : named === "last" ? (quote?.last ?? null) : null;
  return found ?? smaller(quoted.bid, mark ?? quoted.bid);
}

/** S2: the smallest order in lots, and what it has to be worth; `perLot` null: no such rule. */
function smallestOrder(spec, reference) {
  const byQty = wholeUp(spec.min_qty, spec.qty_step);
  if (spec.min_notional === null || spec.min_notional.zero) {
    return { lots: byQty, byQty, perLot: null, required: ZERO };
  }
  const size = spec.qty_step.times(spec.contract_size);
  const perLot = countsQuote(spec) ? size : size.times(reference);
  const byValue = wholeUp(spec.min_notional, perLot);
  const lots = byValue > byQty ? byValue : byQty;
  if (countsQuote(spec)) return { lots, byQty: lots, perLot: null, required: ZERO };
  return { lots, byQty, perLot, required: spec.min_notional };
}

/** S2: would a price 0.5 % lower make an order of `lots` too small? */
const isMarginal = (least, lots) =>
  least.perLot !== null && least.perLot.times(lots).lt(least.required.times(MARGINAL));

/** May an order of `lots` be sent when the price is `ratio` times the reference? */
const accepts = (least, lots, ratio, exempt) =>
  lots >= least.byQty &&
  (exempt || least.perLot === null || least.perLot.times(lots).times(ratio).ge(least.required));

// -- fees ---------------------------------------------------------------------------------------

const rateOf = (tier, liquidity) => (liquidity === "maker" ? tier.maker : tier.taker);

/** FEE: `rate`, raised to a minimum per contract that is given as a fraction of its value. */
const notBelow = (rate, least) => (least.zero ? rate : larger(rate, least));
const bothLegs = (tier, trade) => rateOf(tier, trade.entry).plus(rateOf(tier, trade.exit));
const volumeWithin = (trade, days) => trade.volume_30d.times(BigInt(days)).over(decimal("30"));

/** F1: do volume, assets and token open this tier? One without thresholds: never. */
function reached(tier, schedule, trade) {
  const met = [
    [tier.min_volume, volumeWithin(trade, schedule.volume_window_days)],
    [tier.min_assets, trade.assets],
    [tier.min_token, trade.token],
  ].filter(([needed]) => needed !== null).map(([needed, have]) => have.ge(needed));
  return met.length > 0 && (schedule.requires === "all" ? met.every(Boolean) : met.some(Boolean));
}

/** F1, F2: the cheapest tier within reach for both legs; discounts on request. */
function charge(schedule, spec, trade, day) {
  const byApi = trade.channel === "api" && schedule.api_tiers.length > 0;
  const [first, ...better] = byApi ? schedule.api_tiers : schedule.tiers;
  const own = !byApi && (spec.maker_fee !== null || spec.taker_fee !== null);
  const base = own ? { ...first, maker: spec.maker_fee ?? first.maker, taker: spec.taker_fee ?? first.taker } : first;
  let best = base;
  for (const tier of better) {
    if (reached(tier, schedule, trade) && bothLegs(tier, trade).lt(bothLegs(best, trade))) best = tier;
  }
  const [keep, applied] = discounts(schedule, trade, day);
  const after = (fee) => (fee.positive ? fee.times(keep) : fee); // a rebate is not discounted
  const tier = applied.length ? { ...best, maker: after(best.maker), taker: after(best.taker) } : best;
  const traded = volumeWithin(trade, schedule.volume_window_days);
  const least = bothLegs(best, trade);
  const following =
    better.find((one) => one.min_volume !== null && one.min_volume.gt(traded) && bothLegs(one, trade).lt(least)) ?? null;
  return { tier, fromContract: own && best === base, applied, following };
}

/** F2: the part of a positive fee that is kept, and the discounts in words. */
function discounts(schedule, trade, day) {
  let keep = ONE;
  const applied = [];
  const token = schedule.token_discount;
  if (trade.token_discount && token) {
    keep = keep.times(ONE.minus(token.fraction));
    applied.push(`${token.token} discount (${token.condition})`);
  }
  const offers = schedule.promotions.filter(
    (offer) => offer.fraction !== null && (offer.first_day == null || offer.first_day <= day) &&
      (offer.last_day == null || day <= offer.last_day),
  );
  if (trade.with_promos && offers.length) {
    const best = offers.reduce((found, one) => {
      const order = one.fraction.compare(found.fraction);
      return order > 0 || (order === 0 && one.text > found.text) ? one : found;
    });
    keep = keep.times(ONE.minus(best.fraction));
    applied.push(`promotion (${best.text})`);
  }
  return [keep, applied];
}

// -- spread and slippage --------------------------------------------------------------------------

/** Best bid and ask of the quote, or of the book where the quote lacks one. */
function bestPrices(quote, book) {
  if (quote && quote.bid !== null && quote.ask !== null) return { bid: quote.bid, ask: quote.ask };
  return book && book.bids.length && book.asks.length ? { bid: book.bids[0][0], ask: book.asks[0][0] } : null;
}

/** What a taker meets on one side; `sign` +1 buys from asks. */
function depthOf(spec, quote, book, quoted, sign) {
  const tick = spec.tick_size;
  if (book && book.bids.length && book.asks.length) {
    const levels = sign > 0 ? book.asks : book.bids;
    const mid = book.bids[0][0].plus(book.asks[0][0]).times(HALF);
    return { model: "book", sign, mid, best: levels[0][0], levels, tick, cut: book.cut };
  }
  const size = quote ? (sign > 0 ? quote.ask_size : quote.bid_size) : null;
  const best = sign > 0 ? quoted.ask : quoted.bid;
  const known = size !== null && !size.zero;
  const mid = quoted.bid.plus(quoted.ask).times(HALF);
  return { model: known ? "flat-depth" : "top-of-book", sign, mid, best, levels: known ? [[best, size]] : [], tick };
}

/** Coins on offer; null: unknown. */
const quotedCoins = (depth) =>
  depth.levels.length ? depth.levels.reduce((sum, [, size]) => sum.plus(size), ZERO) : null;

/** FLAT: coins that may be taken; null: not limited by what is known. */
function knownCoins(depth) {
  if (depth.model !== "flat-depth") return quotedCoins(depth);
  return depth.levels[0][1].times(1n + whole(depth.best.times(FLAT_REACH), depth.tick));
}

/** VWAP, FLAT: mean price of taking `coins`; null when the known depth is short. */
function averagePrice(depth, coins) {
  if (depth.model === "book") {
    let left = coins;
    let spent = ZERO;
    for (const [price, size] of depth.levels) {
      if (size.ge(left)) return spent.plus(left.times(price)).over(coins);
      spent = spent.plus(size.times(price));
      left = left.minus(size);
    }
    return null;
  }
  if (coins.gt(knownCoins(depth))) return null;
  const size = depth.levels[0][1];
  const count = wholeUp(coins, size);
  const before = size.times(count - 1n).times(count - 2n).times(HALF);
  const rest = coins.minus(size.times(count - 1n)).times(count - 1n);
  const steps = before.plus(rest);
  const worse = depth.tick.times(BigInt(depth.sign)).times(steps).over(coins);
  return depth.best.plus(worse);
}

/** EFFSPREAD: fraction of notional lost beyond the best price; null: the known depth is short. */
function beyondBest(depth, coins) {
  if (!depth.levels.length || coins.le(depth.levels[0][1])) return ZERO;
  const price = averagePrice(depth, coins);
  if (price === null) return null;
  const spread = price.minus(depth.best).times(BigInt(2 * depth.sign));
  return spread.over(depth.mid.times(2n));
}

const fillable = (depths, coins) => depths.every((depth) => beyondBest(depth, coins) !== null);

// -- holding --------------------------------------------------------------------------------------

/** FUND: payments within (start, start + held]; `since` is hours to a settlement, or a past one. */
function settlementsWithin(since, held, interval) {
  if (!since.positive) since = since.plus(interval.times(whole(since.negated(), interval) + 1n));
  return since.gt(held) ? 0n : whole(held.minus(since), interval) + 1n;
}

/** Is entry or exit within a minute of a settlement? */
function nearSettlement(since, held, interval) {
  return [since, since.minus(held)].some((moment) => {
    const past = moment.abs().modulo(interval);
    return past.lt(MINUTE) || interval.minus(past).lt(MINUTE);
  });
}

/** FUND of a perpetual, CARRY of a dated contract; fractions of notional, positive is paid. */
function holdingOf(trade, spec, rules, price, at) {
  const quote = spec.market;
  const sign = BigInt(trade.sign);
  const none = { funding: ZERO, band: ZERO, carry: ZERO, expires: false, count: ZERO, rate: null,
    interval: null, settledAt: null, warnings: [] };
  if (spec.expiry !== null) {
    const left = hoursOf(spec.expiry - at);
    const spot = quote?.index ?? null;
    const expires = left.le(trade.hold_hours);
    const warnings = [];
    const hourly = quote && quote.funding_rate !== null && quote.funding_interval_hours !== null
      ? quote.funding_rate.over(quote.funding_interval_hours) : null; // quoted at the spot price
    if (spot === null && hourly === null) {
      warnings.push(warning("carry_unknown", "no index price: the basis is not in the costs"));
    }
    if (expires) {
      const shown = left.fixed(1);
      warnings.push(warning("expires_first", `expires in ${shown} hours, before the exit: it is settled, not sold`));
    }
    const held = smaller(trade.hold_hours, left);
    const carry = hourly !== null ? hourly.times(sign).times(held) : spot === null
      ? ZERO
      : price.minus(spot).times(sign).over(spot).times(smaller(trade.hold_hours, left)).over(left);
    return { ...none, carry, expires, left, spot, warnings };
  }
  const assumed = [];
  const warnings = [];
  if (spec.delisted_at !== null) {
    const left = hoursOf(spec.delisted_at - at);
    warnings.push(warning("delisting", `will be delisted on ${spec.delisted_on} UTC`));
    if (left.le(trade.hold_hours)) {
      warnings.push(warning("expires_first",
        `ends in ${left.fixed(1)} hours, before the exit: the venue closes the position`));
    }
  }
  let interval = quote?.funding_interval_hours ?? spec.funding_interval_hours;
  if (interval === null) {
    interval = USUAL_HOURS;
    assumed.push("an interval of 8 hours");
  }
  let rate = quote?.funding_rate ?? null;
  if (rate === null) { // never zero, and never an income nobody announced
    rate = USUAL_FUNDING.times(sign).times(interval).over(USUAL_HOURS);
    assumed.push("a rate of 0.01 % per 8 hours, paid");
  }
  let count;
  if (rules.funding_continuous) {
    count = trade.hold_hours.over(interval);
  } else {
    let following = quote?.next_funding_time ?? null;
    if (following === null) {
      following = at - (((at % DAY) + DAY) % DAY);
      assumed.push("settlements counted from midnight UTC");
    }
    const since = hoursOf(following - at);
    count = new Decimal(settlementsWithin(since, trade.hold_hours, interval), 0);
    if (nearSettlement(since, trade.hold_hours, interval)) {
      warnings.push(warning("funding_boundary",
        "entry or exit is within a minute of a funding settlement: one more or one fewer may be paid"));
    }
  }
  if (assumed.length) {
    warnings.unshift(warning("funding_assumed", `funding is not fully known; assumed: ${assumed.join(", ")}`));
  }
  const settledAt = quote ? (rules.funding_price === "index" ? quote.index : quote.mark) : null;
  const there = settledAt ?? price;
  const grown = spec.payoff === "inverse" ? price.over(there) : there.over(price);
  const usual = USUAL_FUNDING.times(interval).over(USUAL_HOURS); // BAND
  return {
    ...none,
    funding: grown.times(sign).times(rate).times(count),
    band: larger(rate.abs(), usual).times(rooted(count)),
    count, rate, interval, settledAt, warnings,
  };
}

const roots = new Map();
function rooted(count) {
  const key = count.toString();
  if (!roots.has(key)) roots.set(key, count.root());
  return roots.get(key);
}

// -- margin and liquidation -------------------------------------------------------------------------

/** TIER: deductions that make the margin of each slice count at that slice's rate. */
function withDeductions(tiers) {
  let amount = ZERO;
  return tiers.map((tier, number) => {
    if (number > 0) {
      const step = tier.maintenance_rate.minus(tiers[number - 1].maintenance_rate);
      amount = amount.plus(tier.floor.times(step));
    }
    return { ...tier, deduction: amount };
  });
}

/** IM: [a, b] so that opening takes notional x (a + b / leverage). */
function reserve(rule, sign, taker, inverse) {
  if (rule === "none") return [ZERO, ONE];
  if (rule === "entry") return [taker, ONE];
  const moved = taker.times(BigInt(inverse ? sign : -sign));
  return [rule === "closing" ? taker : taker.times(2n), ONE.plus(moved)];
}

/** The price, as a multiple of entry, that liquidation must not come before. */
function edgeOf(sign, stop, buffer) {
  const beyond = buffer ?? stop.over(decimal("5"));
  const away = (distance) => ONE.minus(distance.times(BigInt(sign)));
  return away(stop).times(away(beyond));
}

/** A contract's margin rules, every unknown replaced by the safe side and named. */
function marginRules(spec, rules, taker, { trade, price, orderPrice, mark, quoteUsd, unit }) {
  const inverse = spec.payoff === "inverse";
  const unknown = [];
  let tiers = rules.slices ? withDeductions(spec.tiers) : spec.tiers;
  const most = (trade.sign < 0 ? spec.max_leverage_short : null) ?? spec.max_leverage;
  if (!tiers.length) {
    unknown.push("its margin tiers");
    if (most !== null) { // no venue keeps a position whose margin at the highest leverage is used up
      const rate = ONE.over(most);
      tiers = [{ floor: ZERO, cap: null, initial_rate: rate, maintenance_rate: rate, max_leverage: most,
        unit: "quote", deduction: null, slope: ZERO, initial_root: ZERO, maintenance_root: ZERO }];
    }
  }
  if (rules.maintenance_on === "unknown") unknown.push("what maintenance is counted on");
  if (rules.liquidation_fee === "unknown") unknown.push("whether liquidation charges a fee");
  if (rules.reserved_fee === "unknown") unknown.push("which fees are reserved");
  let [flat, scaled] = reserve(rules.reserved_fee, trade.sign, taker, inverse);
  if (rules.open_loss && mark !== null) { // an order worse than the mark takes the difference at once
    flat = flat.plus(larger(ZERO, orderPrice.minus(mark).times(BigInt(trade.sign))).over(price));
  }
  const book = {
    sign: trade.sign, inverse, price, quoteUsd, unit, tiers, slices: rules.slices, most,
    onMark: rules.maintenance_on !== "entry", onEntry: rules.maintenance_on !== "mark",
    fee: rules.liquidation_fee === "none" ? ZERO : taker,
    flat, scaled, step: rules.leverage_step, unknown,
    edge: trade.stop === null ? null : edgeOf(trade.sign, trade.stop, trade.buffer),
    small: null, smallLots: 0n,
  };
  book.small = roomOf(book, 1n);
  book.smallLots = smallLots(book);
  return book;
}

/** Up to how many lots leverage does not depend on the size: those of a plain first tier. */
function smallLots(book) {
  const [first] = book.tiers;
  if (!first) return Infinity;
  if (!first.slope.zero || !first.initial_root.zero || (first.deduction !== null && !first.deduction.zero)) return 0n;
  if (first.cap === null) return Infinity;
  return whole(first.cap, larger(sizeAt(book, 1n, ONE), sizeAt(book, 1n, book.edge ?? ONE)));
}

/** The size of `lots` in the tiers' own unit when the price is `ratio` times entry. */
function sizeAt(book, lots, ratio) {
  const counted = book.tiers[0].unit;
  if (counted === "contracts") return book.unit.qty.times(lots);
  if (counted === "coins") {
    const coins = book.unit.coins.times(lots);
    return book.inverse ? coins.over(ratio) : coins;
  }
  const value = book.unit.lot.times(lots).over(book.quoteUsd);
  return book.inverse ? value : value.times(ratio);
}

/** TIER: that of `lots` when the price is `ratio` times entry; null: none known, or beyond all. */
function tierAt(book, lots, ratio) {
  if (!book.tiers.length) return null;
  const size = sizeAt(book, lots, ratio);
  return book.tiers.find((tier) => tier.cap === null || size.le(tier.cap)) ?? null;
}

/** What `lots` are worth at entry, in quote. */
const valueOf = (book, lots) => book.unit.lot.times(lots).over(book.quoteUsd);

/** MM rate with the fee the venue adds; with nothing known only the fee. */
function maintenanceRate(book, tier, lots) {
  if (tier === null) return book.fee;
  let rate = tier.maintenance_rate;
  if (!tier.slope.zero) rate = rate.plus(tier.slope.times(book.unit.coins.times(lots)));
  if (!tier.maintenance_root.zero) rate = larger(rate, tier.maintenance_root.times(valueOf(book, lots).root()));
  return rate.plus(book.fee);
}

/** The tier's deduction in USD at the entry price. */
function deductionOf(book, tier) {
  if (tier === null || tier.deduction === null || tier.deduction.zero) return ZERO;
  const counted = book.slices ? tier.unit : book.inverse ? "coins" : "quote";
  if (counted === "contracts") return tier.deduction.times(book.unit.lot).over(book.unit.qty);
  if (counted === "coins") return tier.deduction.over(book.unit.coinsPerUsd);
  return tier.deduction.times(book.quoteUsd);
}

/** SAFE: margin as a fraction of notional that liquidates exactly at the edge. */
function safeMargin(book, lots) {
  let tier = tierAt(book, lots, book.edge);
  if (tier === null && book.tiers.length) tier = book.tiers[book.tiers.length - 1];
  const rate = maintenanceRate(book, tier, lots);
  const amount = deductionOf(book, tier).over(book.unit.lot.times(lots));
  const sign = new Decimal(BigInt(book.sign), 0);
  const found = [];
  if (book.onMark) {
    found.push(book.inverse
      ? sign.plus(rate).over(book.edge).minus(sign).minus(amount)
      : rate.minus(sign).times(book.edge).plus(sign).minus(amount));
  }
  if (book.onEntry) {
    const moved = book.inverse ? ONE.over(book.edge).minus(ONE) : ONE.minus(book.edge);
    found.push(rate.minus(amount).plus(moved.times(sign)));
  }
  return largestOf(found);
}

const room = (book, lots) => (lots <= book.smallLots ? book.small : roomOf(book, lots));

/** SAFE: leverage offered to `lots`, and the highest that outlives the stop by the buffer. */
function roomOf(book, lots) {
  const tier = tierAt(book, lots, ONE);
  if (tier === null && book.tiers.length) return { offered: ZERO, safe: null, tooLarge: true };
  const left = tier === null ? null : offeredBy(book, tier, lots);
  if (left !== null && left.lt(ONE)) return { offered: ZERO, safe: null, tooLarge: true };
  const offered = smallestOf([book.most, left]);
  let safe = null;
  if (book.edge !== null) {
    const needed = safeMargin(book, lots);
    if (needed.positive) {
      safe = ONE.over(needed).to(CERTAIN);
      if (book.step !== null) safe = stepDown(safe, book.step);
    }
  }
  return { offered, safe, tooLarge: false };
}

/** The tier's highest leverage; where margin grows with the size, the step that it leaves. */
function offeredBy(book, tier, lots) {
  if (tier.slope.zero && tier.initial_root.zero) return tier.max_leverage;
  const left = ONE.over(initialRate(book, tier, lots));
  return smaller(tier.max_leverage, book.step === null ? left : stepDown(left, book.step));
}

/** IM rate, which may grow with the coins or with the root of the value. */
function initialRate(book, tier, lots) {
  const rate = tier.initial_rate.plus(tier.slope.times(book.unit.coins.times(lots)));
  return tier.initial_root.zero ? rate : larger(rate, tier.initial_root.times(valueOf(book, lots).root()));
}

const usable = (most) => smallestOf([most.offered, most.safe]);

/** IM: USD that opening takes, reserved fees included. */
const openingOf = (book, notional, leverage) =>
  notional.times(book.flat).plus(notional.times(book.scaled).over(leverage));

/** LEV: the lowest leverage on offer that affords the position; null: there is none. */
function lowestLeverage(book, notional, equity, offered) {
  const left = equity.minus(notional.times(book.flat));
  if (!left.positive) return null;
  let needed = notional.times(book.scaled).over(left).to(CERTAIN);
  if (offered !== null && needed.gt(offered)) return null;
  if (needed.le(ONE)) return ONE;
  needed = stepUp(needed, book.step ?? ONE);
  return offered === null ? needed : smaller(needed, offered);
}

/** LEV where the venue sets it: 1 / initial rate; unknown: 1. */
function fixedLeverage(book, lots) {
  const tier = tierAt(book, lots, ONE);
  if (tier === null) return ONE;
  const leverage = ONE.over(initialRate(book, tier, lots));
  return book.most === null ? leverage : smaller(leverage, book.most);
}

/** ACC: the smallest account that can open and hold `lots`, by margin alone; null: none can. */
function accountFor(book, trade, lots) {
  const most = room(book, lots);
  const limit = usable(most);
  const leverage = book.step === null ? fixedLeverage(book, lots) : (trade.leverage ?? limit ?? ONE);
  if (most.tooLarge || (limit !== null && leverage.gt(limit)) || leverage.lt(ONE)) return null;
  return openingOf(book, book.unit.lot.times(lots), leverage).times(BigInt(trade.positions));
}

/** L1, L2, I1, I2: the liquidation price; of two rules the one closer to entry; null: never. */
function liquidationPrice(book, lots, leverage, rate, amount) {
  const { sign, price: entry } = book;
  const s = new Decimal(BigInt(sign), 0);
  const notional = book.unit.lot.times(lots);
  const found = [];
  const keep = (price) => found.push(price !== null && price.positive ? price : null);
  if (book.inverse) {
    const margin = notional.over(leverage).over(entry);
    const less = amount.over(entry);
    const coins = notional.over(entry);
    if (book.onMark) {
      const below = margin.plus(less).plus(notional.times(s).over(entry));
      keep(below.zero ? null : notional.times(s.plus(rate)).over(below));
    }
    if (book.onEntry) {
      const kept = coins.times(rate).minus(less);
      const below = coins.plus(margin.minus(kept).times(s));
      keep(below.positive ? notional.over(below) : null);
    }
  } else {
    const qty = notional.over(entry);
    const margin = notional.over(leverage);
    if (book.onMark) {
      const below = qty.times(rate.minus(s));
      keep(below.zero ? null : margin.plus(amount).minus(qty.times(s).times(entry)).over(below));
    }
    if (book.onEntry) {
      const kept = notional.times(rate).minus(amount);
      keep(entry.minus(margin.minus(kept).times(s).over(qty)));
    }
  }
  return sign > 0 ? largestOf(found) : smallestOf(found);
}

/** MM, L1 to I2: where `lots` at `leverage` would be closed; null: no tier is known. */
function liquidationOf(book, lots, leverage) {
  const tier = tierAt(book, lots, ONE);
  if (tier === null) return null;
  const entryRate = maintenanceRate(book, tier, lots);
  const entryAmount = deductionOf(book, tier);
  let [rate, amount] = [entryRate, entryAmount];
  let price = liquidationPrice(book, lots, leverage, rate, amount);
  const settled = tier === book.tiers[0] && book.sign > 0 && !book.inverse; // it only shrinks
  if (price !== null && !settled) {
    const there = tierAt(book, lots, price.over(book.price)) ?? tier;
    if (there !== tier) {
      [rate, amount] = [maintenanceRate(book, there, lots), deductionOf(book, there)];
      price = liquidationPrice(book, lots, leverage, rate, amount);
    }
  }
  return { maintenance: book.unit.lot.times(lots).times(entryRate).minus(entryAmount), price, rate, amount };
}

/** The smallest positions beyond `lots` in each further tier. */
function tierStarts(book, lots) {
  return book.tiers.map((tier) => whole(tier.floor, sizeAt(book, 1n, ONE)) + 1n).filter((start) => start > lots);
}

// -- one contract for trades that differ in account, risk and size only --------------------------------

/** USD per unit of a currency: 1 for dollars and dollar coins, else what the user says. */
const dollarsOf = (money, trade) => (money.includes("USD") ? ONE : (trade.prices[money] ?? null));

function warning(code, message) {
  return { code, message };
}

/** All that does not depend on the size; or `{status, reason}` where it cannot be priced. */
function prepare(trade, venue, spec, at, day) {
  const { market: quote, book } = spec;
  const schedule = venue.fees[spec.fee_schedule] ?? null;
  const charged = schedule ? charge(schedule, spec, trade, day) : null;
  const missing = (status, reason) => ({ missing: true, status, reason, spec, charged, schedule });
  if (spec.expiry !== null && spec.expiry <= at) return missing("no_market", `expired on ${spec.expires_on}`);
  if (!schedule) return missing("no_data", `no fee schedule ${quotedText(spec.fee_schedule)} is known`);
  const quoted = bestPrices(quote, book);
  if (!quoted) return missing("no_data", "no best bid and ask are known");
  const quoteUsd = dollarsOf(spec.quote, trade);
  const settleUsd = spec.payoff === "quanto" ? dollarsOf(spec.settle, trade) : ONE;
  if (quoteUsd === null || settleUsd === null) {
    const money = quoteUsd === null ? spec.quote : spec.settle;
    return missing("no_data", `the dollar price of ${money} is not known; name it with --price ${money}=…`);
  }
  const price = quoted.bid.plus(quoted.ask).times(HALF);
  const { tier } = charged;
  const unit = unitOf(spec, price, quoteUsd, settleUsd);
  if (unit.lot.lt(LEAST_LOT) || unit.lot.gt(LARGEST_LOT)) {
    return missing("unpriceable", `one qty_step of ${spec.qty_step} is worth ${unit.lot.to(3)} USD`);
  }
  const holding = holdingOf(trade, spec, venue.rules, price, at);
  const leastFee = tier.least_per_contract.times(spec.qty_step).times(quoteUsd).over(unit.lot);
  const taker = notBelow(tier.taker, leastFee);
  const exitFee = holding.expires && schedule.settlement !== null
    ? schedule.settlement : notBelow(rateOf(tier, trade.exit), leastFee);
  const least = smallestOrder(spec, referencePrice(venue.rules, trade, quoted, quote));
  const margin = marginRules(spec, venue.rules, taker, {
    trade, price, quoteUsd, unit, mark: quote?.mark ?? null,
    orderPrice: trade.sign > 0 === (trade.entry === "taker") ? quoted.ask : quoted.bid,
  });
  const leaves = trade.stop !== null || (trade.exit === "taker" && !holding.expires);
  const sides = { 1: depthOf(spec, quote, book, quoted, 1), "-1": depthOf(spec, quote, book, quoted, -1) };
  const taken = [...(trade.entry === "taker" ? [sides[trade.sign]] : []), ...(leaves ? [sides[-trade.sign]] : [])];
  const ages = [quote, book].filter(Boolean).map((known) => (at - known.at) / 1000000n);
  const age = ages.reduce((oldest, one) => (one > oldest ? one : oldest));
  const caps = [spec.max_qty, trade.entry === "taker" ? spec.max_market_qty : null];
  return {
    missing: false, spec, venue, schedule, charged, price, quoted, unit, least, holding, margin, age,
    exempt: venue.rules.reduce_only_exempt,
    cap: smallestOf(caps),
    entryFee: notBelow(rateOf(tier, trade.entry), leastFee),
    exitFee,
    stopFee: taker,
    flatFee: tier.per_contract.times(spec.qty_step).times(quoteUsd),
    halfSpread: quoted.ask.minus(quoted.bid).times(HALF).over(price),
    entryDepth: sides[trade.sign],
    exitDepth: sides[-trade.sign],
    taken,
    marginFloor: fillable(taken, unit.coins.times(least.lots)) ? accountFor(margin, trade, least.lots) : null,
    stale: age > FRESH,
    assumed: quote?.assumed ?? false,
  };
}

const quotedText = (text) => (text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text}'`);

// -- what an order costs, and how large it is -------------------------------------------------------------

/** COST, RISK of `lots` (at least 1); null when the known depth is short. */
function roundTrip(p, trade, lots) {
  const notional = p.unit.lot.times(lots);
  const flat = p.flatFee.times(lots);
  const coins = p.unit.coins.times(lots);
  const leaves = trade.exit === "taker" && !p.holding.expires;
  let entering = ZERO;
  let leaving = ZERO;
  if (trade.entry === "taker") {
    entering = beyondBest(p.entryDepth, coins);
    if (entering === null) return null;
  }
  if (leaves || trade.stop !== null) {
    const found = beyondBest(p.exitDepth, coins);
    if (found === null) return null;
    leaving = found.plus(trade.stop_slippage);
  }
  const entryFee = notional.times(p.entryFee).plus(flat);
  const exitFee = notional.times(p.exitFee).plus(flat);
  const half = notional.times(p.halfSpread);
  const entrySpread = trade.entry === "taker" ? half : ZERO;
  const entrySlippage = notional.times(entering);
  const held = notional.times(p.holding.funding.plus(p.holding.carry));
  const spread = leaves ? entrySpread.plus(half) : entrySpread;
  const slippage = leaves ? entrySlippage.plus(notional.times(leaving)) : entrySlippage;
  let risk = null;
  let atStop = null;
  if (trade.stop !== null) { // ALLIN
    risk = notional.times(trade.stop);
    const value = p.margin.inverse ? notional : notional.times(ONE.minus(trade.stop.times(BigInt(trade.sign))));
    const stopFee = value.times(p.stopFee).plus(flat);
    const lost = entryFee.plus(stopFee).plus(entrySpread).plus(half).plus(entrySlippage).plus(notional.times(leaving));
    atStop = risk.plus(lost).plus(held);
  }
  return {
    notional, entryFee, exitFee, spread, slippage, entering, leaving,
    funding: notional.times(p.holding.funding),
    carry: notional.times(p.holding.carry),
    total: entryFee.plus(exitFee).plus(spread).plus(slippage).plus(held),
    risk, atStop,
  };
}

/** What the plan counts against its budget; income never enlarges a size. */
function lossOf(trade, trip) {
  const risk = trip.risk ?? ZERO;
  return trade.all_in ? larger(risk, trip.atStop ?? ZERO) : risk;
}

/** ALLIN: what `lots` lose, or at the least; null: the depth ends further down. */
function leastLoss(p, trade, lots) {
  const trip = roundTrip(p, trade, lots);
  if (trip !== null) return lossOf(trade, trip);
  const before = lots > 1n ? roundTrip(p, trade, lots - 1n) : null;
  return before === null ? null : lossOf(trade, before).times(lots).over(new Decimal(lots - 1n, 0));
}

const riskBudget = (trade) => trade.max_loss ?? trade.account.times(trade.risk);

/** S1, ALLIN: the size asked for, in whole lots rounded down; `budget` null: it was given. */
function orderOf(p, trade) {
  if (trade.qty !== null) {
    return { lots: whole(trade.qty, p.unit.coins), target: trade.qty.over(p.unit.coinsPerUsd), budget: null };
  }
  if (trade.notional !== null) {
    return { lots: whole(trade.notional, p.unit.lot), target: trade.notional, budget: null };
  }
  const budget = riskBudget(trade);
  const lots = whole(budget, trade.stop.times(p.unit.lot));
  if (!trade.all_in) return { lots, target: budget.over(trade.stop), budget };
  return allIn(p, trade, budget, lots);
}

/** ALLIN: the most lots whose loss with costs fits; slippage bends, so it is searched. */
function allIn(p, trade, budget, most) {
  const first = roundTrip(p, trade, 1n);
  if (first === null) return { lots: most, target: budget.over(trade.stop), budget };
  const target = budget.times(first.notional).over(lossOf(trade, first));
  let [low, high] = [0n, most];
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    const trip = roundTrip(p, trade, middle);
    if (trip !== null && lossOf(trade, trip).le(budget)) low = middle;
    else high = middle - 1n;
  }
  const further = leastLoss(p, trade, low + 1n);
  if (further !== null && further.le(budget)) low += 1n; // the depth ends before the budget
  return { lots: low, target, budget };
}

/** Lots that every side taken from can fill; null: no limit known. */
function reachOf(p) {
  const coins = smallestOf(p.taken.map(knownCoins));
  return coins === null ? null : whole(coins, p.unit.coins);
}

/** `lots` (at least 1) at the leverage asked for, else the lowest that affords them. */
function opened(p, trade, lots) {
  const book = p.margin;
  const notional = p.unit.lot.times(lots);
  const most = room(book, lots);
  const equity = trade.account.over(new Decimal(BigInt(trade.positions), 0));
  const ours = book.step !== null && trade.leverage === null;
  const lowest = ours ? lowestLeverage(book, notional, equity, most.offered) : null;
  const leverage = book.step === null
    ? fixedLeverage(book, lots)
    : (trade.leverage ?? lowest ?? (most.offered !== null && !most.offered.zero ? most.offered : ONE));
  const opening = openingOf(book, notional, leverage);
  return { lots, trip: roundTrip(p, trade, lots), room: most, leverage, opening,
    affordable: ours ? lowest !== null : opening.le(equity) };
}

// -- the smallest account ------------------------------------------------------------------------------

/** USD: the account whose risk budget allows `lots`; null: costs count, and depth is short. */
function riskAccount(p, trade, lots) {
  if (!trade.all_in) return p.unit.lot.times(lots).times(trade.stop).over(trade.risk);
  const lost = leastLoss(p, trade, lots);
  return lost === null ? null : lost.over(trade.risk);
}

/** USD: account that can open and hold `lots` by margin alone; null: none, or depth is short. */
function marginAccount(p, trade, lots) {
  return fillable(p.taken, p.unit.coins.times(lots)) ? accountFor(p.margin, trade, lots) : null;
}

/** ACC: the smallest account that trades exactly `lots`; `needed` for margin; null: none. */
function milestone(p, trade, lots, needed) {
  if (needed === null) return null;
  const least = riskAccount(p, trade, lots);
  if (least === null) return null;
  if (needed.gt(least)) { // from the next lot's own breakpoint on the position is larger
    const following = riskAccount(p, trade, lots + 1n);
    if (following !== null && following.le(needed)) return null;
  }
  return stepUp(larger(needed, least), SMALLEST_STEP);
}

/** ACC: the smallest account this plan is feasible with; null: none, or the size is too small. */
function smallestAccount(p, trade, asked) {
  const { lots } = p.least;
  if (asked.budget === null || trade.max_loss !== null) {
    const needed = asked.lots >= lots ? marginAccount(p, trade, asked.lots) : null;
    return needed === null ? null : stepUp(needed, SMALLEST_STEP);
  }
  const account = milestone(p, trade, lots, p.marginFloor);
  if (account !== null) return account;
  for (const more of tierStarts(p.margin, lots)) { // a larger position may outlive its stop
    const found = milestone(p, trade, more, marginAccount(p, trade, more));
    if (found !== null) return found;
  }
  return null;
}

// -- gates ---------------------------------------------------------------------------------------------

/** The first gate that fails as `{status, explain}`, or null; `explain()` gives `[reason, repairs]`. */
function gate(p, trade, asked, position) {
  return (
    leverageGate(p, trade, asked, position) ??
    minimumGate(p, trade, asked, position) ??
    marginGate(p, trade, asked, position) ??
    liquidationGate(p, trade, asked, position) ??
    depthGate(p, position) ??
    budgetGate(p, trade, asked, position)
  );
}

/** A repair: which option, the sign, the figure as text, and the option's value. */
const repair = (option, sign, shown, value = shown) => ({ option, value, text: `${option.replace("-", " ")} ${sign} ${shown}` });
const dollarRepair = (option, sign, shown) => repair(option, sign, shown, shown.replace(/[$,]/g, ""));
const shareRepair = (option, sign, shown) => repair(option, sign, shown, shown.replace(" ", ""));

function accountRepair(p, trade, asked) {
  const needed = smallestAccount(p, trade, asked);
  return needed === null || needed.le(trade.account) ? [] : [dollarRepair("account", "≥", atLeast(needed))];
}

function leverageGate(p, trade, asked, position) {
  const { offered, tooLarge } = position.room;
  const status = "leverage_not_offered";
  if (tooLarge) {
    return { status, explain: () => ["the position is beyond the venue's largest margin tier", []] };
  }
  if (offered === null) return null;
  if (trade.leverage !== null && p.margin.step !== null) {
    if (trade.leverage.le(offered)) return null;
    return { status, explain: () => [
      `${plain(trade.leverage)}x asked for, at most ${plain(offered)}x offered`,
      [repair("leverage", "≤", plain(offered))],
    ] };
  }
  const count = position.lots < asked.lots ? position.lots : asked.lots;
  const wanted = p.unit.lot.times(count).times(BigInt(trade.positions)).over(trade.account);
  if (wanted.le(offered)) return null;
  return { status, explain: () => {
    const reason = `needs ${plain(wanted)}x, at most ${plain(offered)}x offered`;
    if (asked.budget === null || trade.max_loss !== null) return [reason, accountRepair(p, trade, asked)];
    const count = new Decimal(BigInt(trade.positions), 0);
    return [reason, [
      shareRepair("stop", "≥", percent(trade.risk.times(count).over(offered), "ceil")),
      shareRepair("risk", "≤", percent(trade.stop.times(offered).over(count), "floor")),
    ]];
  } };
}

function minimumGate(p, trade, asked, position) {
  const least = p.least.lots;
  if (asked.lots >= least || (asked.budget !== null && position.affordable)) return null;
  return { status: "below_minimum", explain: () => {
    const worth = p.unit.lot.times(least);
    const reason = `the smallest order is ${orderText(p, least)} (${usd(worth)}), this trade asks for ${usd(asked.target)}`;
    if (asked.budget === null) return [reason, [dollarRepair("notional", "≥", atLeast(worth))]];
    const taken = usd(position.opening.times(BigInt(trade.positions)));
    return [`${reason}, and ${taken} of margin is more than the account`, accountRepair(p, trade, asked)];
  } };
}

function marginGate(p, trade, asked, position) {
  if (position.affordable) return null;
  return { status: "margin_short", explain: () => {
    const taken = usd(position.opening.times(BigInt(trade.positions)));
    const repairs = accountRepair(p, trade, asked);
    if (trade.leverage !== null && p.margin.step !== null) {
      const equity = trade.account.over(new Decimal(BigInt(trade.positions), 0));
      const lowest = lowestLeverage(p.margin, p.unit.lot.times(position.lots), equity, usable(position.room));
      if (lowest !== null) repairs.push(repair("leverage", "≥", plain(lowest)));
    }
    return [`opening takes ${taken} at ${plain(position.leverage)}x, the account has ${usd(trade.account)}`, repairs];
  } };
}

function liquidationGate(p, trade, asked, position) {
  const { safe } = position.room;
  if (safe === null || position.leverage.le(safe)) return null;
  return { status: "liquidation_before_stop", explain: () => {
    let reason = `at ${plain(position.leverage)}x liquidation comes before the stop and its buffer`;
    const repairs = accountRepair(p, trade, asked);
    if (safe.ge(ONE)) {
      reason += `; up to ${plain(safe)}x it does not`;
      if (trade.leverage !== null && p.margin.step !== null) repairs.push(repair("leverage", "≤", plain(safe)));
    }
    return [reason, repairs];
  } };
}

function depthGate(p, position) {
  if (position.trip !== null) return null;
  return { status: "depth_short", explain: () => {
    const worth = p.unit.lot.times(reachOf(p) ?? 0n);
    const asked = p.unit.lot.times(position.lots);
    const known = p.taken.some((depth) => depth.cut) ? "depth kept here" : "known depth";
    return [
      `the ${known} takes ${usd(worth)} of the ${usd(asked)} (${percent(worth.over(asked))})`,
      [dollarRepair("notional", "≤", usd(worth, "floor"))],
    ];
  } };
}

function budgetGate(p, trade, asked, position) {
  const { trip } = position;
  if (position.lots <= asked.lots || trip === null || asked.budget === null) return null;
  return { status: "over_budget", explain: () => {
    const lost = lossOf(trade, trip);
    const times = lost.over(asked.budget).fixed(2);
    const reason = `the smallest order is ${orderText(p, position.lots)} (${usd(trip.notional)}): it risks ${usd(lost)},` +
      ` ${times} times the ${usd(asked.budget)} allowed`;
    const repairs = accountRepair(p, trade, asked);
    const beside = lost.minus(trip.risk ?? ZERO);
    const nearer = asked.budget.minus(beside).over(trip.notional);
    if (nearer.positive) repairs.push(shareRepair("stop", "≤", percent(nearer, "floor")));
    repairs.push(trade.max_loss === null
      ? shareRepair("risk", "≥", percent(lost.over(trade.account), "ceil"))
      : dollarRepair("max-loss", "≥", atLeast(lost)));
    return [reason, repairs];
  } };
}

function orderText(p, lots) {
  const { spec } = p;
  const coins = plain(p.unit.coins.times(lots));
  if (spec.qty_unit !== "contracts") return `${coins} ${spec.base}`;
  const count = spec.qty_step.times(lots);
  return `${plain(count)} ${count.eq(ONE) ? "contract" : "contracts"} of ${coins} ${spec.base}`;
}

// -- figures in sentences ---------------------------------------------------------------------------------

function grouped(text) {
  const [whole_, part] = text.split(".");
  const set = whole_.replace(/\B(?=(\d{3})+$)/g, ",");
  return part === undefined ? set : `${set}.${part}`;
}

/** `$1,234.50`; below one cent as many places as it takes to show two digits. */
function usd(value, mode = "even") {
  const size = value.abs();
  const places = value.zero || size.ge(decimal("0.01")) ? 2 : 1 - value.adjusted;
  return `${value.c < 0n ? "-" : ""}$${grouped(value.fixed(places, mode).abs().toString())}`;
}

const atLeast = (value) => usd(value, "ceil");

/** `1.50 %` of a fraction 0.015; below 0.01 % two digits. */
function percent(fraction, mode = "even") {
  const hundredfold = fraction.times(HUNDRED);
  const places = !hundredfold.zero && hundredfold.abs().lt(decimal("0.01")) ? 1 - hundredfold.adjusted : 2;
  return `${hundredfold.fixed(places, mode)} %`;
}

/** A number with no trailing zeros, at most six places. */
function plain(value) {
  if (!value.zero && value.abs().lt(decimal("0.000001"))) return value.normal().toString();
  return value.fixed(6).toString().replace(/0+$/, "").replace(/\.$/, "");
}

// -- warnings -------------------------------------------------------------------------------------------

function ageText(seconds) {
  for (const [length, name] of [[86400n, "day"], [3600n, "hour"], [60n, "minute"]]) {
    const count = seconds / length;
    if (count) return count === 1n ? `${count} ${name}` : `${count} ${name}s`;
  }
  return `${seconds} seconds`;
}

/** About what is known of a contract, whatever the size of the trade. */
function contractWarnings(p, at, feeOrigin) {
  const { spec, margin } = p;
  const found = [];
  const say = (code, message) => found.push(warning(code, message));
  if (spec.market?.assumed) {
    say("assumed_quote",
      "no best bid and ask are known: the price is that of the coin elsewhere, the spread an assumed"
      + ` ${percent(p.halfSpread.times(2n))}, the depth unknown`);
  }
  if (p.stale) say("stale_quote", `the quote is ${ageText(p.age)} old`);
  if (feeOrigin && ["published", "assumed"].includes(feeOrigin.basis)) {
    say("assumed_fee", `fees are ${feeOrigin.basis} ones of ${feeOrigin.as_of.slice(0, 10)}; yours may differ`);
  }
  for (const applied of p.charged.applied) say("discount_applied", `fees are net of the ${applied}`);
  if (margin.unknown.length) {
    say("margin_approximate",
      `liquidation is an approximation on the safe side; not known: ${margin.unknown.join(", ")}`);
  }
  if (margin.most === null && !margin.tiers.length) {
    say("leverage_unknown", "which leverage the venue offers is not known");
  }
  if (spec.payoff === "inverse") {
    say("coin_collateral", `margin is held in ${spec.settle}: the account itself moves with its price`);
  } else if (spec.payoff === "quanto") {
    say("coin_collateral", `gains and losses are paid in ${spec.settle}, whose price moves too`);
  }
  if (spec.listed_at !== null && at - spec.listed_at < 30n * DAY) say("new_listing", `listed on ${spec.listed_on}`);
  if (spec.pre_market) {
    say("pre_market", "trades before its coin does: nothing but this market says what it is worth");
  }
  return [...found, ...p.holding.warnings];
}

/** About this row's order. */
function orderWarnings(p, trade, asked, position) {
  const { spec, least } = p;
  const found = [];
  const say = (code, message) => found.push(warning(code, message));
  const notional = p.unit.lot.times(position.lots);
  const carried = notional.times(BigInt(trade.positions));
  if (carried.gt(trade.account.times(10n))) {
    say("over_leverage", `positions are ${carried.over(trade.account).fixed(1)} times the account`);
  }
  if (asked.budget !== null) {
    const together = asked.budget.times(BigInt(trade.positions));
    if (together.gt(trade.account.times(decimal("0.06")))) {
      say("risk_cap", `${trade.positions} positions risk ${percent(together.over(trade.account))} of the account together`);
    }
  }
  if (notional.lt(asked.target.times(decimal("0.9")))) {
    const lost = percent(ONE.minus(notional.over(asked.target)));
    say("granularity", `rounding down to the lot loses ${lost} of the size`);
  }
  const { trip } = position;
  if (trip && trip.funding.abs().gt(larger(trip.entryFee.plus(trip.exitFee), ZERO))) {
    say("funding_exceeds_fees", `funding of ${usd(trip.funding)} outweighs the fees, and it may change sign`);
  }
  if (isMarginal(least, position.lots)) {
    say("marginal_minimum", "the order is within 0.5 % of the smallest value: a small move may sink it");
  }
  const qty = p.unit.qty.times(position.lots);
  if (p.cap !== null && qty.gt(p.cap)) {
    say("order_split", `one order may have ${plain(p.cap)} of the ${plain(qty)} order units`);
  } else if (p.spec.max_market_qty !== null && qty.gt(p.spec.max_market_qty) && (trade.exit === "taker" || trade.stop !== null)) {
    say("order_split", `a stop or market order may have ${plain(p.spec.max_market_qty)} of the ${plain(qty)} order units`);
  }
  const part = p.unit.coins.times(position.lots).times(5n);
  const thin = (depth) => depth.levels.length && part.gt(depth.levels[0][1]) && part.gt(quotedCoins(depth));
  if (p.taken.some(thin)) say("thin_book", "the order is more than a fifth of what is quoted");
  if (!p.spec.market?.assumed && p.taken.some((depth) => depth.model === "top-of-book")) {
    say("depth_unknown", "how much is on offer at its prices is not known: slippage is counted as none");
  }
  if (trade.leverage !== null && p.margin.step === null) {
    say("leverage_set", `the venue sets the leverage: the ${plain(trade.leverage)}x asked for change nothing`);
  }
  if (trade.stop === null) return found;
  if (trade.stop.times(p.price).lt(spec.tick_size.times(10n))) {
    say("coarse_tick",
      `one tick is ${percent(spec.tick_size.over(p.price))} of the price: the stop cannot be placed exactly`);
  }
  const ratio = ONE.minus(trade.stop.times(BigInt(trade.sign)));
  if (!accepts(least, position.lots, ratio, p.exempt === true)) {
    const unsure = p.exempt === null ? "may be" : "is";
    say("exit_below_minimum", `at the stop price the closing order ${unsure} below the smallest value`);
  }
  return found;
}

// -- one row ----------------------------------------------------------------------------------------------

/** One trade on one prepared contract: status, size and costs; `detailed` adds the rest. */
function score(p, trade) {
  const { spec } = p;
  const row = { asset: spec.base, venue: spec.venue, symbol: spec.symbol, spec, prepared: p, trade, rank: null };
  if (p.missing) {
    return { ...row, status: p.status, reason: p.reason, size: null, costs: null, risk: null, minimum: null };
  }
  const asked = orderOf(p, trade);
  const position = opened(p, trade, asked.lots > p.least.lots ? asked.lots : p.least.lots);
  const failed = gate(p, trade, asked, position);
  const { trip, lots } = position;
  const notional = p.unit.lot.times(lots);
  const doubted = trip ? spec.implausible : null; // priced, shown, and not ranked
  return {
    ...row, doubted,
    asked, position, failed,
    status: doubted ? doubted.status : failed ? failed.status : "ok",
    size: { lots, qty: p.unit.qty.times(lots), base: p.unit.coins.times(lots), notional, target: asked.target },
    risk: { target: asked.budget, actual: trip ? trip.risk : null, allIn: trip ? trip.atStop : null },
    minimum: { lots: p.least.lots, notional: p.unit.lot.times(p.least.lots) },
    costs: trip ? costsOf(p, trip, asked) : null,
  };
}

/** COST, BAND: the cost lines, and what ranks are made from. */
function costsOf(p, trip, asked) {
  const band = trip.notional.times(p.holding.band);
  const rate = trip.total.over(trip.notional);
  const low = trip.total.minus(band).minus(p.assumed ? trip.spread : ZERO);
  const high = trip.total.plus(band).plus(p.stale || p.assumed ? trip.spread : ZERO);
  return {
    ...trip, low, high, normalised: rate.times(asked.target), bps: rate.times(THOUSANDS),
    r: trip.risk === null ? null : trip.total.over(trip.risk),
  };
}

/** BE: exit price at which nothing is won or lost; null where no price is. */
function breakEven(p, trade, trip) {
  const s = BigInt(trade.sign);
  const rated = trip.notional.times(p.entryFee.plus(p.exitFee));
  const other = trip.total.minus(rated).over(trip.notional);
  const paid = p.entryFee.plus(other).times(s);
  if (p.margin.inverse) {
    const below = ONE.minus(paid);
    return below.positive ? p.price.times(ONE.plus(p.exitFee.times(s))).over(below) : null;
  }
  const above = ONE.plus(paid);
  return above.positive ? p.price.times(above).over(ONE.minus(p.exitFee.times(s))) : null;
}

/** A row with its reason, repairs, margin, smallest account, exits and warnings. */
function detailed(row, market) {
  const { prepared: p, trade, spec } = row;
  const feeSource = p?.charged?.fromContract ? spec.origins.contracts
    : market.sources[p?.venue?.fee_sources[spec.fee_schedule]] ?? null;
  if (!p || p.missing) return { ...row, repairs: [], warnings: row.spec?.warnings ?? [], margin: null, exits: null, feeOrigin: feeSource };
  const { position, asked, failed } = row;
  const [reason, repairs] = row.doubted ? [row.doubted.reason, []] : failed ? failed.explain() : ["", []];
  const closed = liquidationOf(p.margin, position.lots, position.leverage);
  const ratio = trade.stop === null ? ONE : ONE.minus(trade.stop.times(BigInt(trade.sign)));
  const exempt = p.exempt === true;
  const even = position.trip ? breakEven(p, trade, position.trip) : null;
  const moved = even === null ? null : even.minus(p.price).times(BigInt(trade.sign));
  return {
    ...row,
    reason, repairs, feeOrigin: feeSource,
    margin: {
      leverage: position.leverage,
      initial: position.opening,
      free: trade.account.minus(position.opening.times(BigInt(trade.positions))),
      maintenance: closed ? closed.maintenance : null,
      liquidation_price: closed ? closed.price : null,
      max_leverage: position.room.tooLarge ? null : position.room.offered,
      safe_leverage: position.room.safe,
      known: !p.margin.unknown.length,
    },
    minimum: { ...row.minimum, account: smallestAccount(p, trade, asked), marginal: isMarginal(p.least, p.least.lots) },
    exits: {
      stop: trade.stop === null ? null : accepts(p.least, position.lots, ratio, exempt),
      half_take_profit: accepts(p.least, position.lots / 2n, ONE, exempt),
      break_even_price: even,
      break_even_fraction: moved === null ? null : moved.over(p.price),
      break_even_ticks: moved === null ? null : ceiling(moved.over(spec.tick_size).to(CERTAIN)),
    },
    warnings: [...spec.warnings, ...contractWarnings(p, market.at, feeSource), ...orderWarnings(p, trade, asked, position)],
  };
}

/** BE: rounded up to whole ticks; 0 or less when there already. */
const ceiling = (value) => value.fixed(0, "ceil").c;

// -- ranks -------------------------------------------------------------------------------------------------

const GROUPS = { ok: 0, over_budget: 1 };

function byCost(a, b) {
  const group = (row) => (row.costs && (row.status === "ok" || row.risk) ? (GROUPS[row.status] ?? 2) : 2);
  const [first, second] = [group(a), group(b)];
  if (first !== second) return first - second;
  if (first < 2) {
    const [x, y] = first === 0 ? [a.costs.bps, b.costs.bps] : [a.risk.actual ?? ZERO, b.risk.actual ?? ZERO];
    const order = x.compare(y) || a.costs.total.compare(b.costs.total);
    if (order) return order;
  }
  for (const name of ["asset", "venue", "symbol"]) {
    if (a[name] !== b[name]) return a[name] < b[name] ? -1 : 1;
  }
  return 0;
}

/** Best first, ranks set on the feasible ones; those whose bands overlap share a rank.
 *
 * A row with an assumed quote leads nobody: it shares the rank of the best row it beats that has a
 * quote, and stands after it; those that beat none share the last rank.
 */
function ranked(rows) {
  const ordered = rows.toSorted(byCost);
  const ties = [];
  let waiting = [];
  let reach = null;
  for (const row of ordered) {
    if (row.status !== "ok" || !row.costs) continue;
    const apart = reach === null || row.costs.low.over(row.size.notional).gt(reach);
    if (apart && row.prepared.assumed) {
      waiting.push(row);
      continue;
    }
    if (apart) {
      ties.push([]);
      reach = row.costs.high.over(row.size.notional);
    }
    ties.at(-1).push(...waiting, row);
    waiting = [];
  }
  const found = [];
  for (const tie of [...ties, waiting]) {
    const place = found.length + 1;
    const known = tie.filter((row) => !row.prepared.assumed);
    const assumed = tie.filter((row) => row.prepared.assumed);
    found.push(...[...known, ...assumed].map((row) => ({ ...row, rank: place })));
  }
  return [...found, ...ordered.slice(found.length).map((row) => ({ ...row, rank: null }))];
}

/** A venue's row: its cheapest way in, or where there is none its smallest order. */
function bestOf(rows) {
  if (["ok", "over_budget"].includes(rows[0].status)) return rows[0];
  const sized = rows.filter((row) => row.minimum);
  if (!sized.length) return rows[0];
  return sized.reduce((least, row) => (row.minimum.notional.lt(least.minimum.notional) ? row : least));
}

function absent(asset, venue, choice) {
  const closed = venue.contracts(asset).filter((spec) => allows(choice, spec) && venue.shut[spec.symbol] !== undefined);
  const symbol = closed.length ? closed[0].symbol : "";
  const bare = { asset, venue: venue.venue, symbol, rank: null, size: null, costs: null, risk: null, minimum: null,
    prepared: null, spec: null };
  if (venue.shut[symbol] !== undefined) return { ...bare, status: "not_served", reason: venue.shut[symbol] };
  const said = venue.warnings.find((one) => one.code === "no_market" && one.message.includes(asset));
  const unread = venue.rejected.find((one) => one.symbol.includes(asset) || !venue.listed);
  const reason = said ? said.message : unread ? `could not be read: ${unread.reason}` : otherwise(asset, venue) ?? (venue.basis === "published"
    ? `${venue.venue} may list such a contract on ${asset}, but the figures shipped with it do not`
    : `${venue.venue} lists no such contract on ${asset}`);
  return { ...bare, status: "no_market", reason };
}

function allows(choice, spec) {
  return choice.quotes.includes(spec.quote) &&
    (choice.kind === null || choice.kind === spec.kind) && (choice.payoff === null || choice.payoff === spec.payoff);
}

/** A contract whose figures are older than the user wants is priced from none. */
function refused(p, at, hours) {
  const why = hours ? tooOld(p.spec, at, hours) : null;
  return why ? { missing: true, status: "no_data", reason: why, spec: p.spec, charged: null, schedule: null } : p;
}

/** Why a contract is left out for its age; null: it is young enough. */
function tooOld({ origins }, at, hours) {
  const limit = at - BigInt(Math.round(hours.number * 3.6e9));
  const day = (microseconds) => new Date(Number(microseconds / 1000n)).toISOString().slice(0, 10);
  for (const [what, origin] of [["specification", origins.contracts], ["quote", origins.markets ?? origins.books]]) {
    if (origin && instant(origin.as_of) < limit) {
      return `its ${what} is of ${origin.as_of.slice(0, 10)}, before ${day(limit)}: too old for --no-older-than`;
    }
  }
  return null;
}

/** Every candidate made ready for a trade: what stays the same while account, risk and size move. */
function candidatesFor(market, asset, trade, choice) {
  const all = market.venues;
  const venues = choice.venues === null ? all : all.filter((one) => choice.venues.includes(one.venue));
  const reference = referenceOf(market, asset, trade.prices);
  const own = market.references.get(asset) ?? saidByUser(market, asset, trade.prices); // its spread is known
  const quoted = (spec) => (choice.known_only ? spec : withAssumedQuote(spec, own));
  return {
    market, asset, reference, choice,
    venues: venues.map((venue) => ({
      venue,
      prepared: venue.contracts(asset).filter((spec) => allows(choice, spec) && venue.shut[spec.symbol] === undefined)
        .slice(0, MOST_OF_A_COIN)
        .map((spec) => prepare(trade, venue, atOnePrice(quoted(spec), reference, market.at), market.at, market.day))
        .map((p) => refused(p, market.at, choice.oldest_hours)),
    })),
  };
}

/** Every contract, best first. */
const everyContract = (candidates, trade) => ranked(candidates.venues.flatMap(({ prepared }) => prepared.map((p) => score(p, trade))));

/** The answer for one asset: each venue's best contract, best first. */
function answerFrom(candidates, trade) {
  const rows = candidates.venues.map(({ venue, prepared }) =>
    prepared.length ? bestOf(ranked(prepared.map((p) => score(p, trade)))) : absent(candidates.asset, venue, candidates.choice));
  return ranked(rows);
}

/** What `comparator compare ASSET` answers: rows in order, with everything that is shown. */
function compare(market, asset, trade, choice) {
  const judged = trusting(market, choice.trusted ?? []);
  if (judged === null) throw new RangeError(`no figures for trusting ${choice.trusted} at once`);
  return answerFrom(candidatesFor(judged, asset, trade, choice), trade).map((row) => detailed(row, judged));
}

// -- trades --------------------------------------------------------------------------------------------------

const AMOUNTS = ["account", "risk", "stop", "hold_hours", "leverage", "qty", "notional", "max_loss", "volume_30d",
  "assets", "token", "stop_slippage", "buffer"];

/** A trade of plain texts, with the names of the library's `Trade`: money in USD, rates as fractions. */
function tradeFrom(texts) {
  const prices = Object.fromEntries(Object.entries(texts.prices ?? {}).map(([asset, price]) => [asset, decimal(price)]));
  return { ...figures(texts, AMOUNTS), prices, sign: texts.side === "long" ? 1 : -1 };
}

// A row opened: its arithmetic with the numbers put in, where each figure comes from, margin, fees.
"use strict";

const short = (value) => (value === null || value === undefined ? "unknown" : trimmed(value.to(9).toString()));

/** [name, formula id, numbers put in, value] of a row's figures. */
function arithmetic(row) {
  const { prepared: p, trade, position, costs, size, margin, spec } = row;
  const N = usd(size.notional);
  const lots = size.lots.toString();
  const found = [];
  const say = (name, id, numbers, value) => found.push([name, id, numbers, value]);
  if (trade.qty !== null) say("lots", "S1", `⌊${short(trade.qty)} / ${short(p.unit.coins)}⌋`, lots);
  else if (trade.notional !== null) say("lots", "S1", `⌊${short(trade.notional)} / ${short(p.unit.lot)}⌋`, lots);
  else say("lots", trade.all_in ? "ALLIN" : "S1", `⌊${short(riskBudget(trade))} / (${short(trade.stop)} · ${short(p.unit.lot)})⌋`, lots);
  say("smallest order", "S2", `${p.least.lots} ${p.least.lots === 1n ? "lot" : "lots"} of ${short(p.unit.lot)} USD`, usd(row.minimum.notional));
  say("notional", "NOT", `${lots} · ${short(p.unit.lot)}`, N);
  if (costs) {
    const flat = p.flatFee.zero ? "" : ` + ${lots} · ${short(p.flatFee)}`;
    say("fee in", "FEE", `${N} · ${short(p.entryFee)}${flat}`, usd(costs.entryFee));
    say("fee out", "FEE", `${N} · ${short(p.exitFee)}${flat}`, usd(costs.exitFee));
    const crossings = (trade.entry === "taker") + (trade.exit === "taker" && !p.holding.expires);
    say("spread", "EFFSPREAD", `${N} · ${short(p.halfSpread)} · ${crossings}`, usd(costs.spread));
    say("slippage", "VWAP", `${p.entryDepth.model}: ${N} · (${short(costs.entering)} + ${short(costs.leaving)})`, usd(costs.slippage));
    if (spec.expiry === null) {
      const there = p.holding.settledAt ?? p.price;
      const ratio = p.margin.inverse ? `${short(p.price)} / ${short(there)}` : `${short(there)} / ${short(p.price)}`;
      say("funding", "FUND", `${trade.sign} · ${N} · ${short(p.holding.rate)} · ${short(p.holding.count)} · ${ratio}`, usd(costs.funding));
    } else {
      say("carry", "CARRY", p.holding.spot === null || spec.market?.funding_rate != null ? "financing while held" :
        `${trade.sign} · ${N} · (${short(p.price)} − ${short(p.holding.spot)}) / ${short(p.holding.spot)}`, usd(costs.carry));
    }
    say("cost", "COST", PARTS.map(([, key]) => usd(costs[key])).join(" + "), usd(costs.total));
    say("may turn out", "BAND", `± ${N} · ${short(p.holding.band)}${p.stale || p.assumed ? " and the spread again" : ""}`, `${usd(costs.low)} to ${usd(costs.high)}`);
    if (costs.r !== null) say("cost of the risk", "COST", `${usd(costs.total)} / ${usd(row.risk.actual)}`, percent(costs.r));
    if (row.risk.allIn) say("lost at the stop", "ALLIN", "with every cost", usd(row.risk.allIn));
  }
  say("leverage", "LEV", trade.leverage === null ? "the lowest that affords it" : "as asked", `${plain(margin.leverage)}×`);
  say("margin", "IM", `${N} · (${short(p.margin.flat)} + ${short(p.margin.scaled)} / ${short(margin.leverage)})`, usd(margin.initial));
  say("left of the account", "IM", `${usd(trade.account)} − ${trade.positions > 1 ? `${trade.positions} · ` : ""}${usd(margin.initial)}`, usd(margin.free));
  if (margin.maintenance) say("maintenance", "MM", "margin below which it is closed", usd(margin.maintenance));
  const closed = margin.liquidation_price;
  say("liquidation price", p.margin.inverse ? "I1, I2" : "L1, L2", margin.known ? "by the venue's rule" : "on the safe side",
    closed ? priceText(closed) : margin.known ? "never" : "unknown");
  say("leverage offered", "LEV", "for this size", margin.max_leverage ? `${plain(margin.max_leverage)}×` : "unknown");
  if (margin.safe_leverage) say("safe up to", "SAFE", "outlives the stop and its buffer", `${plain(margin.safe_leverage)}×`);
  say("smallest account", "ACC", "max(risk, margin) of the smallest order", row.minimum.account ? usd(row.minimum.account) : "none");
  if (row.exits?.break_even_price) say("even at", "BE", `${row.exits.break_even_ticks} ticks`, priceText(row.exits.break_even_price));
  return found;
}

function feeLines(row) {
  const { tier, following } = row.prepared.charged;
  const rates = (one) => `maker ${plain(one.maker.times(HUNDRED))} %, taker ${plain(one.taker.times(HUNDRED))} %`;
  const { schedule } = row.prepared;
  return [
    `${tier.name || "Your tier"}: ${rates(tier)}`,
    following ? `Next tier, ${following.name}: ${rates(following)} from ${usd(following.min_volume)} traded within ${schedule.volume_window_days} days`
      : "No cheaper tier by more volume is known",
  ];
}

/** [what, basis and age, as it is known, source] of each figure. */
function sourceLines(row, market) {
  const parts = { contracts: "contract", markets: "quote", books: "depth", tiers: "margin tiers" };
  const found = Object.entries(parts).map(([part, name]) => [name, row.spec.origins[part]]);
  return [...found, ["fees", row.feeOrigin]].map(([name, origin]) => [name, origin?.basis ?? "unknown", originText(origin, market.at), origin?.source ?? "not known"]);
}

function details(row, market) {
  const list = (title, items) => items.length > 0 && [h("h3", {}, title), h("ul", {}, items.map((one) => h("li", {}, one)))];
  return h("div", { class: "details" },
    h("h3", {}, "How it is worked out"),
    h("table", { class: "sums" }, h("tbody", {}, arithmetic(row).map(([name, id, numbers, value]) =>
      h("tr", {}, h("th", { scope: "row" }, name), h("td", { class: "numbers" }, numbers), h("td", { class: "id" }, id), h("td", { class: "n" }, value))))),
    list("Fees", feeLines(row)),
    list("To know", row.warnings.map((one) => one.message)),
    list("Before you open an account", statementsOf(market.venues.find((one) => one.venue === row.venue))),
    h("h3", {}, "Where the figures come from"),
    h("table", { class: "sums sources" }, h("tbody", {}, sourceLines(row, market).map(([name, basis, age, source]) =>
      h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, h("span", { class: `badge ${basis}` }, age)), h("td", { class: "source" }, source))))));
}

// The page: controls to a trade, a trade to an answer, an answer to rows. Everything shown is text.
"use strict";

const $ = (id) => document.getElementById(id);
const LIVE = document.documentElement.dataset.refresh ?? "";
let market = readMarket(JSON.parse($("market").textContent));
let state = {};
let shown = null; // the answer that stands
let opened_ = new Set(); // venues whose details are open

/** An element with attributes and children; children are text unless they are elements. */
function h(tag, attributes = {}, ...children) {
  const svg = ["svg", "rect", "path", "line", "text", "circle", "g", "title"].includes(tag);
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...present(children));
  return made;
}

/** Children that are there, out of lists of lists. */
function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== "");
}

// -- words --------------------------------------------------------------------------------------------

const STATUS = {
  over_budget: "over budget", below_minimum: "below the minimum", margin_short: "margin short",
  leverage_not_offered: "leverage not offered", liquidation_before_stop: "liquidated before the stop",
  depth_short: "depth short", no_market: "not listed", no_data: "no data", unpriceable: "cannot be priced",
  implausible_price: "price contradicted", implausible_size: "size contradicted",
  implausible_basis: "basis contradicted", implausible_funding: "funding contradicted",
  implausible_fee: "fee contradicted", implausible_clock: "clock contradicted",
};
const PARTS = [["fee in", "entryFee"], ["fee out", "exitFee"], ["spread", "spread"], ["slippage", "slippage"],
  ["funding", "funding"], ["carry", "carry"]];

const trimmed = (text) => (text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text);
/** Every digit, of an endless quotient seven. */
const quantity = (value) => trimmed(grouped((digitsOf(value.abs().c) > 15 ? value.to(7) : value).toString()));
const priceText = (value) => trimmed(grouped(value.fixed(Math.max(0, 6 - value.adjusted)).toString()));
const accountText = (value) => `$${grouped(value.fixed(value.lt(decimal("10")) ? 2 : 0, "ceil").toString())}`;
const dollars = (value) => (value === null ? "unknown" : usd(value));
const counted = (count, one) => `${count} ${count === 1 ? one : `${one}s`}`;
const listed = (names) => (names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`);
const UNIT = { contracts: "contracts", base: "", quote: "" };

function spanText(microseconds) {
  const seconds = Number(microseconds / 1000000n);
  if (seconds >= 172800) return `${Math.floor(seconds / 86400)} d`;
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)} h`;
  if (seconds >= 60) return `${Math.floor(seconds / 60)} min`;
  return `${Math.max(0, seconds)} s`;
}

function originText(origin) {
  if (!origin) return "unknown";
  if (origin.basis === "live" || origin.basis === "user") return origin.basis;
  return `${origin.basis} ${spanText(market.at - instant(origin.as_of))}`;
}

function orderText_(row) {
  const { spec, size } = row;
  if (spec.qty_unit === "contracts") {
    return `${quantity(size.qty)} ${size.qty.eq(ONE) ? "contract" : "contracts"}`;
  }
  return `${quantity(size.qty)} ${spec.qty_unit === "quote" ? spec.quote : labelOf(spec)}`;
}

const labelOf = (spec) => (spec.underlying_multiplier.eq(ONE) ? spec.base : `× ${spec.underlying_multiplier} ${spec.base}`);

// -- controls -----------------------------------------------------------------------------------------

/** A slider on a log scale beside the number itself. */
const SLIDERS = {
  account: { low: 10, high: 1e6, text: (value) => String(value) },
  risk: { low: 0.05, high: 20, text: (value) => `${value}%` },
  stop: { low: 0.05, high: 50, text: (value) => `${value}%` },
  hold: { low: 1, high: 720, text: (value) => (value >= 72 ? `${Math.round(value / 24)}d` : `${Math.round(value)}h`) },
};
const PLACES_OF_SLIDER = 300;
const FIELDS = [
  ["The trade", true, [
    ["asset", "Coin", "coin"], ["account", "Account", "slider", "$"], ["risk", "Risk", "slider"], ["stop", "Stop distance", "slider"],
  ]],
  ["How it is traded", "wide", [
    ["side", "Side", "radio"], ["hold", "Holding time", "slider"], ["entry", "Entry", "radio"], ["exit", "Exit", "radio"],
    ["leverage", "Leverage", "text", "lowest"],
  ]],
  ["Size it another way", false, [
    ["qty", "Size in coins", "text", "from the risk"], ["notional", "Size in dollars", "text", "from the risk"],
    ["max-loss", "Dollars lost at the stop", "text", "account × risk"], ["no-stop", "No stop", "check"],
    ["all-in", "The loss includes the costs", "check"], ["positions", "Such positions at once", "text"],
    ["stop-slippage", "Price lost beyond the book", "text"], ["buffer", "Room before liquidation", "text", "stop ÷ 5"],
  ]],
  ["Your fees", false, [
    ["volume-30d", "Your 30-day volume", "text"], ["assets-held", "Held on the venue, $", "text"], ["token", "Venue's tokens held", "text"],
    ["token-discount", "Pay fees in the venue's token", "check"], ["with-promos", "Take dated offers", "check"],
    ["channel", "Orders by", "radio"],
  ]],
  ["Which contracts", false, [
    ["payoff", "Payoff", "select"], ["kind", "Kind", "select"], ["quote", "Quote currencies", "text", "USD, USDT, USDC"],
    ["price", "Prices you name", "text", "XBT=65000"], ["region", "Your country", "text", "DE"], ["venue", "Venues", "venues"],
  ]],
];

const inputsOf = (name) => [...document.querySelectorAll(`#controls [name="${name}"]`)];

function labelled(name, label, ...inputs) {
  return h("div", { class: "field" }, h("label", { for: `c-${name}` }, label), ...inputs, h("p", { class: "wrong", id: `w-${name}`, hidden: true }));
}

function control([name, label, kind, hint]) {
  const described = `w-${name}`;
  const text = { id: `c-${name}`, name, type: "text", placeholder: hint ?? false, "aria-describedby": described, spellcheck: "false" };
  if (kind === "slider") {
    const range = h("input", { type: "range", min: 0, max: PLACES_OF_SLIDER, step: 1, "data-for": name, "aria-label": `${label}, slider` });
    return labelled(name, label, h("span", { class: "pair" }, range, h("input", { ...text, placeholder: false, inputmode: "decimal" })));
  }
  if (kind === "coin") {
    const list = h("datalist", { id: "coins" }, market.assets.map((one) => h("option", { value: one })));
    return labelled(name, label, h("input", { ...text, list: "coins" }), list);
  }
  if (kind === "text") return labelled(name, label, h("input", text));
  if (kind === "check") {
    return h("div", { class: "field check" }, h("label", {}, h("input", { type: "checkbox", name, value: "yes" }), ` ${label}`));
  }
  if (kind === "select") {
    return labelled(name, label, h("select", { id: `c-${name}`, name }, OPTIONS[name].values.map((one) => h("option", { value: one }, one))));
  }
  if (kind === "venues") {
    const boxes = market.venues.map((one) => h("label", {}, h("input", { type: "checkbox", name, value: one.venue }), ` ${nameOf(one)}`));
    return h("fieldset", { class: "field venues" }, h("legend", {}, `${label} (none: all)`), boxes);
  }
  const radios = OPTIONS[name].values.map((one) => h("label", {}, h("input", { type: "radio", name, value: one }), h("span", {}, one)));
  return h("fieldset", { class: "field radio" }, h("legend", {}, label), h("span", { class: "segments" }, radios));
}

function drawControls() {
  const wide = matchMedia("(min-width: 900px)").matches;
  $("controls").replaceChildren(...FIELDS.map(([title, open, fields]) => {
    const inner = h("div", { class: "fields" }, fields.map(control));
    return open === true ? h("section", { class: "group" }, h("h2", { class: "hidden" }, title), inner)
      : h("details", { class: "group", open: wide && open === "wide" }, h("summary", {}, title), inner);
  }));
}

/** What the controls say is what the state says. */
function fillControls() {
  for (const name of Object.keys(OPTIONS)) {
    const value = state[name] ?? OPTIONS[name].fallback;
    for (const input of inputsOf(name)) {
      if (input.type === "radio") input.checked = input.value === value;
      else if (input.type === "checkbox") input.checked = name === "venue" ? words(value).includes(input.value) : readFlag(value);
      else if (document.activeElement !== input || input.dataset.typed !== "yes") input.value = value;
    }
  }
  for (const range of document.querySelectorAll("[data-for]")) placeSlider(range);
}

function placeSlider(range) {
  const { low, high } = SLIDERS[range.dataset.for];
  const name = range.dataset.for;
  try {
    const read = OPTIONS[name].read(state[name] ?? OPTIONS[name].fallback, name, OPTIONS[name]).number;
    const value = OPTIONS[name].share ? read * 100 : read;
    const place = (Math.log(Math.max(value, low)) - Math.log(low)) / (Math.log(high) - Math.log(low));
    range.value = Math.round(Math.min(1, place) * PLACES_OF_SLIDER);
    range.setAttribute("aria-valuetext", state[name] ?? OPTIONS[name].fallback);
  } catch { /* what is typed is wrong: the slider stays */ }
}

function slid(range) {
  const { low, high, text } = SLIDERS[range.dataset.for];
  const value = low * (high / low) ** (range.value / PLACES_OF_SLIDER);
  return text(Number(value.toPrecision(2)));
}

function takeFrom(input) {
  const name = input.dataset.for ?? input.name;
  if (!name || !Object.hasOwn(OPTIONS, name)) return;
  if (input.type === "range") state[name] = slid(input);
  else if (name === "venue") state.venue = inputsOf(name).filter((one) => one.checked).map((one) => one.value).join(",");
  else if (input.type === "checkbox") state[name] = input.checked ? "yes" : "";
  else state[name] = input.value;
  if (isDefault(name, state[name]) || (input.value === "" && OPTIONS[name].fallback === "")) {
    if (name !== "asset") delete state[name];
  }
}

// -- the answer ----------------------------------------------------------------------------------------

/** Trade, rows and verdict of the state; the error's text where it is refused. */
function answerOf() {
  try {
    const plan = planOf(state, market);
    const candidates = candidatesFor(market, plan.asset, plan.trade, plan.choice);
    const rows = answerFrom(candidates, plan.trade).map((row) => marked(detailed(row, market), plan.region));
    return { ...plan, rows, candidates, error: null };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { error, rows: [] };
  }
}

/** REGION: a warning on venues that are said not to serve the country. */
function marked(row, region) {
  const venue = market.venues.find((one) => one.venue === row.venue);
  const said = region ? (venue?.restricted ?? []).filter((one) => one.countries.includes(region)) : [];
  if (!said.length) return row;
  const dated = (one) => (/^\d/.test(one.as_of) ? one.as_of : "");
  const newest = said.reduce((found, one) => (dated(one) > dated(found) ? one : found));
  const message = `is said not to serve ${region} (${newest.basis}, ${newest.as_of}); see comparator facts ${row.venue}`;
  return { ...row, warnings: [warning("region_restricted", message), ...(row.warnings ?? [])] };
}

function priceOf(row, trade) {
  const { costs, risk, size } = row;
  const paid = costs.total.c >= 0n ? `${usd(costs.total)} in costs` : `it pays you ${usd(costs.total.abs())}`;
  if (trade.stop === null || costs.r === null) return `${paid}, ${costs.bps.fixed(1)} basis points of ${usd(size.notional)}`;
  if (costs.total.c < 0n) return `${paid} on ${usd(risk.actual)} at risk`;
  return `${paid}, ${percent(costs.r)} of the ${usd(risk.actual)} at risk`;
}

function verdictOf({ rows, trade, asset }) {
  const able = rows.filter((row) => row.status === "ok" && row.costs);
  if (!able.length) {
    const needing = rows.filter((row) => ["over_budget", "below_minimum", "margin_short"].includes(row.status) &&
      row.minimum?.account && row.minimum.account.gt(trade.account));
    if (needing.length) {
      const least = needing.reduce((found, row) => (row.minimum.account.lt(found.minimum.account) ? row : found));
      return `${asset}: no venue can take this trade; ${least.venue} comes nearest and takes it from an account of ${accountText(least.minimum.account)}.`;
    }
    return `${asset}: no venue can take this trade; the reasons are below.`;
  }
  const [best, ...others] = able;
  const equal = others.filter((row) => row.rank === best.rank).map((row) => row.venue);
  const alone = rows.length === 1;
  let text = `${asset}: ${best.venue} ${alone ? "can take this trade" : "is the cheapest venue for this trade"}: ${priceOf(best, trade)}`;
  if (best.prepared.assumed) text += ", at an assumed quote";
  if (equal.length) text += `; ${listed(equal)} may be as cheap`;
  return alone ? `${text}.` : `${text}; ${able.length} of ${counted(rows.length, "venue")} can take it.`;
}

function planText({ trade, candidates, asset }) {
  const at = candidates.reference ? `${asset} at ${priceText(candidates.reference.price)}` : asset;
  const size = trade.qty !== null ? `size ${quantity(trade.qty)} coins` : trade.notional !== null ? `size ${usd(trade.notional)}`
    : trade.max_loss !== null ? `loses at most ${usd(trade.max_loss)} at the stop`
      : `risks ${trimmed(trade.risk.times(HUNDRED).toString())} % = ${usd(riskBudget(trade))}`;
  const stop = trade.stop === null ? "no stop" : `stop ${trimmed(trade.stop.times(HUNDRED).toString())} % away`;
  return [at, `account ${usd(trade.account)}`, size, stop, `${trade.side}, ${trade.entry} in, ${trade.exit} out`,
    `held ${trimmed(trade.hold_hours.toString())} h`].join(" · ");
}

// -- rows ------------------------------------------------------------------------------------------------

const data = (row) => ({
  "data-venue": row.venue, "data-symbol": row.symbol, "data-status": row.status, "data-rank": row.rank ?? "",
  "data-lots": row.size ? row.size.lots : "", "data-total": row.costs ? row.costs.total : "",
  "data-r": row.costs?.r ?? "",
});

function badges(row) {
  const origin = row.spec?.origins.markets ?? row.spec?.origins.contracts;
  const fee = row.feeOrigin;
  const found = [];
  if (origin) found.push(h("span", { class: `badge ${origin.basis}` }, `quote ${originText(origin)}`));
  if (fee) found.push(h("span", { class: `badge ${fee.basis}` }, `fees ${originText(fee)}`));
  return found;
}

/** What the cost is made of, as one stacked bar; income lies left of zero. */
function bar(row, scale) {
  const share = (value) => (value.number / row.size.notional.number) * 1e4;
  const width = 200;
  const zero = (scale.low / (scale.low + scale.high)) * width;
  const unit = width / (scale.low + scale.high);
  let [right, left] = [zero, zero];
  const said = [];
  const rects = PARTS.map(([name, key], number) => {
    const bps = share(row.costs[key]);
    if (bps === 0) return null;
    said.push(`${name} ${usd(row.costs[key])}`);
    const size = Math.abs(bps) * unit;
    if (bps < 0) left -= size;
    const x = bps < 0 ? left : right;
    if (bps > 0) right += size;
    return h("rect", { class: `p${number}`, x: x.toFixed(2), y: 1, width: Math.max(size, 0.4).toFixed(2), height: 12 });
  });
  return h("svg", { class: "bar", viewBox: `0 0 ${width} 14`, role: "img", "aria-label": said.join(", ") || "no costs", preserveAspectRatio: "none" },
    rects, h("line", { class: "zero", x1: zero, x2: zero, y1: 0, y2: 14 }));
}

function scaleOf(rows) {
  let [low, high] = [0, 1e-9];
  for (const row of rows) {
    const shares = PARTS.map(([, key]) => (row.costs[key].number / row.size.notional.number) * 1e4);
    high = Math.max(high, shares.filter((one) => one > 0).reduce((sum, one) => sum + one, 0));
    low = Math.max(low, -shares.filter((one) => one < 0).reduce((sum, one) => sum + one, 0));
  }
  return { low, high };
}

/** A venue's name, cut where no name is that long. */
function nameOf(row) {
  const name = market.venues.find((one) => one.venue === row.venue)?.name ?? row.venue;
  return name.length > 60 ? `${name.slice(0, 59)}…` : name;
}

function opener(row) {
  const open = opened_.has(row.venue);
  return h("button", { type: "button", class: "open", "aria-expanded": String(open), "data-open": row.venue,
    "aria-label": `${nameOf(row)}, how this is worked out` }, h("span", { class: "name" }, nameOf(row)));
}

/** A cell of the ranking; `label` is said where there is no room for heads. */
const cell = (kind, label, ...children) =>
  h("td", { role: "cell", class: kind }, label ? h("span", { class: "label" }, label) : null, children);

function tableRow(row, scale) {
  const { costs, size } = row;
  const open = opened_.has(row.venue);
  const restricted = (row.warnings ?? []).some((one) => one.code === "region_restricted");
  const cells = [
    cell("rank", "", row.rank ?? "–"),
    cell("who", "", opener(row), h("span", { class: "symbol" }, row.symbol), h("span", { class: "badges" }, badges(row),
      restricted ? h("span", { class: "badge assumed" }, "not served there") : null)),
    cell("n strong share", "", costs.r === null ? `${costs.bps.fixed(1)} bp` : percent(costs.r)),
    cell("made", "", bar(row, scale)),
    cell("n total", "", usd(costs.total)),
    cell("n order", "order ", orderText_(row), h("span", { class: "sub" }, usd(size.notional))),
    cell("n needs", "from ", row.minimum.account ? accountText(row.minimum.account) : "–"),
  ];
  const main = h("tr", { role: "row", class: `row ${row.status === "ok" ? "" : "forced"}`, ...data(row) }, cells);
  return open ? [main, h("tr", { role: "row", class: "detail" }, h("td", { role: "cell", colspan: 7 }, details(row)))] : [main];
}

function table(rows, scale, caption) {
  const heads = ["#", "Venue", "Cost of the risk", "Made of", "Cost", "Order", "Smallest account"];
  const names = ["rank", "who", "n share", "made", "n total", "n order", "n needs"];
  return h("table", { role: "table", class: "ranking" }, h("caption", {}, caption),
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" },
      heads.map((text, number) => h("th", { role: "columnheader", scope: "col", class: names[number] }, text)))),
    h("tbody", { role: "rowgroup" }, rows.flatMap((row) => tableRow(row, scale))));
}

function impossible(row) {
  const repairs = (row.repairs ?? []).map((one) =>
    h("button", { type: "button", class: "repair", "data-set": one.option, "data-value": one.value }, one.text));
  const open = opened_.has(row.venue) && row.prepared && !row.prepared.missing;
  return h("li", { class: "not", ...data(row) },
    h("p", {}, row.prepared && !row.prepared.missing ? opener(row) : h("span", { class: "name" }, nameOf(row)),
      h("span", { class: "badge status" }, STATUS[row.status] ?? row.status)),
    h("p", { class: "reason" }, row.reason),
    repairs.length ? h("p", { class: "repairs" }, "Possible with ", repairs) : null,
    open ? details(row) : null);
}

function legend() {
  return h("ul", { class: "legend", "aria-label": "What the bars show" },
    PARTS.map(([name], number) => h("li", {}, h("svg", { viewBox: "0 0 10 10", width: 10, height: 10, "aria-hidden": "true" },
      h("rect", { class: `p${number}`, width: 10, height: 10 })), ` ${name}`)));
}

function draw() {
  const { error, rows } = shown;
  $("error").hidden = error === null;
  $("error").textContent = error ? error.message : "";
  for (const input of document.querySelectorAll("#controls [aria-invalid]")) input.removeAttribute("aria-invalid");
  for (const wrong of document.querySelectorAll(".wrong")) wrong.hidden = true;
  if (error) {
    for (const input of inputsOf(error.option)) input.setAttribute("aria-invalid", "true");
    $("verdict").textContent = "";
    $("plan").textContent = "";
    $("result").replaceChildren();
    return;
  }
  $("verdict").textContent = verdictOf(shown);
  $("plan").textContent = planText(shown);
  const able = rows.filter((row) => row.status === "ok");
  const forced = rows.filter((row) => row.status === "over_budget");
  const not = rows.filter((row) => !["ok", "over_budget"].includes(row.status));
  const scale = scaleOf([...able, ...forced]);
  const parts = [];
  if (able.length) parts.push(legend(), table(able, scale, "Possible, cheapest first"));
  if (forced.length || not.length) {
    parts.push(h("h2", {}, "Not possible, why, and what would make it so"));
    parts.push(h("ul", { class: "nots" }, [...forced, ...not].map(impossible)));
  }
  $("result").replaceChildren(...parts);
}

/** Work out and draw; how long that took stands in `data-took` (milliseconds of script). */
function update() {
  const began = performance.now();
  fillControls();
  shown = answerOf();
  draw();
  document.documentElement.dataset.took = (performance.now() - began).toFixed(2);
  document.documentElement.dataset.ready = "yes";
  delete document.documentElement.dataset.busy;
  later();
}

// -- what happens -----------------------------------------------------------------------------------------

let frame = 0;
let noted = "";

/** The next frame draws; the address follows, a new step of the history when `step`. */
function changed(step) {
  const hash = `#${hashOf(state)}`;
  if (hash !== location.hash) history[step && hash !== noted ? "pushState" : "replaceState"](null, "", hash);
  if (step) noted = hash;
  document.documentElement.dataset.busy = "yes";
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(update);
}

function fromAddress() {
  state = stateFrom(location.hash);
  state.asset ||= market.assets.includes("BTC") ? "BTC" : (market.assets[0] ?? "");
  noted = location.hash;
  for (const input of document.querySelectorAll("[data-typed]")) delete input.dataset.typed;
  update();
}

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    $("copied").textContent = `${what} copied`;
  } catch {
    const area = h("textarea", { readonly: true, "aria-label": what });
    area.value = text;
    $("copied").replaceChildren(area);
    area.select();
  }
}

function markdown() {
  const clean = (text) => String(text).replace(/[\r\n]+/g, " ").replace(/[\\|<>`*_[\]]/g, (char) => `\\${char}`);
  const line = (cells) => `| ${cells.map(clean).join(" | ")} |`;
  const rows = shown.rows.map((row) => line([row.rank ?? "–", row.venue, row.symbol, row.costs?.r ? percent(row.costs.r) : "–",
    row.costs ? usd(row.costs.total) : "–", row.size ? orderText_(row) : "–", row.size ? usd(row.size.notional) : "–",
    row.minimum?.account ? accountText(row.minimum.account) : "–", row.status === "ok" ? "" : `${STATUS[row.status] ?? row.status}: ${row.reason}`]));
  return [clean(verdictOf(shown)), "", clean(planText(shown)), "",
    "| # | venue | contract | cost of the risk | cost | order | notional | smallest account | notes |",
    "| --: | :-- | :-- | --: | --: | --: | --: | --: | :-- |", ...rows, "", `\`${commandOf(state)}\``].join("\n") + "\n";
}

function listen() {
  const form = $("controls");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    if (event.target.type === "text") event.target.dataset.typed = "yes";
    takeFrom(event.target);
    changed(false);
  });
  form.addEventListener("change", (event) => {
    delete event.target.dataset.typed;
    takeFrom(event.target);
    changed(true);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.open) {
      const venue = button.dataset.open;
      opened_.has(venue) ? opened_.delete(venue) : opened_.add(venue);
      draw();
      document.querySelector(`[data-open="${CSS.escape(venue)}"]`)?.focus();
    } else if (button.dataset.set) {
      state[button.dataset.set] = button.dataset.value;
      if (["notional", "qty", "max-loss"].includes(button.dataset.set)) {
        for (const other of ["notional", "qty", "max-loss"]) if (other !== button.dataset.set) delete state[other];
      }
      changed(true);
      $("verdict").scrollIntoView({ block: "nearest" });
    }
  });
  $("copy-markdown").addEventListener("click", () => shown.error || copy(markdown(), "Table"));
  $("copy-command").addEventListener("click", () => copy(commandOf(state), "Command"));
  $("reset").addEventListener("click", () => {
    state = { asset: state.asset };
    changed(true);
  });
  addEventListener("hashchange", fromAddress);
  addEventListener("popstate", fromAddress);
}

function drawAge() {
  const now = BigInt(Date.now()) * 1000n;
  const bases = [...new Set(market.sources.map((one) => one.basis))];
  const read = new Date(Number(market.at / 1000n)).toISOString().slice(0, 16).replace("T", " ");
  $("age").replaceChildren(...present([
    h("span", {}, `Figures: ${bases.join(", ")}, put together ${read} UTC (${spanText(now > market.at ? now - market.at : 0n)} ago)`),
    market.failed.length ? h("span", { class: "failed" },
      ` · could not be asked: ${market.failed.map((one) => `${one.venue} (${one.fallback || "left out"})`).join(", ")}`) : null]));
}

/** What can wait: drawn when the browser has nothing better to do. */
let waiting = 0;
function later() {
  clearTimeout(waiting);
  waiting = setTimeout(() => (globalThis.requestIdleCallback ?? setTimeout)(() => drawChart(shown)), 120);
}

/** The same page with live figures: one document from the same address, as often as it says. */
async function refresh() {
  try {
    const reply = await fetch("api/market");
    if (reply.ok) {
      market = readMarket(await reply.json());
      update();
      drawAge();
    }
  } catch { /* the age on screen tells */ }
}

drawControls();
listen();
fromAddress();
drawAge();
setInterval(drawAge, 1000);
if (LIVE) setInterval(refresh, Number(LIVE) * 1000);

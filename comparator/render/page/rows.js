// Rows: the ranked table with its bars, and what is not possible, why, and what would make it so.
"use strict";

const data = (row) => ({
  "data-venue": row.venue, "data-symbol": row.symbol, "data-status": row.status, "data-rank": row.rank ?? "",
  "data-lots": row.size ? row.size.lots : "", "data-total": row.costs ? row.costs.total : "",
  "data-r": row.costs?.r ?? "",
});
const keyOf = (row) => `${row.venue}|${row.symbol}`;
const detailable = (row) => Boolean(row.prepared && !row.prepared.missing);

/** A venue's name, cut where no name is that long. */
const nameOf = (venue, market) => shortName(market.names.get(venue) ?? venue);

const badge = (kind, text, why) => h("span", { class: `badge ${kind}`, title: why }, text);

function badges(row, market) {
  const { origins } = row.spec;
  const origin = origins.markets ?? origins.contracts;
  return h("span", { class: "badges" },
    origin && badge(origin.basis, `quote ${originText(origin, market.at)}`, origin.source.slice(0, 300)),
    row.feeOrigin && badge(row.feeOrigin.basis, `fees ${originText(row.feeOrigin, market.at)}`, row.feeOrigin.source.slice(0, 300)));
}

/** What the cost is made of, as one stacked bar; income lies left of zero. */
function bar(row, scale) {
  const width = 200;
  const unit = width / (scale.low + scale.high);
  const zero = scale.low * unit;
  let [right, left] = [zero, zero];
  const said = [];
  const rects = PARTS.map(([name, key], number) => {
    const share = shareOf(row, key);
    if (share === 0) return null;
    said.push(`${name} ${usd(row.costs[key])}`);
    const size = Math.abs(share) * unit;
    if (share < 0) left -= size;
    const x = share < 0 ? left : right;
    if (share > 0) right += size;
    return h("rect", { class: `p${number}`, x: x.toFixed(2), y: 1, width: Math.max(size, 0.4).toFixed(2), height: 12 });
  });
  const label = said.join(", ") || "no costs";
  return h("svg", { class: "bar", viewBox: `0 0 ${width} 14`, role: "img", "aria-label": label, preserveAspectRatio: "none" },
    h("title", {}, label), rects, h("line", { class: "zero", x1: zero, x2: zero, y1: 0, y2: 14 }));
}

const shareOf = (row, key) => (row.costs[key].zero ? 0 : row.costs[key].number / row.size.notional.number);

/** How far the bars of these rows reach on both sides of zero. */
function scaleOf(rows) {
  let [low, high] = [0, 1e-12];
  for (const row of rows) {
    const shares = PARTS.map(([, key]) => shareOf(row, key));
    high = Math.max(high, shares.reduce((sum, one) => sum + Math.max(one, 0), 0));
    low = Math.max(low, shares.reduce((sum, one) => sum - Math.min(one, 0), 0));
  }
  return { low, high };
}

function opener(row, { opened, market }) {
  const name = nameOf(row.venue, market);
  return h("button", { type: "button", class: "open", "aria-expanded": String(opened.has(keyOf(row))), "data-open": keyOf(row),
    "aria-label": `${name}, how this is worked out` }, h("span", { class: "name" }, name));
}

/** A cell of the ranking; `label` is said where there is no room for heads. */
const cell = (kind, label, ...children) =>
  h("td", { role: "cell", class: kind }, label && h("span", { class: "label" }, label), children);

function tableRow(row, scale, view, hidden) {
  if (hidden) return h("tr", { role: "row", class: "row", hidden, ...data(row) }); // its data alone
  const { costs, size } = row;
  const main = h("tr", { role: "row", class: "row", ...data(row) },
    cell("rank", "", row.rank ?? "–"),
    cell("who", "", h("span", { class: "whose" }, opener(row, view), h("span", { class: "symbol" }, row.symbol)), badges(row, view.market)),
    cell("n strong share", "", costs.r === null ? `${costs.bps.fixed(1)} bp` : percent(costs.r)),
    cell("made", "", bar(row, scale)),
    cell("n total", "", usd(costs.total)),
    cell("n order", "order ", unitsText(row), h("span", { class: "sub" }, usd(size.notional))),
    cell("n needs", "from ", row.minimum.account ? accountText(row.minimum.account) : "–"));
  if (!view.opened.has(keyOf(row))) return [main];
  return [main, h("tr", { role: "row", class: "detail" }, h("td", { role: "cell", colspan: 7 }, details(row, view.market)))];
}

const HEADS = [["#", "rank"], ["Venue", "who"], ["Cost of the risk", "n share"], ["Made of", "made"], ["Cost", "n total"],
  ["Order", "n order"], ["Smallest account", "n needs"]];

/** The ranking, and how many of it are not shown for want of room. */
function ranking(rows, further, view) {
  const hidden = new Set(further);
  const shown_ = rows.filter((row) => !hidden.has(row));
  const scale = scaleOf(shown_);
  const names = PARTS.filter(([, key]) => shown_.some((row) => !row.costs[key].zero)).map(([name]) => name);
  return [
    h("div", { class: "over" }, h("h2", { id: "possible" }, "Possible, cheapest first"),
      h("ul", { class: "legend", "aria-label": "What the bars show" }, PARTS.map(([name], number) => names.includes(name) &&
        h("li", {}, h("svg", { viewBox: "0 0 10 10", width: 10, height: 10, "aria-hidden": "true" },
          h("rect", { class: `p${number}`, width: 10, height: 10 })), ` ${name}`)))),
    h("table", { role: "table", class: "ranking", "aria-labelledby": "possible" },
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" },
        HEADS.map(([text, kind]) => h("th", { role: "columnheader", scope: "col", class: kind }, text)))),
      h("tbody", { role: "rowgroup" }, rows.flatMap((row) => tableRow(row, scale, view, hidden.has(row))))),
    further.length > 0 && h("p", { class: "more" }, `${further.length} more can take it: ${listed(further.map((row) => row.venue))}. `,
      h("button", { type: "button", class: "repair", "data-set": "all", "data-value": "yes" }, "Show all")),
  ];
}

function repairsOf(row) {
  if (!row.repairs?.length) return null;
  return h("p", { class: "repairs" }, "Possible with ", row.repairs.map((one) =>
    h("button", { type: "button", class: "repair", "data-set": one.option, "data-value": one.value }, one.text)));
}

function impossible(row, view) {
  const { market, opened } = view;
  return h("li", { class: "not", ...data(row) },
    h("p", {}, detailable(row) ? opener(row, view) : h("span", { class: "name" }, nameOf(row.venue, market)),
      h("span", { class: "symbol" }, row.symbol), badge("status", STATUS[row.status] ?? row.status)),
    h("p", { class: "reason" }, row.reason),
    repairsOf(row),
    row.status.startsWith("implausible") && h("p", { class: "repairs" },
      h("button", { type: "button", class: "repair", "data-add": "trust", "data-value": row.venue }, `Take ${row.venue} as it is`)),
    detailable(row) && opened.has(keyOf(row)) && details(row, market));
}

/** Venues without such a contract and for the same reason, named in one breath. */
function absentRows(rows, view) {
  return h("li", { class: "not absent" },
    h("p", {}, rows.map((row, number) => [number ? ", " : "", h("span", { class: "name", ...data(row) }, nameOf(row.venue, view.market))]),
      badge("status", STATUS[rows[0].status])),
    h("p", { class: "reason" }, whyOf(rows[0])));
}

const whyOf = (row) => (row.reason.startsWith(row.venue) ? row.reason.slice(row.venue.length).trim() : row.reason);

/** In the order of the answer; neighbours without such a contract share an item, shown last. */
function notPossible(rows, view) {
  if (!rows.length) return null;
  const items = [];
  for (const row of rows) {
    const beside = items.at(-1)?.[0];
    if (beside && !beside.spec && !row.spec && whyOf(beside) === whyOf(row)) items.at(-1).push(row);
    else items.push([row]);
  }
  return [h("h2", {}, "Not possible, why, and what would make it so"),
    h("ul", { class: "nots" }, items.map((some) => (some[0].spec ? impossible(some[0], view) : absentRows(some, view))))];
}

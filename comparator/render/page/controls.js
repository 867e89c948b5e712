// Controls: what a person moves, types and ticks, and the state they stand for.
"use strict";

const SPAN_STEPS = ["30min", ...[1, 2, 3, 4, 6, 8, 12, 16, 24, 36].map((hours) => `${hours}h`), ...[2, 3, 4, 5, 7, 10, 14, 21, 30, 60, 90].map((days) => `${days}d`)];
/** Steps of a slider: on a log scale, and figures that a person would say. */
const STEPS = {
  account: steps(10, 1e6, (value) => String(value)),
  risk: steps(0.05, 20, (value) => `${value}%`),
  stop: steps(0.05, 50, (value) => `${value}%`),
  hold: SPAN_STEPS,
};
const FIELDS = [
  ["The trade", true, [
    ["asset", "Coin", "coin"], ["account", "Account", "slider"], ["risk", "Risk", "slider"], ["stop", "Stop", "slider"],
  ]],
  ["Order", "wide", [
    ["side", "Side", "radio"], ["hold", "Holding time", "slider"], ["entry", "Entry", "radio"], ["exit", "Exit", "radio"],
    ["leverage", "Leverage", "text", "the lowest that affords it"],
  ]],
  ["Size", false, [
    ["qty", "Size in coins", "text", "from the risk"], ["notional", "Size in dollars", "text", "from the risk"],
    ["max-loss", "Dollars lost at the stop", "text", "account × risk"], ["no-stop", "No stop", "check"],
    ["all-in", "The loss includes the costs", "check"], ["positions", "Such positions at once", "text"],
    ["stop-slippage", "Price lost beyond the book", "text"], ["buffer", "Room before liquidation", "text", "stop ÷ 5"],
  ]],
  ["Your fees", false, [
    ["volume-30d", "Your 30-day volume, $", "text"], ["assets-held", "Held on the venue, $", "text"], ["token", "Venue's tokens held", "text"],
    ["token-discount", "Pay fees in the venue's token", "check"], ["with-promos", "Take dated offers", "check"],
    ["channel", "Orders by", "radio"],
  ]],
  ["Venues", false, [
    ["region", "Your country", "text", "DE"], ["class", "Contracts on", "select"], ["payoff", "Payoff", "select"], ["kind", "Kind", "select"],
    ["quote", "Quote currencies", "text", "USD, USDT, USDC"], ["price", "Prices you name", "text", "XBT=65000"],
    ["trust", "Take as they are", "text", "no venue"], ["no-older-than", "Figures no older than", "text", "any age"], ["known-only", "Known quotes alone", "check"],
    ["all-contracts", "Every contract", "check"], ["top", "Rows shown", "text"], ["all", "All rows", "check"],
    ["venue", "Venues", "venues"],
  ]],
];
/** Controls by name. */
let inputs = new Map();

function steps(low, high, text) {
  const found = [];
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power += 1) {
    for (const part of [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8]) {
      const value = Number((part * 10 ** power).toPrecision(2));
      if (value >= low && value <= high) found.push(text(value));
    }
  }
  return found;
}

/** An element with attributes and children; children are text unless they are elements. */
function h(tag, attributes = {}, ...children) {
  const svg = ["svg", "rect", "path", "line", "text", "g", "title"].includes(tag);
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...present(children));
  return made;
}

/** Children that are there, out of lists of lists. */
function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== "");
}

const labelled = (name, label, ...parts) => h("div", { class: "field" }, h("label", { for: `c-${name}` }, label), ...parts);

function control([name, label, kind, hint], market) {
  const text = { id: `c-${name}`, name, type: "text", placeholder: hint ?? false, spellcheck: "false", autocapitalize: "off" };
  if (kind === "slider") {
    const range = h("input", { type: "range", min: 0, max: STEPS[name].length - 1, step: 1, "data-for": name, "aria-label": `${label}, slider` });
    return labelled(name, label, h("span", { class: "pair" }, range, h("input", { ...text, inputmode: name === "account" ? "decimal" : "text" })));
  }
  if (kind === "coin") {
    const list = h("datalist", { id: "coins" }, market.assets.map((one) => h("option", { value: one })));
    return labelled(name, label, h("input", { ...text, list: "coins", placeholder: `${market.assets.slice(0, 3).join(", ")}…` }), list);
  }
  if (kind === "text") return labelled(name, label, h("input", text));
  if (kind === "check") {
    return h("div", { class: "field check" }, h("label", {}, h("input", { type: "checkbox", name, value: "yes" }), ` ${label}`));
  }
  if (kind === "select") {
    return labelled(name, label, h("select", { id: `c-${name}`, name }, OPTIONS[name].values.map((one) => h("option", { value: one }, one))));
  }
  if (kind === "venues") {
    const boxes = market.venues.map((one) => h("label", {}, h("input", { type: "checkbox", name, value: one.venue }), ` ${shortName(one.name)}`));
    return h("fieldset", { class: "field venues" }, h("legend", {}, `${label} (none ticked: all)`), boxes);
  }
  const radios = OPTIONS[name].values.map((one) => h("label", {}, h("input", { type: "radio", name, value: one }), h("span", {}, one)));
  return h("fieldset", { class: "field radio" }, h("legend", {}, label), h("span", { class: "segments" }, radios));
}

const shortName = (name) => (name.length > 60 ? `${name.slice(0, 59)}…` : name);

function drawControls(market) {
  const wide = matchMedia("(min-width: 900px)").matches;
  $("controls").replaceChildren(...FIELDS.map(([title, open, fields]) => {
    const inner = h("div", { class: "fields" }, fields.map((one) => control(one, market)));
    return open === true ? h("section", { class: "group" }, h("h2", { class: "hidden" }, title), inner)
      : h("details", { class: "group", open: wide && open === "wide" }, h("summary", {}, title), inner);
  }));
  inputs = new Map(Object.keys(OPTIONS).map((name) => [name, [...document.querySelectorAll(`#controls [name="${name}"]`)]]));
}

/** What the controls say is what the state says. */
function fillControls(state) {
  for (const [name, some] of inputs) {
    const value = state[name] ?? OPTIONS[name].fallback;
    for (const input of some) {
      if (input.type === "radio") input.checked = input.value === value;
      else if (input.type === "checkbox") input.checked = name === "venue" ? words(value).includes(input.value) : readFlag(value);
      else if (input.value !== value && (document.activeElement !== input || input.dataset.typed !== "yes")) input.value = value;
    }
  }
  for (const range of document.querySelectorAll("[data-for]")) placeSlider(range, state);
}

const amountOf = (name, text) => OPTIONS[name].read(text, name, OPTIONS[name]).number;

/** The step that is nearest to what the state says; what is typed wrong moves nothing. */
function placeSlider(range, state) {
  const name = range.dataset.for;
  const text = state[name] ?? OPTIONS[name].fallback;
  if (range.dataset.at === text) return;
  try {
    const value = Math.log(amountOf(name, text) || 1e-9);
    const away = STEPS[name].map((step) => Math.abs(Math.log(amountOf(name, step)) - value));
    range.value = away.indexOf(Math.min(...away));
    range.setAttribute("aria-valuetext", text);
    range.dataset.at = text;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
}

/** The state that a control stands for now. */
function takeFrom(input, state) {
  const name = input.dataset.for ?? input.name;
  if (!name || !Object.hasOwn(OPTIONS, name)) return;
  if (input.type === "range") state[name] = STEPS[name][Number(input.value)];
  else if (name === "venue") state.venue = inputs.get(name).filter((one) => one.checked).map((one) => one.value).join(",");
  else if (input.type === "checkbox") state[name] = input.checked ? "yes" : "";
  else state[name] = input.value;
  if (name !== "asset" && (isDefault(name, state[name]) || (input.value === "" && OPTIONS[name].fallback === ""))) delete state[name];
}

/** One step up or down from what is typed, as the slider beside it would go. */
function stepped(input, up) {
  const range = document.querySelector(`[data-for="${input.name}"]`);
  if (!range) return false;
  range.value = Number(range.value) + (up ? 1 : -1);
  input.value = STEPS[input.name][Number(range.value)];
  return true;
}

/** Which control is wrong; one that is folded away is shown. */
function markWrong(error) {
  for (const input of document.querySelectorAll("#controls [aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
  for (const input of (error && inputs.get(error.option)) ?? []) {
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", "error");
    const folded = input.closest("details");
    if (folded) folded.open = true;
  }
}

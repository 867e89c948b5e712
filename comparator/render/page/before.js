// What decides before an account is opened: dated statements of the venues' fact sheets, never scored.
"use strict";

const TOPICS = {
  kyc: ["papers", "whether papers are asked for"],
  minimum_deposit: ["smallest deposit", "the smallest deposit"],
  withdrawal_cost: ["withdrawing", "what withdrawing costs"],
  funding_cap: ["funding at most", "a funding cap"],
};
const LONGEST = 34; // signs of a source; a row opened has the whole

/** Whether a list of countries that the venue does not serve names the reader's. */
function servedText({ restricted = [] }, country) {
  if (!country) return null;
  if (!restricted.length) return "no list of countries found";
  return restricted.some((one) => one.countries.includes(country)) ? "your country is excluded" : "your country is not on its list";
}

function shortSource(source) {
  const name = source.startsWith("GET ") ? "its API" : source.split(/[,;]| \(/)[0];
  const signs = [...name];
  return signs.length <= LONGEST ? name : `${signs.slice(0, LONGEST - 1).join("").trimEnd()}…`;
}

const factText = ({ value, statement, source, as_of }) =>
  [value.join(", ") || statement, h("span", { class: "source" }, ` (${shortSource(source)}, ${as_of})`)];

/** What is known of a venue, a line for each topic. */
function beforeLines(venue, country) {
  const lines = [servedText(venue, country)].filter(Boolean);
  for (const [topic, [name]] of Object.entries(TOPICS)) {
    const same = (venue.facts ?? []).filter((fact) => fact.topic === topic);
    if (same.length) lines.push([`${name} `, same.map((fact, number) => [number ? " / " : "", factText(fact)])]);
  }
  return lines;
}

/** One entry for each of these venues of which anything is known, then what nobody says. */
function beforeAnAccount(venues, country, market) {
  const told = venues.map((venue) => [venue, beforeLines(venue, country)]);
  const known = told.filter(([, lines]) => lines.length);
  if (!known.length) return [];
  const silent = told.filter(([, lines]) => !lines.length).map(([venue]) => venue.venue);
  const found = new Set(venues.flatMap((venue) => (venue.facts ?? []).map((fact) => fact.topic)));
  const missing = Object.entries(TOPICS).filter(([topic]) => !found.has(topic)).map(([, [, nobody]]) => nobody);
  const unknown = [silent.length && `anything of ${listed(silent)}`, missing.length && `of any venue ${listed(missing, "or")}`].filter(Boolean);
  return present([
    h("h2", {}, "Before you open an account (never scored)"),
    h("dl", { class: "before" }, known.map(([venue, lines]) => h("div", { "data-before": venue.venue },
      h("dt", {}, h("span", { class: "name" }, nameOf(venue.venue, market))), lines.map((line) => h("dd", {}, line))))),
    unknown.length > 0 && h("p", { class: "sub" }, `Not known: ${unknown.join("; ")} (comparator facts VENUE has the rest).`),
  ]);
}

/** The same of one venue in full, as its sources say it, and whom it does not serve. */
function statementsOf({ restricted = [], facts = [] }) {
  const dated = (said, { basis, as_of, source }) => `${said} (${basis}, ${as_of}: ${source})`;
  return [
    ...restricted.map((one) => dated(`said not to serve ${one.countries.join(", ")}`, one)),
    ...facts.map((one) => {
      const labels = one.value.join(", ");
      const label = labels && !one.statement.includes(labels) ? `${labels}. ` : "";
      return dated(`${label}${one.statement}${one.scope ? ` [${one.scope}]` : ""}`, one);
    }),
  ];
}

"use strict";
// One slider for all charts: moves the mark in each view and says what the account can do.
(() => {
  const content = JSON.parse(document.getElementById("charts").textContent);
  const slider = document.getElementById("account");
  const amount = document.getElementById("amount");
  const views = [];
  const dollars = (value, digits) =>
    "$" + value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

  // The slider counts the accounts that there are answers for.
  const account = () => content.accounts[slider.value];

  // An answer is [cost of the risk, dollars, order], or the reason why there is none.
  function line([venue, answer]) {
    const item = document.createElement("li");
    const known = Array.isArray(answer);
    item.className = known ? "yes" : "no";
    item.textContent = known
      ? `${venue}: ${(answer[0] * 100).toFixed(2)} % of the risk, ${dollars(answer[1], 2)} for ${answer[2]}`
      : `${venue}: ${answer}`;
    return item;
  }

  function show() {
    const value = account();
    amount.textContent = dollars(value, 0);
    slider.setAttribute("aria-valuetext", amount.textContent);
    for (const view of views) view.signal("account", value).runAsync();
    for (const list of document.querySelectorAll(".here")) {
      const answers = Object.entries(content.charts[list.dataset.chart].answers)
        .map(([venue, all]) => [venue, all[slider.value]]);
      const rank = ([, answer]) => (Array.isArray(answer) ? answer[0] : Infinity);
      list.replaceChildren(...answers.sort((a, b) => (rank(a) < rank(b) ? -1 : 1)).map(line));
    }
  }

  for (const panel of document.querySelectorAll(".panel")) {
    const spec = content.charts[panel.dataset.chart].panels[panel.dataset.panel];
    // ast: expressions are interpreted, so that the page may forbid eval
    window.drawChart(panel, spec, { actions: false, ast: true, renderer: "svg" }).then((drawn) => {
      views.push(drawn.view);
      drawn.view.signal("account", account()).runAsync();
      panel.dataset.drawn = "yes";
    });
  }
  slider.max = content.accounts.length - 1;
  const beyond = content.accounts.findIndex((value) => value >= content.account);
  slider.value = beyond < 0 ? slider.max : beyond;
  slider.addEventListener("input", show);
  show();
})();

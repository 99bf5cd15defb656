// Draws the charts of a leaderboard from the tables on the same page: every length is a number that stands there.

const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(name).trim();
const ink = colour("--ink");
const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
const dayFormat = new Intl.DateTimeFormat(document.documentElement.lang, { month: "short", day: "numeric", timeZone: "UTC" });
const BAR = 34;
const FRAME = 56;

function readRates(table) {
  return [...table.querySelectorAll("tbody tr")].flatMap((row) => {
    const figure = row.querySelector("[data-chart-value] data");
    if (!figure || !Number(figure.dataset.denominator)) return [];
    const value = (100 * Number(figure.dataset.numerator)) / Number(figure.dataset.denominator);
    const name = row.querySelector("th").querySelector("a, span").textContent.trim();
    return [{ name, value, text: figure.textContent.trim(), isRanked: row.dataset.ranked === "1" }];
  });
}

function readCounts(table) {
  return [...table.querySelectorAll("tbody tr")].map((row) => ({
    name: row.querySelector("th").textContent.trim(),
    value: Number(row.querySelector("data").value),
    text: row.querySelector("data").textContent.trim(),
  }));
}

function readDays(table) {
  return [...table.querySelectorAll("tbody tr")].map((row) => ({
    name: dayFormat.format(new Date(row.querySelector("time").dateTime)),
    value: Number(row.querySelector("data").value),
    text: row.querySelector("data").textContent.trim(),
  }));
}

// A long name on two lines; a Chinese character counts as two.
function wrapped(name, limit) {
  const width = (text) => [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 2 : 1), 0);
  const parts = /\s/.test(name) ? name.split(/(?<=\s)/) : [...name];
  const lines = [""];
  for (const part of parts) {
    if (lines.at(-1) && width(lines.at(-1) + part) > limit) lines.push("");
    lines[lines.length - 1] += part;
  }
  return lines.slice(0, 3);
}

// The exact figure at the end of each bar, as in the table.
const figures = {
  id: "figures",
  afterDatasetsDraw(chart) {
    const { ctx } = chart;
    ctx.save();
    ctx.fillStyle = ink;
    ctx.font = `13px ${colour("--font")}`;
    ctx.textBaseline = "middle";
    chart.getDatasetMeta(0).data.forEach((bar, index) => {
      ctx.fillText(chart.data.texts[index], bar.x + 6, bar.y);
    });
    ctx.restore();
  },
};

function draw(canvas, points, kind) {
  const isBars = kind !== "days";
  Chart.defaults.font.family = colour("--font");
  Chart.defaults.color = ink;
  const grid = { color: colour("--line") };
  const plain = { grid: { display: false } };
  const percent = { min: 0, max: 100, grid, ticks: { callback: (value) => `${value}%`, stepSize: 25, maxRotation: 0 } };
  const whole = { beginAtZero: true, grid, ticks: { precision: 0 } };
  if (isBars) canvas.parentElement.style.height = `${points.length * BAR + FRAME}px`;
  const days = { ...plain, ticks: { autoSkip: true, maxRotation: 0, autoSkipPadding: 12 } };
  const limit = canvas.parentElement.clientWidth < 480 ? 16 : 28;
  const names = { ...plain, ticks: { autoSkip: false, font: { size: 13 }, callback: (_value, index) => wrapped(points[index].name, limit) } };
  new Chart(canvas, {
    type: "bar",
    data: {
      labels: points.map((point) => point.name),
      texts: points.map((point) => point.text),
      datasets: [
        {
          data: points.map((point) => point.value),
          backgroundColor: points.map((point) => (point.isRanked === false ? colour("--line-strong") : colour("--brand"))),
          borderRadius: 3,
          maxBarThickness: 22,
        },
      ],
    },
    options: {
      indexAxis: isBars ? "y" : "x",
      maintainAspectRatio: false,
      animation: isStill ? false : { duration: 300 },
      layout: { padding: { right: isBars ? 64 : 8 } },
      scales: isBars ? { x: kind === "rates" ? percent : whole, y: names } : { x: days, y: whole },
      plugins: {
        legend: { display: false },
        tooltip: { callbacks: { label: (item) => points[item.dataIndex].text } },
      },
    },
    plugins: isBars ? [figures] : [],
  });
}

for (const canvas of document.querySelectorAll("canvas[data-table]")) {
  const table = document.getElementById(canvas.dataset.table);
  const kind = canvas.dataset.chart;
  const points = { rates: readRates, counts: readCounts, days: readDays }[kind](table);
  if (points.length > 0) draw(canvas, points, kind);
}

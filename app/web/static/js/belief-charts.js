// Draws how many hold each belief before, after and a week later, from the table on the same page.

const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(name).trim();
const ink = colour("--ink");
const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
const number = new Intl.NumberFormat(document.documentElement.lang);
const PHASES = ["before", "after", "later"];
const MOST = 24;
const BAR = 17;
const GAP = 16;
const FRAME = 84;

function readRows(table) {
  return [...table.querySelectorAll("tbody tr")].slice(0, MOST).map((row) => ({
    name: row.querySelector(".belief__text").textContent.trim(),
    shares: PHASES.map((phase) => {
      const figure = row.querySelector(`[data-phase="${phase}"] data`);
      const asked = figure ? Number(figure.dataset.denominator) : 0;
      const held = figure ? Number(figure.dataset.numerator) : 0;
      return asked ? { value: (100 * held) / asked, text: `${number.format(held)}/${number.format(asked)}` } : null;
    }),
  }));
}

// How wide a text is; a Chinese character counts as two.
const width = (text) => [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 2 : 1), 0);

function lines(name, limit) {
  const parts = /\s/.test(name) ? name.split(/(?<=\s)/) : [...name];
  const found = [""];
  for (const part of parts) {
    if (found.at(-1) && width(found.at(-1) + part) > limit) found.push("");
    found[found.length - 1] += part;
  }
  return found;
}

// A long name on up to three lines, of about the same length where it fits.
function wrapped(name, limit) {
  const found = lines(name, limit);
  if (found.length > 3) return [...found.slice(0, 2), `${found[2].trim()}…`];
  const even = lines(name, Math.ceil(width(name) / found.length) + 2);
  return even.length === found.length ? even : found;
}

// The three phases differ in pattern as well as in colour.
function fills() {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d");
  pen.fillStyle = "#f3c9b2";
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = "#8a3d1b";
  pen.lineWidth = 1.5;
  for (const shift of [-8, 0, 8]) {
    pen.moveTo(shift, 8);
    pen.lineTo(shift + 8, 0);
  }
  pen.stroke();
  return [pen.createPattern(tile, "repeat"), colour("--brand"), "#c9d3da"];
}

// The two numbers at the end of each bar, as in the table.
const figures = {
  id: "figures",
  afterDatasetsDraw(chart) {
    const { ctx } = chart;
    ctx.save();
    ctx.fillStyle = ink;
    ctx.font = `12px ${colour("--font")}`;
    ctx.textBaseline = "middle";
    chart.data.datasets.forEach((set, index) => {
      chart.getDatasetMeta(index).data.forEach((bar, place) => {
        if (set.texts[place]) ctx.fillText(set.texts[place], bar.x + 6, bar.y);
      });
    });
    ctx.restore();
  },
};

function draw(canvas, rows) {
  const names = canvas.dataset.names.split("|");
  const shown = PHASES.map((_phase, index) => index).filter((index) => rows.some((row) => row.shares[index]));
  const colours = fills();
  Chart.defaults.font.family = colour("--font");
  Chart.defaults.color = ink;
  canvas.parentElement.style.height = `${rows.length * (shown.length * BAR + GAP) + FRAME}px`;
  const isNarrow = canvas.parentElement.clientWidth < 560;
  const limit = isNarrow ? 18 : 44;
  const longest = Math.max(...rows.flatMap((row) => row.shares.map((share) => share?.value ?? 0)));
  new Chart(canvas, {
    type: "bar",
    data: {
      labels: rows.map((row) => row.name),
      datasets: shown.map((index) => ({
        label: names[index],
        data: rows.map((row) => row.shares[index]?.value ?? null),
        texts: rows.map((row) => row.shares[index]?.text ?? ""),
        backgroundColor: colours[index],
        borderColor: ["#8a3d1b", colour("--brand-deep"), "#50606c"][index],
        borderWidth: 1,
        borderRadius: 2,
        barThickness: BAR - 3,
      })),
    },
    options: {
      indexAxis: "y",
      maintainAspectRatio: false,
      animation: isStill ? false : { duration: 300 },
      layout: { padding: { right: isNarrow ? 44 : 56 } },
      scales: {
        x: { min: 0, max: longest > 75 ? 100 : longest > 50 ? 75 : 50, grid: { color: colour("--line") }, ticks: { callback: (value) => `${value}%`, stepSize: 25, maxRotation: 0 } },
        y: { grid: { display: false }, ticks: { autoSkip: false, font: { size: isNarrow ? 12 : 13 }, callback: (_value, index) => wrapped(rows[index].name, limit) } },
      },
      plugins: {
        legend: { position: "top", align: "start", labels: { boxWidth: 18, boxHeight: 12, font: { size: 13 } } },
        tooltip: { callbacks: { title: (items) => wrapped(rows[items[0].dataIndex].name, 40), label: (item) => `${item.dataset.label}: ${item.dataset.texts[item.dataIndex]}` } },
      },
    },
    plugins: [figures],
  });
}

for (const canvas of document.querySelectorAll("canvas[data-beliefs]")) {
  const rows = readRows(document.getElementById(canvas.dataset.beliefs)).filter((row) => row.shares.some(Boolean));
  if (rows.length > 0) draw(canvas, rows);
  else canvas.parentElement.hidden = true;
}

// Draws the charts of a report from the JSON in the page.
(() => {
  "use strict";

  const { charts, runs } = JSON.parse(document.getElementById("data").textContent);
  const place = document.getElementById("charts");
  const options = document.getElementById("options");
  const AXES = { step: "steps", seconds: "time" };
  const COLOURS = 8; // as many as there are in the style sheet; what is beyond has the same ones, dashed
  const FONT = "12px system-ui, sans-serif";

  let axis = "step";
  let drawn = [];

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

  // Splits of an axis are sums of floating-point steps: 0.30000000000000004.
  const figure = (value) => {
    const size = Math.abs(value);
    if (size === 0) return "0";
    if (size >= 1e9 || size < 1e-3) return value.toExponential(3).replace(/\.?0+e\+?/, "e");
    return Number(value.toPrecision(size >= 1e4 ? 9 : 5)).toLocaleString("en", { maximumFractionDigits: 6 });
  };

  const short = (value) => {
    const size = Math.abs(value);
    if (size >= 1e6) return figure(value / 1e6) + " M";
    return size >= 1e4 ? figure(value / 1e3) + " k" : figure(value);
  };

  const clock = (seconds) => {
    if (seconds < 60) return figure(seconds) + " s";
    const whole = Math.round(seconds);
    const two = (n) => String(n).padStart(2, "0");
    return whole < 3600
      ? Math.floor(whole / 60) + ":" + two(whole % 60) + " min"
      : Math.floor(whole / 3600) + ":" + two(Math.floor((whole % 3600) / 60)) + " h";
  };

  // The sum of some columns of a run, where it has all of them.
  const values = (line) => {
    const columns = runs[line.run].columns;
    const length = (columns.step || []).length;
    const parts = line.keys.map((key) => columns[key] || new Array(length).fill(null));
    return Array.from({ length }, (_, i) =>
      parts.some((part) => part[i] == null) ? null : parts.reduce((sum, part) => sum + part[i], 0));
  };

  // One x for all lines: where only other runs have a point, a line goes on; where its own value is missing, it breaks.
  const table = (chart) => {
    const lines = chart.lines.map(values);
    if (runs.length === 1) return [runs[0].columns[axis] || [], ...lines];
    return uPlot.join(lines.map((line, i) => [runs[chart.lines[i].run].columns[axis] || [], line]));
  };

  // Each line on those after it: painted in order, every one covers its sum from 0 on.
  const piled = (data) => {
    const sums = data.slice(1);
    for (let i = sums.length - 2; i >= 0; i--) {
      sums[i] = sums[i].map((value, j) => (value == null || sums[i + 1][j] == null ? null : value + sums[i + 1][j]));
    }
    return [data[0], ...sums];
  };

  const positive = (data) => data.slice(1).every((line) => line.every((value) => value == null || value > 0));

  const bestMark = (u) => {
    const best = runs.length === 1 ? runs[0].best[axis] : null;
    if (best == null || best < u.scales.x.min || best > u.scales.x.max) return;
    const x = Math.round(u.valToPos(best, "x", true));
    const { ctx, bbox } = u;
    ctx.save();
    ctx.strokeStyle = colour("soft");
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([3 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  };

  const series = (chart, data) => chart.lines.map((line, i) => {
    const number = runs.length === 1 ? i : line.run;
    const ink = colour("line" + (number % COLOURS));
    return {
      label: line.label,
      stroke: ink,
      fill: chart.stacked ? ink : undefined,
      width: chart.stacked ? 0 : 2,
      dash: number % (2 * COLOURS) < COLOURS ? undefined : [6, 5],
      points: chart.stacked ? { show: false } : { size: 6, fill: ink },
      value: (u, value, s, index) => (index == null || data[i + 1][index] == null ? "–" : figure(data[i + 1][index])),
    };
  });

  const side = (values, more) => ({
    stroke: colour("soft"), font: FONT, grid: { stroke: colour("rule"), width: 1 }, ticks: { show: false },
    values: (u, splits) => splits.map((split) => (split == null ? "" : values(split))), ...more,
  });

  const draw = (chart, element) => {
    const data = table(chart);
    const inX = axis === "step" ? figure : clock;
    const settings = {
      width: element.clientWidth,
      height: 240,
      padding: [8, 16, 0, 0],
      legend: { markers: { width: 2 } },
      cursor: { y: false, sync: { key: "lockstep" }, drag: { x: true, y: false }, points: { size: 8 } },
      scales: {
        x: { time: false },
        y: { distr: chart.log ? 3 : 1, range: chart.stacked ? (u, min, max) => [0, max * 1.05 || 1] : undefined },
      },
      axes: [
        side(axis === "step" ? short : clock, { space: 60, size: 32, gap: 6 }),
        side(short, { space: 36, size: 62, gap: 6 }),
      ],
      series: [{ label: AXES[axis], value: (u, value) => (value == null ? "–" : inX(value)) }, ...series(chart, data)],
      hooks: { draw: [bestMark] },
    };
    return new uPlot(settings, chart.stacked ? piled(data) : data, element);
  };

  const redraw = () => {
    drawn.forEach(({ plot }) => plot.destroy());
    drawn = charts.map((chart) => ({ element: chart.element, plot: draw(chart, chart.element) }));
  };

  const add = (parent, tag, text) => {
    const element = document.createElement(tag);
    element.textContent = text || "";
    return parent.appendChild(element);
  };

  const choice = (parent, type, text, checked, change) => {
    const label = add(parent, "label");
    const input = label.appendChild(document.createElement("input"));
    input.type = type;
    input.checked = checked;
    input.addEventListener("change", () => change(input.checked));
    label.append(text);
    return input;
  };

  if (!runs.some((run) => (run.columns.step || []).length > 0)) {
    add(place, "p", "There is no evaluation yet, and so nothing to draw.");
    return;
  }

  add(options, "span", "Over");
  Object.entries(AXES).forEach(([key, text]) => {
    const input = choice(options, "radio", text, key === axis, () => { axis = key; redraw(); });
    input.name = "axis";
  });
  add(options, "span", "Drag over a chart to look closer, double-click to look at all.");
  if (runs.length === 1 && runs[0].best.step != null) add(options, "span", "The dotted line is the best evaluation.");

  charts.forEach((chart) => {
    const section = add(place, "section");
    const title = add(section, "h2", chart.title);
    chart.element = add(section, "div");
    if (!chart.stacked && positive(table(chart))) {
      choice(title, "checkbox", "log", false, (checked) => { chart.log = checked; redraw(); });
    }
  });
  redraw();

  // Sizes are set outside of the observer's call: setting them in it would make it call again.
  new ResizeObserver(() => requestAnimationFrame(() => drawn.forEach(({ element, plot }) => {
    if (element.clientWidth > 0 && element.clientWidth !== plot.width) {
      plot.setSize({ width: element.clientWidth, height: plot.height });
    }
  }))).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
})();

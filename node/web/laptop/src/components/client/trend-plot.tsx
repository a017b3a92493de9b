// One trend over time. A picture beside a table, so screen readers get its words and the table.
import { useEffect, useRef } from 'preact/hooks';
import type UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { shownTheme } from '../../api/store';
import { locale } from '../../i18n';
import type { VitalSeries } from '../../model/vital-trends';

const HEIGHT = 150;

interface Colors {
  line: string;
  second: string;
  grid: string;
  text: string;
  band: string;
}

function colors(): Colors {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    line: of('--accent'),
    second: of('--here'),
    grid: of('--line'),
    text: of('--ink-faint'),
    band: of('--accent-wash'),
  };
}

/** A quiet band where values usually lie. */
function bandBehind(series: VitalSeries, color: string) {
  return (plot: UPlot) => {
    plot.ctx.save();
    plot.ctx.fillStyle = color;
    for (const line of series.kind.lines) {
      if (line.low === null || line.high === null) continue;
      const { min, max } = plot.scales.y!;
      const top = plot.valToPos(Math.min(line.high, max ?? line.high), 'y', true);
      const foot = plot.valToPos(Math.max(line.low, min ?? line.low), 'y', true);
      if (foot > top) plot.ctx.fillRect(plot.bbox.left, top, plot.bbox.width, foot - top);
    }
    plot.ctx.restore();
  };
}

function options(series: VitalSeries, width: number): UPlot.Options {
  const color = colors();
  const days = new Intl.DateTimeFormat(locale(), { month: 'short', day: 'numeric', year: 'numeric' });
  const months = new Intl.DateTimeFormat(locale(), { month: 'short', year: 'numeric' });
  const years = new Intl.DateTimeFormat(locale(), { year: 'numeric' });
  const spannedDays =
    (Date.parse(series.readings.at(-1)!.at) - Date.parse(series.readings[0]!.at)) / 86_400_000;
  const format = spannedDays > 1200 ? years : spannedDays > 300 ? months : days;
  const axis = {
    stroke: color.text,
    grid: { stroke: color.grid, width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  };
  return {
    width,
    height: HEIGHT,
    cursor: { drag: { x: false, y: false }, points: { size: 9 } },
    legend: { show: false },
    padding: [8, 24, 0, 0],
    scales: { y: { range: (_, low, high) => padded(low, high) } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: format === years ? 48 : 96,
        size: 28,
        values: (_, ticks) => ticks.map((at) => format.format(at * 1000)),
      },
      { ...axis, size: 40, space: 26 },
    ],
    series: [
      {},
      ...series.kind.lines.map((_, i) => ({
        stroke: i === 0 ? color.line : color.second,
        width: 2,
        dash: i === 0 ? undefined : [6, 4],
        points: { show: true, size: 6, fill: i === 0 ? color.line : color.second },
        spanGaps: true,
      })),
    ],
    hooks: { drawClear: [bandBehind(series, color.band)] },
  };
}

function padded(low: number, high: number): [number, number] {
  const room = Math.max((high - low) * 0.15, 2);
  return [Math.floor(low - room), Math.ceil(high + room)];
}

function dataOf(series: VitalSeries): UPlot.AlignedData {
  const times = series.readings.map((reading) => Date.parse(reading.at) / 1000);
  return [
    times,
    ...series.kind.lines.map((_, i) => series.readings.map((reading) => reading.values[i] ?? null)),
  ];
}

export function TrendPlot({ series, label }: { series: VitalSeries; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  const theme = shownTheme();
  const key = JSON.stringify(dataOf(series));
  useEffect(() => {
    const element = box.current!;
    let plot: UPlot | null = null;
    let isGone = false;
    const resized = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height: HEIGHT }));
    // Asked for by the first plot: most screens have none.
    void import('uplot').then(({ default: Plot }) => {
      if (isGone) return;
      plot = new Plot(options(series, element.clientWidth), dataOf(series), element);
      resized.observe(element);
    });
    return () => {
      isGone = true;
      resized.disconnect();
      plot?.destroy();
    };
  }, [key, theme]);
  return <div ref={box} class="plot" role="img" aria-label={label} />;
}

// Vital signs: the latest at a glance, and each kind as a trend with its table.
import { useState } from 'preact/hooks';
import { dayAndTime, date, number } from '../../format';
import { t } from '../../i18n';
import { isOutsideRange, type VitalReading, type VitalSeries } from '../../model/vital-trends';
import { Chip } from '../chip';
import { when } from '../record/times';
import { TrendPlot } from './trend-plot';
import { useCase } from './case-context';

function readingWords(series: VitalSeries, reading: VitalReading): string {
  const values = reading.values.map((value) => (value === null ? '–' : number(value, series.kind.digits)));
  return `${values.join('/')} ${series.kind.unit}`;
}

/** What lies outside the usual range, in words: never by colour alone. */
function Outside({ series, reading }: { series: VitalSeries; reading: VitalReading }) {
  const sides = series.kind.lines.map((line, i) => isOutsideRange(line, reading.values[i] ?? null));
  const side = sides.find((one) => one !== null);
  if (!side) return null;
  return <Chip tone="mind">{side === 'low' ? t().file.low : t().file.high}</Chip>;
}

export function LatestVitals({ series }: { series: VitalSeries[] }) {
  const { file } = useCase();
  return (
    <>
      <dl class="vital-list">
        {series.map((one) => {
          const last = one.readings[one.readings.length - 1]!;
          return (
            <div key={one.kind.name}>
              <dt>{t().file.vital[one.kind.name]}</dt>
              <dd>
                <Outside series={one} reading={last} /> <strong>{readingWords(one, last)}</strong>
                <span class="small faint vital-date">{date(last.at)}</span>
              </dd>
            </div>
          );
        })}
      </dl>
      <p class="see-all no-print">
        <a href={`#/client/${file.card.id}/health`}>{t().file.vitals}</a>
      </p>
    </>
  );
}

export function VitalTrends({ series }: { series: VitalSeries[] }) {
  return (
    <div class="trends">
      {series.map((one) => (
        <Trend key={one.kind.name} series={one} />
      ))}
    </div>
  );
}

function Trend({ series }: { series: VitalSeries }) {
  const { openRecord } = useCase();
  const [isOpen, setOpen] = useState(false);
  const words = t().file;
  const { readings, kind } = series;
  const name = words.vital[kind.name];
  const first = readings[0]!;
  const last = readings[readings.length - 1]!;
  const line = kind.lines[0]!;
  return (
    <figure class="trend" aria-label={name}>
      <figcaption class="trend-head">
        <h3>{name}</h3>
        <p>
          <strong class="trend-now">{readingWords(series, last)}</strong>{' '}
          <Outside series={series} reading={last} />
        </p>
        <p class="small faint">
          {when(last.at)}
          {kind.lines.length === 1 &&
            line.low !== null &&
            line.high !== null &&
            ` · ${words.usual(number(line.low), number(line.high))}`}
        </p>
      </figcaption>
      {readings.length > 1 && (
        <TrendPlot
          series={series}
          label={words.plotLabel(name, readings.length, date(first.at), date(last.at))}
        />
      )}
      <details class="fold" onToggle={(e) => setOpen(e.currentTarget.open)}>
        <summary>
          {words.asTable} <span class="faint small">({words.measured(readings.length)})</span>
        </summary>
        {isOpen && (
          <table class="data-table">
            <thead>
              <tr>
                <th scope="col">{words.table.when}</th>
                <th scope="col">{words.table.value}</th>
                <th scope="col">{words.table.who}</th>
              </tr>
            </thead>
            <tbody>
              {[...readings].reverse().map((reading) => (
                <tr key={reading.record.record.id}>
                  <td>
                    <button type="button" class="record-link" onClick={() => openRecord(reading.record)}>
                      {dayAndTime(reading.at)}
                    </button>
                  </td>
                  <td>
                    {readingWords(series, reading)} <Outside series={series} reading={reading} />
                  </td>
                  <td dir="auto">{reading.record.created_by}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </details>
    </figure>
  );
}

// What a nurse wants to know before the door: what is taken, what is the matter, what was measured last.
import type { CaseFile, RecordView } from '../../api/types';
import { date, number } from '../../format';
import { codeLabel, t } from '../../i18n';
import { allergies, conditions, isTakenAsSaid, medications } from '../../model/case-file';
import { isTrue, textOf } from '../../model/record';
import { reactionWords, recordTitle, takenWords } from '../../model/record-words';
import { isOutsideRange, vitalSeries, type VitalSeries } from '../../model/vital-trends';
import { Chip } from '../chip';
import { ConflictMarker } from '../office/conflict-marker';

/** In the words of the case file: that nobody asked is not that there are none. */
export function AllergyWords({ file }: { file: CaseFile }) {
  const found = allergies(file);
  if (!found.length) return <strong>{t().file.allergiesNone}</strong>;
  return (
    <ul class="plain">
      {found.map((view) => (
        <li key={view.record.id}>
          <strong dir="auto">{recordTitle(view)}</strong>
          {reactionWords(view) && <span dir="auto"> · {reactionWords(view)}</span>}{' '}
          {textOf(view, 'criticality') === 'high' && (
            <Chip tone="alert" icon="alert">
              {t().file.danger}
            </Chip>
          )}
          <ConflictMarker view={view} />
        </li>
      ))}
    </ul>
  );
}

export function CurrentMedications({ file }: { file: CaseFile }) {
  const [taken] = medications(file);
  if (!taken.length) return <p class="faint">{t().file.medicationsNone}</p>;
  return (
    <ul class="divided">
      {taken.map((view) => (
        <Medication key={view.record.id} view={view} />
      ))}
    </ul>
  );
}

function Medication({ view }: { view: RecordView }) {
  const words = t().file;
  const dose = takenWords(view);
  const differs = textOf(view, 'taking_differs') || textOf(view, 'not_taken_reason');
  return (
    <li>
      <strong dir="auto">{recordTitle(view)}</strong>
      {dose && <span dir="auto"> · {dose}</span>}{' '}
      {isTrue(view, 'high_risk') && (
        <Chip tone="alert" icon="alert">
          {words.highRisk}
        </Chip>
      )}
      {!isTakenAsSaid(view) && (
        <>
          <Chip tone="mind" icon="alert">
            {textOf(view, 'taking') === 'not_taking' ? words.notTaking : words.differs}
          </Chip>
          {differs && (
            <p class="small" dir="auto">
              {differs}
            </p>
          )}
        </>
      )}
      <ConflictMarker view={view} />
    </li>
  );
}

export function ActiveConditions({ file }: { file: CaseFile }) {
  const [active] = conditions(file);
  if (!active.length) return <p class="faint">{t().file.conditionsNone}</p>;
  return (
    <ul class="divided">
      {active.map((view) => {
        const severity = textOf(view, 'severity');
        return (
          <li key={view.record.id}>
            <span dir="auto">{recordTitle(view)}</span>
            {severity && <span class="soft"> · {codeLabel(severity, 'severity')}</span>}
          </li>
        );
      })}
    </ul>
  );
}

export function LastVitals({ file }: { file: CaseFile }) {
  const series = vitalSeries(file.records);
  if (!series.length) return <p class="faint">{t().file.vitalsNone}</p>;
  return (
    <dl class="vital-list">
      {series.map((one) => (
        <LastVital key={one.kind.name} series={one} />
      ))}
    </dl>
  );
}

function LastVital({ series }: { series: VitalSeries }) {
  const { kind, readings } = series;
  const last = readings.at(-1)!;
  const values = last.values.map((value) => (value === null ? '–' : number(value, kind.digits)));
  const side = kind.lines.map((line, i) => isOutsideRange(line, last.values[i] ?? null)).find(Boolean);
  return (
    <div>
      <dt>{t().file.vital[kind.name]}</dt>
      <dd>
        {side && <Chip tone="mind">{side === 'low' ? t().file.low : t().file.high}</Chip>}{' '}
        <strong>
          {values.join('/')} {kind.unit}
        </strong>
        <span class="small faint vital-date">{date(last.at)}</span>
      </dd>
    </div>
  );
}

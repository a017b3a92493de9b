import type { RecordView } from '../../api/types';
import { t } from '../../i18n';
import { allergies, conditions, medications } from '../../model/case-file';
import { happenedAt } from '../../model/timeline';
import { isVitalSign, vitalSeries, valueOfCode, vitalKinds } from '../../model/vital-trends';
import { liveRecords, useCase } from './case-context';
import { AllergyList, ConditionList, MedicationList } from './medical-lists';
import { ResultGroups } from './result-groups';
import { SectionCard } from './section-card';
import { VitalTrends } from './vitals';

const newestFirst = (views: RecordView[]): RecordView[] =>
  [...views].sort((a, b) => happenedAt(b).localeCompare(happenedAt(a)));

export function HealthTab() {
  const { file, openForm } = useCase();
  const words = t().file;
  const [taken, stopped] = medications(file);
  const [active, inactive] = conditions(file);
  const found = allergies(file);
  const series = vitalSeries(file.records);
  const others = newestFirst(liveRecords(file, 'observation', 'assessment')).filter(
    (view) =>
      !isVitalSign(view) &&
      !vitalKinds.some((kind) => kind.lines.some((line) => valueOfCode(view, line.code) !== null)),
  );
  return (
    <div class="stack gap5">
      <div class="two-columns">
        <SectionCard
          title={words.medications}
          onAdd={() => openForm('medication')}
          empty={taken.length === 0 && words.medicationsNone}
        >
          <MedicationList views={taken} />
        </SectionCard>
        <div class="stack gap5">
          <SectionCard
            title={words.allergies}
            onAdd={() => openForm('allergy')}
            empty={found.length === 0 && words.allergiesNone}
          >
            <AllergyList views={found} />
          </SectionCard>
          <SectionCard
            title={words.conditions}
            onAdd={() => openForm('condition')}
            empty={active.length === 0 && words.conditionsNone}
          >
            <ConditionList views={active} />
          </SectionCard>
        </div>
      </div>
      <SectionCard title={words.vitals} empty={series.length === 0 && words.vitalsNone}>
        <VitalTrends series={series} />
      </SectionCard>
      {others.length > 0 && (
        <SectionCard title={words.otherObservations}>
          <ResultGroups views={others} />
        </SectionCard>
      )}
      {(stopped.length > 0 || inactive.length > 0) && (
        <div class="two-columns">
          {stopped.length > 0 && (
            <SectionCard title={words.stoppedMedications}>
              <ResultGroups views={newestFirst(stopped)} />
            </SectionCard>
          )}
          {inactive.length > 0 && (
            <SectionCard title={words.inactiveConditions}>
              <ResultGroups views={newestFirst(inactive)} />
            </SectionCard>
          )}
        </div>
      )}
    </div>
  );
}

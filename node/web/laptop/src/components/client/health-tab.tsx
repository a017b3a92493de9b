import { t } from '../../i18n';
import { allergies, conditions, medications } from '../../model/case-file';
import { recordDetail } from '../../model/record-words';
import { happenedAt } from '../../model/timeline';
import { isVitalSign, vitalSeries } from '../../model/vital-trends';
import { when } from '../record/times';
import { liveRecords, useCase } from './case-context';
import { AllergyList, ConditionList, MedicationList } from './medical-lists';
import { RecordLine } from './record-line';
import { SectionCard } from './section-card';
import { VitalTrends } from './vitals';

export function HealthTab() {
  const { file, openForm } = useCase();
  const words = t().file;
  const [taken, stopped] = medications(file);
  const [active, inactive] = conditions(file);
  const found = allergies(file);
  const series = vitalSeries(file.records);
  const others = liveRecords(file, 'observation', 'assessment')
    .filter((view) => !isVitalSign(view) && !series.some((one) => one.readings.some((reading) => reading.record === view)))
    .sort((a, b) => happenedAt(b).localeCompare(happenedAt(a)));
  return (
    <div class="stack gap5">
      <div class="two-columns">
        <SectionCard title={words.medications} onAdd={() => openForm('medication')} empty={taken.length === 0 && words.medicationsNone}>
          <MedicationList views={taken} />
        </SectionCard>
        <div class="stack gap5">
          <SectionCard title={words.allergies} onAdd={() => openForm('allergy')} empty={found.length === 0 && words.allergiesNone}>
            <AllergyList views={found} />
          </SectionCard>
          <SectionCard title={words.conditions} onAdd={() => openForm('condition')} empty={active.length === 0 && words.conditionsNone}>
            <ConditionList views={active} />
          </SectionCard>
        </div>
      </div>
      <SectionCard title={words.vitals} empty={series.length === 0 && words.vitalsNone}>
        <VitalTrends series={series} />
      </SectionCard>
      {others.length > 0 && (
        <SectionCard title={words.otherObservations}>
          <ul class="divided">
            {others.map((view) => (
              <RecordLine key={view.record.id} view={view} detail={recordDetail(view)}
                aside={<span class="small faint">{when(happenedAt(view))}</span>} />
            ))}
          </ul>
        </SectionCard>
      )}
      {(stopped.length > 0 || inactive.length > 0) && (
        <div class="two-columns">
          {stopped.length > 0 && <SectionCard title={words.stoppedMedications}><MedicationList views={stopped} /></SectionCard>}
          {inactive.length > 0 && <SectionCard title={words.inactiveConditions}><ConditionList views={inactive} /></SectionCard>}
        </div>
      )}
    </div>
  );
}

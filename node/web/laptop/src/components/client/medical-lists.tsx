// Medications, allergies and conditions as a nurse reads them: what differs from the prescription stands out.
import type { RecordView } from '../../api/types';
import { date } from '../../format';
import { codeLabel, t } from '../../i18n';
import { isTakenAsSaid } from '../../model/case-file';
import { reactionWords, takenWords } from '../../model/record-words';
import { isTrue, textOf } from '../../model/record';
import { Chip } from '../chip';
import { LongList } from './long-list';
import { RecordLine } from './record-line';
import { StopMedication } from './stop-medication';

export function MedicationList({ views, isBrief = false }: { views: RecordView[]; isBrief?: boolean }) {
  return (
    <LongList items={views}>
      {(view) => <Medication key={view.record.id} view={view} isBrief={isBrief} />}
    </LongList>
  );
}

function Medication({ view, isBrief }: { view: RecordView; isBrief: boolean }) {
  const dose = takenWords(view);
  const reason = textOf(view, 'reason');
  return (
    <RecordLine
      view={view}
      detail={[dose, !isBrief && reason].filter(Boolean).join(' · ')}
      aside={
        <>
          <MedicationSigns view={view} />
          {!isBrief && <StopMedication drug={view} />}
        </>
      }
    >
      {!isTakenAsSaid(view) && (
        <span class="small" dir="auto">
          {textOf(view, 'taking_differs') || textOf(view, 'not_taken_reason')}
        </span>
      )}
    </RecordLine>
  );
}

function MedicationSigns({ view }: { view: RecordView }) {
  const words = t().file;
  const taking = textOf(view, 'taking');
  const status = textOf(view, 'status');
  return (
    <>
      {isTrue(view, 'high_risk') && (
        <Chip tone="alert" icon="alert">
          {words.highRisk}
        </Chip>
      )}
      {taking === 'not_taking' && (
        <Chip tone="mind" icon="cross">
          {words.notTaking}
        </Chip>
      )}
      {taking === 'differs' && (
        <Chip tone="mind" icon="alert">
          {words.differs}
        </Chip>
      )}
      {status && status !== 'active' && <Chip>{codeLabel(status, 'status', 'medication')}</Chip>}
    </>
  );
}

export function AllergyList({ views }: { views: RecordView[] }) {
  return (
    <ul class="divided">
      {views.map((view) => (
        <RecordLine
          key={view.record.id}
          view={view}
          detail={reactionWords(view)}
          aside={
            textOf(view, 'criticality') === 'high' && (
              <Chip tone="alert" icon="alert">
                {t().file.danger}
              </Chip>
            )
          }
        />
      ))}
    </ul>
  );
}

export function ConditionList({ views }: { views: RecordView[] }) {
  return (
    <LongList items={views}>
      {(view) => {
        const status = textOf(view, 'status');
        const onset = textOf(view, 'onset_date');
        const severity = textOf(view, 'severity');
        const detail = [
          severity && codeLabel(severity, 'severity'),
          onset ? t().file.since(date(onset)) : textOf(view, 'onset_text'),
        ];
        return (
          <RecordLine
            key={view.record.id}
            view={view}
            detail={detail.filter(Boolean).join(' · ')}
            aside={status && status !== 'active' && <Chip>{codeLabel(status, 'status', 'condition')}</Chip>}
          />
        );
      }}
    </LongList>
  );
}

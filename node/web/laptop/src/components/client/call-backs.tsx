import { useState } from 'preact/hooks';
import { save } from '../../api/client';
import type { Phone, RecordView } from '../../api/types';
import { t } from '../../i18n';
import {
  callBackAbout,
  callBackPhone,
  callBackWhom,
  calledBackEdit,
  isOpenCallBack,
} from '../../model/call-backs';
import { phonesOf } from '../../model/case-file';
import { textOf } from '../../model/record';
import { Button } from '../button';
import { PhoneLine } from '../phones';
import { SaveProblem, useSaving } from '../save-button';
import { CallPanel } from './call-panel';
import { useCase } from './case-context';
import { DueDate } from './due-date';
import { RecordLine } from './record-line';

/** Among the open tasks: calls that are owed. */
export function CallBackList({ calls }: { calls: RecordView[] }) {
  const { file } = useCase();
  if (!calls.length) return null;
  return (
    <ul class="divided">
      {calls.map((call) => (
        <RecordLine
          key={call.record.id}
          view={call}
          title={t().file.callBackOf(callBackWhom(call))}
          detail={callBackAbout(call)}
          aside={
            <>
              <DueDate on={textOf(call, 'call_back_by')} icon="phone" />
              <CalledBack call={call} />
            </>
          }
        >
          <CallBackNumber phone={callBackPhone(call, phonesOf(file))} />
        </RecordLine>
      ))}
    </ul>
  );
}

export function CallBackNumber({ phone }: { phone: Phone | null }) {
  return (
    phone && (
      <span class="small">
        <PhoneLine phone={phone} />
      </span>
    )
  );
}

export function CalledBack({ call }: { call: RecordView }) {
  const saving = useSaving();
  const press = () =>
    saving.run(
      () => save([{ client_id: call.record.client_id, edits: [calledBackEdit(call)] }]),
      t().file.calledBackSaved,
    );
  return (
    <>
      <Button
        size="small"
        icon="check"
        class="no-print"
        disabled={saving.isBusy}
        onClick={() => void press()}
      >
        {t().file.calledBackNow}
        <span class="visually-hidden">: {callBackWhom(call)}</span>
      </Button>
      <SaveProblem error={saving.error} />
    </>
  );
}

/** On the call's record: it was returned, or it is returned now and logged. */
export function CallBackActions({ call }: { call: RecordView }) {
  const { file } = useCase();
  const [isLogging, setLogging] = useState(false);
  if (!isOpenCallBack(call)) return null;
  return (
    <>
      <CalledBack call={call} />
      <Button size="small" icon="phone" onClick={() => setLogging(true)}>
        {t().file.logThisCall}
      </Button>
      {isLogging && <CallPanel file={file} returns={call} onClose={() => setLogging(false)} />}
    </>
  );
}

// What every kept form has around its fields: what was typed before, save, cancel, and why it was not saved.
import type { ComponentChildren } from 'preact';
import { dayAndTime } from '../../format';
import { t } from '../../i18n';
import { Button } from '../button';
import { Notice } from '../notice';
import { SaveButton, SaveProblem, type Saving } from '../save-button';
import type { KeptForm } from './kept-form';

interface Props {
  form: KeptForm;
  saving: Saving;
  onSubmit: () => Promise<void> | void;
  onClose: () => void;
  /** Somebody else changed what is edited here. */
  isNewer?: boolean;
  saveLabel?: string;
  size?: 'large' | '';
  class?: string;
  children: ComponentChildren;
}

export function KeptFormFrame(props: Props) {
  const {
    form,
    saving,
    onSubmit,
    onClose,
    isNewer,
    saveLabel,
    size,
    class: looks = 'stack',
    children,
  } = props;
  const cancel = () => {
    form.finish();
    onClose();
  };
  return (
    <form
      class={looks}
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        void onSubmit();
      }}
      onKeyDown={(e) => {
        if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) void onSubmit();
      }}
    >
      {form.continuedFrom && <Continued when={form.continuedFrom} onStartOver={form.startOver} />}
      {isNewer && <Notice tone="mind">{t().file.form.newer}</Notice>}
      {children}
      <SaveProblem error={saving.error} />
      <div class="form-actions sticky-actions">
        <SaveButton saving={saving} size={size}>
          {saveLabel ?? t().common.save}
        </SaveButton>
        <Button kind="quiet" size={size} onClick={cancel}>
          {t().common.cancel}
        </Button>
      </div>
    </form>
  );
}

function Continued({ when, onStartOver }: { when: string; onStartOver: () => void }) {
  return (
    <Notice icon="undo">
      <p>{t().file.form.continued(dayAndTime(when))}</p>
      <div>
        <Button size="small" onClick={onStartOver}>
          {t().file.form.startOver}
        </Button>
      </div>
    </Notice>
  );
}

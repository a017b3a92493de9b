// What every kept form has around its fields: what was typed before, save, cancel, and why it was not saved.
import type { ComponentChildren } from 'preact';
import { dayAndTime } from '../../format';
import { t } from '../../i18n';
import { Button } from '../button';
import { refuseHalfTyped } from '../field';
import { Notice } from '../notice';
import { SaveButton, SaveProblem, type Saving } from '../save-button';
import type { KeptForm } from './kept-form';

interface Props {
  form: KeptForm;
  saving: Saving;
  onSubmit: () => Promise<void> | void;
  onClose: () => void;
  /** What is edited here and has become something else meanwhile: "Phone: 555 0101". */
  newer?: string[];
  saveLabel?: string;
  saveKind?: 'primary' | 'danger';
  isSaveOff?: boolean;
  /** Instead of "Cancel", which drops what was typed: a way out that keeps it. */
  backLabel?: string;
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
    newer = [],
    saveLabel,
    saveKind,
    isSaveOff,
    backLabel,
    size,
    class: looks = 'stack',
    children,
  } = props;
  const cancel = () => {
    if (!backLabel) form.finish();
    onClose();
  };
  const submit = (sent: HTMLFormElement) => {
    if (!refuseHalfTyped(sent)) void onSubmit();
  };
  return (
    <form
      class={looks}
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        submit(e.currentTarget);
      }}
      onKeyDown={(e) => {
        if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) submit(e.currentTarget);
      }}
    >
      {form.continuedFrom && <Continued when={form.continuedFrom} onStartOver={form.startOver} />}
      {newer.length > 0 && <Newer lines={newer} />}
      {children}
      <SaveProblem error={saving.error} />
      <div class="form-actions sticky-actions">
        <SaveButton saving={saving} size={size} kind={saveKind} disabled={isSaveOff}>
          {saveLabel ?? t().common.save}
        </SaveButton>
        <Button kind="quiet" size={size} onClick={cancel}>
          {backLabel ?? t().common.cancel}
        </Button>
        <KeptState form={form} />
      </div>
    </form>
  );
}

/** What is not saved yet: the laptop could not keep it, or it was typed while the rest was being saved. */
export function KeptState({ form }: { form: KeptForm }) {
  return (
    <span role="status" class="small soft">
      {form.isTriedAgain ? t().common.notSaved : form.isRest && t().file.form.rest}
    </span>
  );
}

function Newer({ lines }: { lines: string[] }) {
  return (
    <Notice tone="mind">
      <p>{t().file.form.newer}</p>
      <ul>
        {lines.map((line) => (
          <li key={line} dir="auto">
            {line}
          </li>
        ))}
      </ul>
    </Notice>
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

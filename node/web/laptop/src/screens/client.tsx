// The case file of one client.
import { useMemo, useState } from 'preact/hooks';
import { useSchema } from '../api/schema';
import { useResource } from '../api/store';
import type { CaseFile, RecordView } from '../api/types';
import { CaseContext, type Case } from '../components/client/case-context';
import { CaseActions } from '../components/client/case-actions';
import { CaseHeader } from '../components/client/case-header';
import { DetailsTab } from '../components/client/details-tab';
import { HealthTab } from '../components/client/health-tab';
import { NotesTab } from '../components/client/notes-tab';
import { PeopleTab } from '../components/client/people-tab';
import { PlanTab } from '../components/client/plan-tab';
import { SummaryTab } from '../components/client/summary-tab';
import { TimelineTab } from '../components/client/timeline-tab';
import { LeftForms } from '../components/forms/left-forms';
import { RecordForm } from '../components/forms/record-form';
import { Guard } from '../components/guard';
import { Loaded, Page, useTitle } from '../components/page';
import { RecordPanel } from '../components/record/record-panel';
import { t } from '../i18n';
import type { Values } from '../model/form-specs';
import { replace } from '../router';
import type { ScreenProps } from '../routes';

const tabs = {
  summary: SummaryTab,
  timeline: TimelineTab,
  health: HealthTab,
  people: PeopleTab,
  notes: NotesTab,
  plan: PlanTab,
  details: DetailsTab,
};

type TabName = keyof typeof tabs;

export function ClientScreen({ id, route }: ScreenProps) {
  useSchema();
  const resource = useResource<CaseFile>(`/api/clients/${id}`);
  const named = route.parts[1] ?? '';
  const tab: TabName = named in tabs ? (named as TabName) : 'summary';
  const file = resource.data;
  if (!file)
    return (
      <Page title={t().clients.title}>
        <Loaded resource={resource}>{() => null}</Loaded>
        {resource.error && id && <LeftForms about={id} />}
      </Page>
    );
  return <CaseScreen key={id} file={file} tab={tab} recordId={route.query.get('record')} />;
}

interface OpenForm {
  type: string;
  view?: RecordView;
  preset?: Values;
}

function CaseScreen({ file, tab, recordId }: { file: CaseFile; tab: TabName; recordId: string | null }) {
  const [form, setForm] = useState<OpenForm | null>(null);
  const address = `#/client/${file.card.id}/${tab}`;
  const shared = useMemo<Case>(
    () => ({
      file,
      openRecord: (view) => replace(`${address}?record=${view.record.id}`),
      openForm: (type, options) => setForm({ type, ...options }),
    }),
    [file, address],
  );
  const view = recordId ? file.records.find((one) => one.record.id === recordId) : undefined;
  const Tab = tabs[tab];
  return (
    <CaseContext.Provider value={shared}>
      <Page title={file.card.name} heading={<bdi>{file.card.name}</bdi>} actions={<CaseActions />}>
        <CaseHeader />
        <Tabs file={file} tab={tab} />
        <Guard key={tab}>
          <Tab />
        </Guard>
      </Page>
      {view && !form && (
        <RecordPanel
          key={view.record.id}
          view={view}
          records={file.records}
          onClose={() => replace(address)}
          onEdit={() => setForm({ type: view.record.type, view })}
        />
      )}
      {form && (
        <RecordForm
          type={form.type}
          view={form.view}
          preset={form.preset}
          clientId={file.card.id}
          records={file.records}
          onClose={() => setForm(null)}
        />
      )}
    </CaseContext.Provider>
  );
}

function Tabs({ file, tab }: { file: CaseFile; tab: TabName }) {
  const words = t().file;
  useTitle(`${words.tabs[tab]}: ${file.card.name}`);
  return (
    <nav class="tabs no-print" aria-label={words.sections}>
      {(Object.keys(tabs) as TabName[]).map((name) => (
        <a
          key={name}
          href={`#/client/${file.card.id}/${name}`}
          aria-current={name === tab ? 'page' : undefined}
        >
          {words.tabs[name]}
        </a>
      ))}
    </nav>
  );
}

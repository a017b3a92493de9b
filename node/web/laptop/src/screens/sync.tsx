// Sync you can trust: what is only here, what is moving, what failed and what happens next, in plain words.
import { MonthPart } from '../components/office/month-part';
import { NowPart } from '../components/office/now-part';
import { ReceiptsPart } from '../components/office/receipts-part';
import { Page } from '../components/page';
import { t } from '../i18n';
import type { ScreenProps } from '../routes';

const parts = { now: NowPart, month: MonthPart, receipts: ReceiptsPart };

type PartName = keyof typeof parts;

export function SyncScreen({ id }: ScreenProps) {
  const name: PartName = id in parts ? (id as PartName) : 'now';
  const Part = parts[name];
  const words = t().office;
  return (
    <Page title={name === 'now' ? words.title : words.tabs[name]}>
      <nav class="tabs" aria-label={words.sections}>
        {(Object.keys(parts) as PartName[]).map((one) => (
          <a
            key={one}
            href={one === 'now' ? '#/sync' : `#/sync/${one}`}
            aria-current={one === name ? 'page' : undefined}
          >
            {words.tabs[one]}
          </a>
        ))}
      </nav>
      <Part />
    </Page>
  );
}

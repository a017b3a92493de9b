import type { ReceiptView } from '../../api/types';
import { dayAndTime } from '../../format';
import { t } from '../../i18n';

const states = ['applied', 'late', 'parked', 'accepted', 'declined', 'duplicate'] as const;

export function receiptContent(receipt: ReceiptView): string {
  return states
    .filter((state) => receipt.counts[state] > 0)
    .map((state) => t().office.counts[state](receipt.counts[state]))
    .join(', ');
}

export function ReceiptWords({ receipt }: { receipt: ReceiptView }) {
  const words = t().office;
  return (
    <dl class="facts">
      <dt>{words.receipt}</dt>
      <dd class="mono">{receipt.receipt}</dd>
      <dt>{words.received_at}</dt>
      <dd>{dayAndTime(receipt.at)}</dd>
      <dt>{words.content}</dt>
      <dd>{receiptContent(receipt)}</dd>
    </dl>
  );
}

import { useResource } from '../../api/store';
import type { ReceiptView } from '../../api/types';
import { dayAndTime } from '../../format';
import { t } from '../../i18n';
import { Empty } from '../notice';
import { Loaded } from '../page';
import { receiptContent } from './receipt-words';

export function ReceiptsPart() {
  const words = t().office;
  const resource = useResource<{ receipts: ReceiptView[] }>('/api/receipts');
  return (
    <Loaded resource={resource}>
      {({ receipts }) =>
        receipts.length === 0 ? (
          <Empty icon="note" title={words.receiptsNone}>
            <p>{words.receiptsNoneHint}</p>
          </Empty>
        ) : (
          <div class="stack gap4">
            <p class="soft measure">{words.receiptsLead}</p>
            <div class="card flush table-box">
              <table class="data-table">
                <thead>
                  <tr>
                    <th scope="col">{words.receipt}</th>
                    <th scope="col">{words.received_at}</th>
                    <th scope="col">{words.content}</th>
                  </tr>
                </thead>
                <tbody>
                  {receipts.map((receipt) => (
                    <tr key={receipt.receipt}>
                      <th scope="row" class="mono">
                        {receipt.receipt}
                      </th>
                      <td>
                        <time dateTime={receipt.at}>{dayAndTime(receipt.at)}</time>
                      </td>
                      <td>{receiptContent(receipt)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </div>
        )
      }
    </Loaded>
  );
}

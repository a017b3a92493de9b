import type { Address } from '../api/types';
import { addressLine } from '../format';
import { codeLabel, t } from '../i18n';
import { Icon } from './icon';

/** An address with what is known about going or writing there: what is not safe stands out. */
export function AddressBlock({ address }: { address: Address }) {
  const words = t().file;
  return (
    <div class="stack gap1">
      <p class="row gap2 top">
        <Icon name="pin" />
        <span class="grow" dir="auto">
          {addressLine(address)}
          {address.use && <span class="faint small"> {codeLabel(address.use, 'use')}</span>}
          {address.note && <span class="soft small"> {address.note}</span>}
        </span>
      </p>
      {address.safe_to_visit === false && (
        <p class="flag no">
          <Icon name="cross" />
          {words.notToVisit}
        </p>
      )}
      {address.safe_to_write === false && (
        <p class="flag no">
          <Icon name="cross" />
          {words.notToWrite}
        </p>
      )}
    </div>
  );
}

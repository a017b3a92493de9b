// A phone number never stands without what is known about using it: a wrong call can put a person in danger.
import type { Phone } from '../api/types';
import { codeLabel, t } from '../i18n';
import { Icon } from './icon';

function Flag({ what, safe }: { what: string; safe: boolean | undefined }) {
  const words = t().common.phone;
  if (safe === true)
    return (
      <span class="flag yes">
        <Icon name="check" />
        {words.safe(what)}
      </span>
    );
  if (safe === false)
    return (
      <span class="flag no">
        <Icon name="cross" />
        {words.unsafe(what)}
      </span>
    );
  return (
    <span class="flag">
      <Icon name="question" />
      {words.unknown(what)}
    </span>
  );
}

function PhoneFlags({ phone }: { phone: Phone }) {
  const words = t().common.phone;
  return (
    <span class="flags">
      <Flag what={words.call} safe={phone.safe_to_call} />
      <Flag what={words.text} safe={phone.safe_to_text} />
      <Flag what={words.message} safe={phone.safe_to_leave_message} />
    </span>
  );
}

/** A number with all that is known about it; `name`: whose it is, where several people's stand together. */
export function PhoneLine({ phone, name }: { phone: Phone; name?: string }) {
  return (
    <span class="phone">
      {name && <bdi>{name}</bdi>}
      <span class="phone-number">
        <bdi>{phone.number}</bdi>
      </span>
      {phone.use && <span class="faint small">{codeLabel(phone.use, 'use')}</span>}
      <PhoneFlags phone={phone} />
      {phone.note && (
        <span class="small soft" dir="auto">
          {phone.note}
        </span>
      )}
    </span>
  );
}

export function Phones({ phones }: { phones: Phone[] }) {
  if (!phones.length) return <p class="faint">{t().common.phone.none}</p>;
  return (
    <ul class="phones">
      {phones.map((phone, i) => (
        <li key={i}>
          <PhoneLine phone={phone} />
        </li>
      ))}
    </ul>
  );
}

import { t } from '../../i18n';
import { chooseUnit, shownUnitOf, unitsOf, type Switchable } from '../../model/units';

/** A small switch between the two units in use; it is remembered while the program is open. */
export function UnitSwitch({ kind }: { kind: Switchable }) {
  const words = t().visit;
  const now = shownUnitOf(kind);
  return (
    <div class="unit-switch no-print" role="group" aria-label={words.unitOf(words.vital[kind])}>
      {unitsOf[kind].map((unit) => (
        <button type="button" key={unit} aria-pressed={unit === now} onClick={() => chooseUnit(kind, unit)}>
          {unit}
        </button>
      ))}
    </div>
  );
}

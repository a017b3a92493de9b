import { MarkBadge } from '../components/mark-badge';
import { Icon } from '../components/icon';
import { Page } from '../components/page';
import { t } from '../i18n';

const marks = ['here', 'office', 'parked'] as const;

export function HelpScreen() {
  const words = t().help;
  return (
    <Page title={words.title} lead={words.lead}>
      <div class="stack gap6 help">
        <section aria-labelledby="help-marks">
          <h2 id="help-marks">{words.marksTitle}</h2>
          <dl class="help-list">
            {marks.map((mark) => (
              <div key={mark}>
                <dt>
                  <MarkBadge mark={mark} />
                </dt>
                <dd>{words.marks[mark]}</dd>
              </div>
            ))}
            <div>
              <dt>
                <span class="conflict-marker">
                  <Icon name="split" />
                  {t().decide.marker}
                </span>
              </dt>
              <dd>{words.decideMark}</dd>
            </div>
            <div>
              <dt>
                <span class="struck">{t().file.voided}</span>
              </dt>
              <dd>{words.struckMark}</dd>
            </div>
          </dl>
        </section>
        <section aria-labelledby="help-day">
          <h2 id="help-day">{words.dayTitle}</h2>
          <ol class="steps">
            {words.day.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </section>
        <section aria-labelledby="help-when">
          <h2 id="help-when">{words.whenTitle}</h2>
          <dl class="help-list">
            {words.when.map(([what, then]) => (
              <div key={what}>
                <dt class="strong">{what}</dt>
                <dd>{then}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section aria-labelledby="help-keys">
          <h2 id="help-keys">{words.keysTitle}</h2>
          <dl class="help-list">
            {words.keys.map(([key, what]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Page>
  );
}

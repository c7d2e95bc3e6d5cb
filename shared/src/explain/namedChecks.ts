/** Checks of explanations of every kind, as views show and `inspect` prints them. What cannot be
 * checked with the files at hand is left out. */
import { counted } from './counted';
import { isValid } from './bias/range';
import { metricInfo } from './bias/catalogue';
import { checkAdditivity, checkGlobal, type Check } from './checks';
import type {
  BiasExplanation,
  Explanation,
  ImageExplanation,
  NamedCheck,
  PdpExplanation,
  SeriesExplanation,
  TabularExplanation,
  TextExplanation
} from './model';

const number = (value: number): string => String(Number(value.toPrecision(3)));
const many = (count: number): string => count.toLocaleString('en');

const known = new WeakMap<Explanation, NamedCheck[]>();

/** Explanations do not change: each is checked once, at best where it was read. */
export function namedChecks(e: Explanation): NamedCheck[] {
  const checks = e.meta.checks ?? known.get(e) ?? check(e);
  known.set(e, checks);
  return checks;
}

/** True if {@link namedChecks} has nothing to compute. */
export function isChecked(e: Explanation): boolean {
  return e.meta.checks !== undefined || known.has(e);
}

function check(e: Explanation): NamedCheck[] {
  switch (e.kind) {
    case 'tabular':
      return tabularChecks(e);
    case 'text':
      return [...complete(e), ...textChecks(e)];
    case 'image':
      return probabilities(e);
    case 'series':
      return [...complete(e), ...seriesChecks(e)];
    case 'pdp':
      return [...complete(e), ...pdpChecks(e)];
    case 'bias':
      return biasChecks(e);
    default:
      return [];
  }
}

function tabularChecks(e: TabularExplanation): NamedCheck[] {
  if (e.partOf) {
    // A part of an explanation lacks what the sums need.
    return complete(e);
  }
  const labels = e.labels.map((name, label) => ({ name, label }));
  const checks: NamedCheck[] = [...complete(e)];
  const sums = labels.map(({ name, label }) => ({ name, check: checkAdditivity(e, label) }));
  if (e.baseImplied && e.records > 0) {
    // Of an answer without a number for each prediction nothing contradicts the values.
    if (e.predictions || e.base.some(base => base !== null)) {
      checks.push(derivedBase(e, sums));
    }
  } else {
    checks.push(
      ...together('additivity', sums, check => {
        const worst = number(check.worst ?? 0);
        return check.state === 'broken'
          ? 'Does not add up: base + contributions miss the prediction of record ' +
              `${(check.record ?? 0) + 1} by ${worst}`
          : check.state === 'close'
            ? `Adds up nearly: largest residual ${worst}`
            : `Adds up: base + contributions = prediction, largest residual ${worst}`;
      })
    );
  }
  checks.push(
    ...together(
      'global-values',
      labels.map(({ name, label }) => ({ name, check: checkGlobal(e, label) })),
      check =>
        check.state === 'broken'
          ? `The global value of ${check.feature} differs from the ${aggregateName(check, '')} by ` +
            `${number(check.worst ?? 0)}; it may cover other records (${aggregateSource(e, check)})`
          : `Global values ${check.state === 'close' ? 'nearly ' : ''}equal the ` +
            `${aggregateName(check, 's')}, largest difference ${number(check.worst ?? 0)} ` +
            `(${aggregateSource(e, check)})`
    )
  );
  if (e.meta.format === 'F2' && e.labels.length > 0) {
    checks.push(...globalChecks(e));
  }
  return checks;
}

function aggregateName({ how }: Check, plural: '' | 's'): string {
  const names = { mean_sq: 'mean squared', median: 'median', mean_abs: 'mean absolute' };
  return `${names[how as keyof typeof names]} contribution${plural}`;
}

/** Who says that these are to be compared. */
function aggregateSource(e: TabularExplanation, { how }: Check): string {
  return e.aggregation
    ? `agg_method ${e.aggregation} of the configuration`
    : how === 'mean_abs'
      ? 'agg_method not stated; mean_abs is the default'
      : `agg_method not stated; found to be ${how}`;
}

/** One check over all labels; nothing if it could not be made for any. */
function together(
  name: string,
  each: readonly { name: string; check: Check }[],
  say: (check: Check) => string
): NamedCheck[] {
  const rank = { exact: 0, close: 1, broken: 2, unknown: -1 };
  const made = each
    .filter(({ check }) => check.state !== 'unknown')
    .sort(
      ({ check: a }, { check: b }) =>
        rank[b.state] - rank[a.state] || (b.worst ?? 0) - (a.worst ?? 0)
    );
  const worst = made[0];
  const broken = made.filter(({ check }) => check.state === 'broken').length;
  if (!worst) {
    return [];
  }
  const where =
    broken === 0 || each.length === 1
      ? ''
      : ` (${worst.name}${broken > 1 ? ` and ${broken - 1} more` : ''})`;
  return [{ name, ok: broken === 0, detail: `${say(worst.check)}${where}.` }];
}

/** F8 carries no base: it follows from each record, and must be the same for all. */
function derivedBase(
  e: TabularExplanation,
  sums: readonly { name: string; check: Check }[]
): NamedCheck {
  const unknown = e.base.some(base => base === null);
  const worst = Math.max(0, ...sums.map(({ check }) => check.worst ?? 0));
  const records = e.records === 1 ? 'the only record' : `all ${many(e.records)} explained records`;
  return {
    name: 'base',
    ok: !unknown && sums.every(({ check }) => check.state !== 'broken'),
    detail: unknown
      ? 'Prediction minus contributions is not the same for all records: the base is unknown.'
      : `The base is prediction minus contributions of ${records}, equal within ${number(worst)}` +
        `${e.unit === 'log-odds' ? ' in log-odds' : ''}.`
  };
}

function globalChecks(e: TabularExplanation): NamedCheck[] {
  const missing = e.labels.filter((_, label) => e.base[label] === null);
  const negative = (e.global ?? new Float64Array(0)).filter(value => value < 0).length;
  return [
    {
      name: 'base',
      ok: missing.length === 0,
      detail:
        missing.length === 0
          ? 'There is an expected value for each label.'
          : `There is no expected value for ${missing
              .slice(0, 5)
              .map(name => name || '“”')
              .join(', ')}.`
    },
    // Medians of values with a sign may well be negative.
    ...(e.aggregation === 'median' || !e.global?.length
      ? []
      : [
          {
            name: 'sign',
            // A file does not say how it was made: those of medians are sound.
            ok: negative === 0 || e.aggregation === undefined,
            detail:
              negative === 0
                ? 'No global value is negative, as means of sizes must be.'
                : `${negative} of ${e.global?.length ?? 0} global values are negative: they are ` +
                  `no means of sizes${e.aggregation ? '' : ', but may be medians'}.`
          }
        ])
  ];
}

/** Every number is there. Labels of F2 may lack features of others; that is no damage. */
function complete(e: Explanation): NamedCheck[] {
  const values = e.values;
  if (values.length === 0 || e.meta.format === 'F2') {
    return [];
  }
  let missing = 0;
  for (let i = 0; i < values.length; i += 1) {
    missing += Number.isNaN(values[i]) ? 1 : 0;
  }
  const detail =
    missing === 0
      ? all(values.length, 'value is a number', 'values are numbers')
      : `${many(missing)} of ${many(values.length)} values are missing or no numbers.`;
  return [{ name: 'complete', ok: missing === 0, detail }];
}

function textChecks(e: TextExplanation): NamedCheck[] {
  const checks = probabilities(e);
  if (e.meta.format === 'F8' && e.items.some(({ predictions }) => predictions)) {
    const known = e.base.every(base => base !== null);
    checks.push({
      name: 'base',
      ok: known,
      detail: known
        ? 'The base is prediction minus contributions, the same for all records.'
        : 'Prediction minus contributions is not the same for all records: the base is unknown.'
    });
  }
  const units = e.items.flatMap(({ parts }) => parts.flatMap(part => part.units));
  const lost = units.filter(({ text, start, end }) => text !== '' && start === end).length;
  checks.push({
    name: 'offsets',
    ok: lost === 0,
    detail:
      lost === 0
        ? all(
            units.length,
            'piece has its place in the text',
            'pieces have their place in the text'
          )
        : `${many(lost)} of ${counted(units.length, 'piece was', 'pieces were')} not found in the text.`
  });
  return checks;
}

function probabilities({ items }: TextExplanation | ImageExplanation): NamedCheck[] {
  const known = items.flatMap(({ probability }) =>
    probability === undefined ? [] : [probability]
  );
  const outside = known.filter(p => !(p >= 0 && p <= 1)).length;
  return known.length === 0
    ? []
    : [
        {
          name: 'range',
          ok: outside === 0,
          detail:
            outside === 0
              ? all(known.length, 'probability lies in 0 to 1', 'probabilities lie in 0 to 1')
              : `${outside} of ${known.length} probabilities lie outside 0 to 1.`
        }
      ];
}

function seriesChecks(e: SeriesExplanation): NamedCheck[] {
  if (e.items.length === 0) {
    return [];
  }
  if (e.relative) {
    const outside = e.values.filter(value => Math.abs(value) > 1).length;
    const detail =
      outside === 0
        ? 'All impact scores lie in -1 to 1.'
        : `${counted(outside, 'impact score lies', 'impact scores lie')} outside -1 to 1.`;
    return [{ name: 'range', ok: outside === 0, detail }];
  }
  const bad = e.items.filter(
    ({ offset, horizon }) => offset.length !== horizon || !offset.every(Number.isFinite)
  );
  const first = e.items[0] as SeriesExplanation['items'][number];
  return [
    {
      name: 'forecast',
      ok: bad.length === 0,
      detail:
        bad.length === 0
          ? `Offset + scores give a forecast of every step; that of ${first.id} begins with ` +
            `${[0, 1, 2]
              .slice(0, first.horizon)
              .map(step => forecast(e, 0, step))
              .map(value => (Number.isNaN(value) ? 'unknown' : number(value)))
              .join(', ')}.`
          : `${counted(bad.length, 'item has', 'items have')} no offset for each step, so no forecast ` +
            `(first: ${(bad[0] as typeof first).id}).`
    }
  ];
}

/** offset + sum of scores of one step. */
export function forecast(e: SeriesExplanation, item: number, step: number): number {
  const { offset, horizon, entries, first } = e.items[item] as SeriesExplanation['items'][number];
  let sum = offset[step] ?? NaN;
  for (let entry = 0; entry < entries.length; entry += 1) {
    sum += e.values[first + entry * horizon + step] as number;
  }
  return sum;
}

function pdpChecks(e: PdpExplanation): NamedCheck[] {
  const failed = e.curves.filter(({ error }) => error !== undefined).length;
  const over = e.curves.filter(
    ({ distribution }) => distribution.reduce((sum, share) => sum + share, 0) > 1 + 1e-6
  );
  return [
    {
      name: 'range',
      ok: over.length === 0,
      detail:
        over.length === 0
          ? 'The shares of rows of each feature come to no more than 1.'
          : `The shares of rows of ${over[0]?.feature} come to more than 1.`
    },
    ...(failed > 0
      ? [{ name: 'curves', ok: false, detail: `${failed} of ${e.curves.length} features failed.` }]
      : [])
  ];
}

function biasChecks(e: BiasExplanation): NamedCheck[] {
  // Differences of a continuous outcome have no bounds.
  const bounded = e.sections.filter(({ positive }) => !/^[([].*,.*[)\]]$/.test(positive));
  const outside = bounded.flatMap(({ facets }) =>
    facets.flatMap(({ facet, metrics }) =>
      metrics.flatMap(({ name, value }) => {
        const info = metricInfo(name);
        return info && value !== null && !isValid(info, value) ? [`${name} of ${facet}`] : [];
      })
    )
  );
  const detail =
    outside.length === 0
      ? 'All metrics that are known lie in their range.'
      : `Outside the range of the metric: ${outside.slice(0, 5).join(', ')}.`;
  return [{ name: 'range', ok: outside.length === 0, detail }];
}

function all(count: number, one: string, several: string): string {
  return count === 1 ? `The ${one}.` : `All ${many(count)} ${several}.`;
}

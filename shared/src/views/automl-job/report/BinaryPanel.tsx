import { useCallback, useMemo, useState, type ReactElement } from 'react';
import type { ConfusionMatrix } from '../../../automl/report/confusion';
import type { QualityReport, ShareCurve } from '../../../automl/report/statistics';
import {
  areaUnderRoc,
  averagePrecision,
  binaryOf,
  type Binary
} from '../../../automl/report/thresholds';
import type { Host } from '../../../host';
import { percentText, short } from '../../../plots/numbers';
import {
  calibrationFigure,
  precisionRecallFigure,
  rocFigure,
  shareFigure
} from '../../../plots/qualityCurves';
import type { PlotStyle } from '../../../plots/style';
import { Button } from '../../parts';
import { ConfusionPanel } from './ConfusionPanel';
import { TitledChart } from './TitledChart';

export interface BinaryPanelProps {
  quality: QualityReport;
  host: Host;
  jobName: string;
}

/** Curves of a binary classifier; one threshold moves them all. */
export function BinaryPanel({ quality, host, jobName }: BinaryPanelProps): ReactElement {
  const { locale } = host;
  const binary = useMemo(() => binaryOf(quality), [quality]);
  const [chosen, setChosen] = useState(binary.usual);
  const { points, prevalence } = binary;
  const point = points[chosen];
  const told = quality.metrics.find(({ key }) => key === 'auc')?.value;
  const auc = told ?? areaUnderRoc(points);
  const ap =
    quality.metrics.find(({ key }) => key === 'auprc')?.value ??
    (quality.precisionRecall && averagePrecision(quality.precisionRecall));
  const matrix = useMemo(
    () => (chosen === binary.usual ? quality.confusion : matrixAt(binary, chosen)),
    [binary, chosen, quality.confusion]
  );
  const gain = useMemo(() => quality.gain ?? derivedGain(binary), [quality.gain, binary]);
  const lift = useMemo(() => quality.lift ?? derivedLift(gain), [quality.lift, gain]);

  const roc = useCallback(
    (style: PlotStyle) => rocFigure(points, chosen, auc, style),
    [points, chosen, auc]
  );
  const pr = useCallback(
    (style: PlotStyle) =>
      precisionRecallFigure(
        quality.precisionRecall ?? { precisions: [], recalls: [] },
        prevalence,
        point,
        ap,
        style
      ),
    [quality.precisionRecall, prevalence, point, ap]
  );
  const calibration = useCallback(
    (style: PlotStyle) =>
      calibrationFigure(
        quality.calibration ?? { predictions: [], shares: [], counts: [] },
        point,
        style
      ),
    [quality.calibration, point]
  );
  const gainChart = useCallback(
    (style: PlotStyle) => shareFigure(gain ?? none, 'gain', point, style),
    [gain, point]
  );
  const liftChart = useCallback(
    (style: PlotStyle) => shareFigure(lift ?? none, 'lift', point, style),
    [lift, point]
  );
  const chart = (
    label: string,
    name: string,
    draw: (style: PlotStyle) => ReturnType<typeof roc>
  ) => <TitledChart label={label} draw={draw} host={host} exportName={`${jobName}-${name}`} />;
  return (
    <>
      <ThresholdSlider binary={binary} chosen={chosen} onChoose={setChosen} locale={locale} />
      {matrix && (
        <ConfusionPanel
          matrix={matrix}
          host={host}
          jobName={jobName}
          note={
            chosen === binary.usual
              ? undefined
              : 'Counts at the chosen threshold follow from the ROC curve; rounded to rows.'
          }
        />
      )}
      <div className="ph-Charts">
        {chart('ROC curve', 'roc', roc)}
        {quality.precisionRecall && chart('Precision and recall', 'precision-recall', pr)}
        {quality.calibration && chart('Calibration', 'calibration', calibration)}
        {gain && chart('Gain', 'gain', gainChart)}
        {lift && chart('Lift', 'lift', liftChart)}
      </div>
      {!quality.calibration && (
        <p className="ph-muted">
          No calibration curve: the file has no predicted probabilities with what came true.
        </p>
      )}
    </>
  );
}

const none: ShareCurve = { shares: [], values: [] };

interface ThresholdSliderProps {
  binary: Binary;
  chosen: number;
  onChoose: (index: number) => void;
  locale: string;
}

function ThresholdSlider({ binary, chosen, onChoose, locale }: ThresholdSliderProps): ReactElement {
  const { points, positiveLabel } = binary;
  const point = points[chosen];
  const share = (value: number | undefined): string =>
    value === undefined || Number.isNaN(value) ? '–' : percentText(value, locale, 1);
  const threshold =
    point?.threshold === undefined
      ? `point ${chosen + 1} of ${points.length}; the file has no thresholds`
      : short(point.threshold, locale);
  const figures: [string, string][] = [
    ['Precision', share(point?.precision)],
    ['Recall', share(point?.truePositiveRate)],
    ['F1', share(point?.f1)],
    ['Accuracy', share(point?.accuracy)],
    ['False positive rate', share(point?.falsePositiveRate)],
    ['Called positive', share(point?.flagged)]
  ];
  return (
    <div className="ph-Threshold" role="group" aria-label="Threshold">
      <label className="ph-Threshold-slider">
        <span>
          {`Rows count as ${positiveLabel ?? 'positive'} from score `}
          <strong className="ph-number">{threshold}</strong>
        </span>
        <input
          type="range"
          aria-label="Threshold"
          aria-valuetext={threshold}
          min={0}
          max={Math.max(0, points.length - 1)}
          step={1}
          // To the right the threshold grows: the points begin with the highest.
          value={points.length - 1 - chosen}
          onChange={event => onChoose(points.length - 1 - Number(event.target.value))}
        />
      </label>
      <dl className="ph-Figures">
        {figures.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="ph-number">{text}</dd>
          </div>
        ))}
      </dl>
      {chosen !== binary.usual && (
        <Button kind="quiet" onClick={() => onChoose(binary.usual)}>
          Back to the report’s threshold
        </Button>
      )}
    </div>
  );
}

/** The matrix at a point of the curve; `undefined` where the numbers of rows are not known. */
function matrixAt(binary: Binary, index: number): ConfusionMatrix | undefined {
  const counts = binary.points[index]?.counts;
  if (!counts || binary.positive === undefined) {
    return undefined;
  }
  const { tp, fp, fn, tn } = counts;
  const [p, n] = [binary.positiveLabel ?? 'positive', binary.negativeLabel ?? 'negative'];
  return binary.positive === 0
    ? {
        labels: [p, n],
        counts: [
          [tp, fn],
          [fp, tn]
        ]
      }
    : {
        labels: [n, p],
        counts: [
          [tn, fp],
          [fn, tp]
        ]
      };
}

/** Gain from the ROC curve, where the share of positives is known. */
function derivedGain({ points, prevalence }: Binary): ShareCurve | undefined {
  return prevalence === undefined || points.length < 2
    ? undefined
    : {
        shares: points.map(point => point.flagged),
        values: points.map(point => point.truePositiveRate)
      };
}

function derivedLift(gain: ShareCurve | undefined): ShareCurve | undefined {
  if (!gain) {
    return undefined;
  }
  const kept = gain.shares.flatMap((share, i) => (share > 0 ? [i] : []));
  return {
    shares: kept.map(i => gain.shares[i] as number),
    values: kept.map(i => (gain.values[i] as number) / (gain.shares[i] as number))
  };
}

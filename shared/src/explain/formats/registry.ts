/** Every format, one line each, in the order in which they are tried. */
import { asymmetric } from './asymmetric';
import { bias } from './bias';
import type { DocumentFormat, SampleFormat } from './format';
import { capture } from './capture';
import { imageReport } from './imageReport';
import { impact } from './impact';
import { onlineAnswers } from './onlineSamples';
import { pdp } from './pdp';
import { series } from './series';
import { shap } from './shap';
import { textLines } from './textLines';
import { textReport } from './textReport';
import { violations } from './violations';

/** Sections of one JSON document; several may be in the same file. */
export const documents: readonly DocumentFormat[] = [bias, shap, pdp, asymmetric, violations];

/** Samples: JSON lines, elements of an array, or one object. */
export const samples: readonly SampleFormat[] = [
  onlineAnswers,
  textLines,
  series,
  imageReport,
  textReport,
  impact,
  capture
];

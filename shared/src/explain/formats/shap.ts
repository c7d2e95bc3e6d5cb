/** F2 as an explanation of its own: global values without records. */
import { assemble } from '../assemble';
import { globalAnalysis } from './analysis';
import type { DocumentFormat } from './format';

export const shap: DocumentFormat = {
  name: 'F2',
  sections: ['explanations.kernel_shap', 'explanations.kernal_shap'],
  read(document, { source, config, problemType }) {
    const analysis = globalAnalysis(document, source);
    return analysis ? [assemble({ source, analysis, config, problemType, warnings: [] })] : [];
  }
};

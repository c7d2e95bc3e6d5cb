/** Names that only explanations have, in JSON or as Python prints them. */
const EXPLAINED =
  /["'](explanations|token_scores|heatmap_image_uri|(pre|post)_training_bias_metrics)["']/;

/** True if what an output of a notebook shows may hold an explanation: worth offering the view. */
export function mayExplain(printed: string): boolean {
  return EXPLAINED.test(printed);
}

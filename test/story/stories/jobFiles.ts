/** Files of jobs of the engine, as texts. */
export { default as itemTable } from '../../fixtures/automl/engine/backtest/accuracy_metrics_per_item.csv';
export { default as forecastTable } from '../../fixtures/automl/engine/backtest/inference_results/Ensemble.csv';
export { default as exploration } from '../../fixtures/automl/engine/exploration.ipynb';

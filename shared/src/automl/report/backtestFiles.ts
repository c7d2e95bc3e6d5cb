/** Finding and reading the files below `BacktestResults`. */
import type { AwsApi, CallOptions } from '../../aws/api';
import { getObject, getObjectText, requireS3Uri } from '../../aws/s3';
import { listArtifacts, type ArtifactFile } from '../artifacts';
import { looseJson } from '../fields';
import {
  ForecastReader,
  parseAccuracy,
  parseItemAccuracy,
  type Accuracy,
  type ForecastTable,
  type ItemTable
} from './backtest';

export interface Backtest {
  accuracy?: Accuracy;
  items?: ItemTable;
  /** Tables of forecasts that can be read with {@link loadForecasts}. */
  forecasts: { model: string; file: ArtifactFile }[];
  /** JSON files of another shape. */
  documents: { name: string; value: unknown }[];
  files: ArtifactFile[];
}

const PIECE = 2 * 1024 * 1024;
const MOST_TABLE = 24 * 1024 * 1024;
const MOST_DOCUMENTS = 5;

/**
 * What is known about the back-tests below a prefix; the forecasts themselves are read later.
 *
 * @throws AwsError as the calls do.
 */
export async function loadBacktest(
  api: AwsApi,
  prefix: string,
  options?: CallOptions
): Promise<Backtest> {
  const { files } = await listArtifacts(api, prefix, options);
  const found: Backtest = { forecasts: [], documents: [], files };
  const text = (file: ArtifactFile): Promise<string> =>
    getObjectText(api, requireS3Uri(file.uri), options);
  for (const file of files.filter(({ name }) => /\.json$/i.test(name)).slice(0, MOST_DOCUMENTS)) {
    const content = file.size > MOST_TABLE ? '' : await text(file);
    const accuracy = parseAccuracy(content);
    if (accuracy && !found.accuracy) {
      found.accuracy = accuracy;
    } else {
      found.documents.push({ name: file.name, value: jsonOr(content) });
    }
  }
  const metrics = new Set(
    (found.accuracy?.models ?? []).flatMap(({ metrics: own }) => [...own.keys()])
  );
  for (const file of files.filter(({ name }) => /\.csv$/i.test(name))) {
    if (/per_item/i.test(file.name) && !found.items && file.size <= MOST_TABLE) {
      found.items = parseItemAccuracy(await text(file), metrics);
    } else if (!/per_item/i.test(file.name)) {
      const model = (file.name.split('/').pop() ?? '').replace(/\.csv$/i, '');
      found.forecasts.push({ model, file });
    }
  }
  // The blend first, then as the accuracies have them.
  const order = (found.accuracy?.models ?? []).map(({ model }) => model);
  const place = (model: string): number => {
    const at = order.indexOf(model);
    return at < 0 ? order.length : at;
  };
  found.forecasts.sort((a, b) => place(a.model) - place(b.model));
  return found;
}

/**
 * Read a table of forecasts piece by piece; the page stays free between pieces.
 *
 * @returns `undefined` if the file is no such table.
 * @throws AwsError as the calls do.
 */
export async function loadForecasts(
  api: AwsApi,
  file: ArtifactFile,
  options?: CallOptions
): Promise<ForecastTable | undefined> {
  const place = requireS3Uri(file.uri);
  const reader = new ForecastReader();
  const decoder = new TextDecoder('utf-8');
  for (let start = 0; start < file.size && !reader.isFull; start += PIECE) {
    const end = Math.min(file.size, start + PIECE);
    const bytes = await getObject(api, place, { ...options, range: { start, end } });
    reader.push(decoder.decode(bytes, { stream: end < file.size }));
    await new Promise(resolve => setTimeout(resolve, 0));
  }
  return reader.end();
}

function jsonOr(text: string): unknown {
  try {
    return looseJson(text);
  } catch {
    return text.slice(0, 100_000);
  }
}

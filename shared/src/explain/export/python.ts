/**
 * Python that reads the same files and draws the same numbers, with pandas and matplotlib (and
 * boto3 where they are in S3). It runs as it is.
 */
import { pythonLiteral } from '../../automl/code/quote';
import { MIME_TYPE } from '../mime';
import type { Explanation } from '../model';
import { chartCode } from './pythonCharts';

/** Where code finds an explanation that its source alone does not lead to. */
export interface CodePlace {
  /** Path or S3 URI. */
  path: string;
  /** Only this cell of a notebook, from 1. */
  cell?: number;
  /** The path is a mere name, e.g. of dropped files: the user completes it. */
  isIncomplete?: boolean;
}

/** @param place - Said instead of the source where that is not a place that code can reach. */
export function pythonCode(
  explanation: Explanation,
  place: CodePlace = { path: explanation.meta.source }
): string {
  const { path, cell, isIncomplete } = place;
  const chart = chartCode(explanation);
  const isRemote = /^s3:\/\//.test(path);
  const isNotebook = explanation.kind !== 'report' && /\.ipynb$/i.test(path);
  const isPacked = explanation.meta.packed === true && !isNotebook;
  const modules = new Set([
    ...chart.imports,
    ...(isNotebook ? ['ast', 'json'] : []),
    ...(isPacked ? ['gzip'] : [])
  ]);
  const lines = [
    ...[...modules].sort().map(name => `import ${name}`),
    ...(isRemote ? [] : ['from pathlib import Path']),
    '',
    ...(isRemote ? ['import boto3'] : []),
    'import matplotlib.pyplot as plt',
    'import numpy as np',
    'import pandas as pd',
    '',
    ...(isIncomplete ? ['# Where the dropped files are: complete the path.'] : []),
    `SOURCE = ${pythonLiteral(path)}`,
    '',
    ...(isRemote ? REMOTE : LOCAL),
    ...(isNotebook ? notebookOutputs(cell) : []),
    ...(isPacked ? UNPACKED : []),
    '',
    ...chart.lines
  ];
  return `${lines.join('\n')}\n`;
}

/** `names()` and `read(name)` for a file or folder of this machine. */
const LOCAL = [
  '',
  'def find(path):',
  '    """The path, seen from here or from a folder above: notebooks may run further down."""',
  '    for folder in [Path.cwd(), *Path.cwd().parents]:',
  '        if (folder / path).exists():',
  '            return folder / path',
  '    raise FileNotFoundError(path)',
  '',
  '',
  'source = find(SOURCE)',
  '',
  '',
  'def names():',
  '    """All files, by their paths below the source; of a single file its own name."""',
  '    if source.is_file():',
  '        return [source.name]',
  '    found = (path for path in source.rglob("*") if path.is_file())',
  '    return sorted(path.relative_to(source).as_posix() for path in found)',
  '',
  '',
  'def read(name):',
  '    return (source if source.is_file() else source / name).read_bytes()',
  ''
];

/** The same for an object or prefix in S3. */
const REMOTE = [
  's3 = boto3.client("s3")  # for the local engine, first run: %pilot backend local',
  'bucket, _, prefix = SOURCE.removeprefix("s3://").partition("/")',
  'pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)',
  'keys = [item["Key"] for page in pages for item in page.get("Contents", [])]',
  'is_file = prefix in keys and not prefix.endswith("/")',
  'folder = f"{prefix.rstrip(\'/\')}/".lstrip("/")',
  '',
  '',
  'def names():',
  '    """All objects, by their keys below the source; of a single object its own name."""',
  '    if is_file:',
  '        return [prefix.rsplit("/", 1)[-1]]',
  '    below = (key for key in keys if key.startswith(folder) and not key.endswith("/"))',
  '    return sorted(key[len(folder) :] for key in below)',
  '',
  '',
  'def read(name):',
  '    key = prefix if is_file else folder + name',
  '    return s3.get_object(Bucket=bucket, Key=key)["Body"].read()',
  ''
];

/** The same for files packed with gzip, under the names of those inside them. */
const UNPACKED = [
  '',
  'names_as_they_are, read_as_it_is = names, read',
  '',
  '',
  'def names():',
  '    return sorted({name.removesuffix(".gz") for name in names_as_they_are()})',
  '',
  '',
  'def read(name):',
  '    data = read_as_it_is(name if name in names_as_they_are() else f"{name}.gz")',
  '    return gzip.decompress(data) if data.startswith(b"\\x1f\\x8b") else data',
  ''
];

/** `names()` and `read(name)` for JSON in the outputs of a notebook, shown or printed. */
function notebookOutputs(cell: number | undefined): string[] {
  return [
    '',
    'def parsed(text):',
    '    try:',
    '        return json.loads(text)',
    '    except ValueError:',
    '        value = ast.literal_eval(text)',
    '        return json.loads(value) if isinstance(value, (str, bytes)) else value',
    '',
    '',
    'def json_outputs():',
    '    for number, cell in enumerate(json.loads(read(names()[0]))["cells"], 1):',
    ...(cell === undefined ? [] : [`        if number != ${cell}:`, '            continue']),
    '        for output in cell.get("outputs", []):',
    '            data = output.get("data", {})',
    `            content = data.get(${pythonLiteral(MIME_TYPE)}, data.get("application/json"))`,
    '            if content is None:',
    '                printed = "".join(output.get("text", data.get("text/plain", ""))).strip()',
    '                try:',
    '                    content = parsed(printed)',
    '                except (SyntaxError, ValueError):',
    '                    continue',
    '            yield json.dumps(content).encode()',
    '',
    '',
    'outputs = {f"output {number}.json": data for number, data in enumerate(json_outputs(), 1)}',
    '',
    '',
    'def names():',
    '    return list(outputs)',
    '',
    '',
    'def read(name):',
    '    return outputs[name]',
    ''
  ];
}

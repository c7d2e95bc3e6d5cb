/**
 * Python that reads the same files and draws the same numbers, with pandas and matplotlib (and
 * boto3 where they are in S3). It runs as it is.
 */
import { pythonLiteral } from '../../automl/code/quote';
import type { Explanation } from '../model';
import { chartCode } from './pythonCharts';

/**
 * @param place - Said instead of the source where that is not a place that code can reach, e.g.
 * for dropped files: the user completes it.
 */
export function pythonCode(explanation: Explanation, place?: string): string {
  const source = place ?? explanation.meta.source;
  const isRemote = /^s3:\/\//.test(source);
  const lines = [
    ...chartCode(explanation).imports.map(name => `import ${name}`),
    ...(isRemote ? [] : ['from pathlib import Path']),
    '',
    ...(isRemote ? ['import boto3'] : []),
    'import matplotlib.pyplot as plt',
    'import numpy as np',
    'import pandas as pd',
    '',
    ...(place === undefined ? [] : ['# Where the dropped files are: complete the path.']),
    `SOURCE = ${pythonLiteral(source)}`,
    '',
    ...(isRemote ? REMOTE : LOCAL),
    '',
    ...chartCode(explanation).lines
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

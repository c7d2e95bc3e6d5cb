/** The part of generated Python that knows formats and draws; see {@link pythonCode}. */
import { pythonLiteral } from '../../automl/code/quote';
import type { Explanation, TabularExplanation } from '../model';

export interface ChartCode {
  /** Modules of the standard library. */
  imports: string[];
  /** Use `names()` and `read(name)`. */
  lines: string[];
}

export function chartCode(e: Explanation): ChartCode {
  switch (e.kind) {
    case 'tabular':
      return e.meta.format === 'F8'
        ? answers(e)
        : e.meta.format === 'snapshot'
          ? snapshot(e)
          : report(e);
    case 'text':
      return texts(e.labels[0] ?? '');
    case 'series':
      return SERIES;
    case 'pdp':
      return PDP;
    case 'bias':
      return BIAS;
    case 'image':
      return IMAGES;
    case 'baseline':
      return {
        imports: ['io'],
        lines: ['baseline = pd.read_csv(io.BytesIO(read(names()[0])))', 'baseline']
      };
    case 'violations':
      return {
        imports: ['json'],
        lines: [
          'violations = json.loads(read(names()[0]).decode("utf-8-sig"))["violations"]',
          'pd.DataFrame(violations)'
        ]
      };
    case 'report':
      return { imports: [], lines: ['names()'] };
    case 'raw':
      return {
        imports: ['json'],
        lines: ['content = json.loads(read(names()[0]).decode("utf-8-sig"))', 'content']
      };
  }
}

const JSON_OF = [
  'def json_of(name):',
  '    """A JSON document, whatever follows the names of its files."""',
  '    return json.loads(read(name).decode("utf-8-sig"))',
  ''
];

/** Objects of JSON lines, of a list, or of an object with one list. */
const SAMPLES = [
  'def samples():',
  '    """Samples of all files: JSON lines, a list, one object, or an object with one list."""',
  '    for name in names():',
  '        if not name.endswith((".json", ".jsonl", ".out")):',
  '            continue',
  '        text = read(name).decode("utf-8-sig")',
  '        try:',
  '            content = json.loads(text)',
  '        except json.JSONDecodeError:',
  '            content = [json.loads(line) for line in text.splitlines() if line.strip()]',
  '        lists = [v for v in content.values() if isinstance(v, list)] if isinstance(content, dict) else []',
  '        if isinstance(content, list):',
  '            yield from content',
  '        elif len(lists) == 1 and lists[0] and isinstance(lists[0][0], dict) and len(content) == 1:',
  '            yield from lists[0]',
  '        else:',
  '            yield content',
  ''
];

/** `contributions` (DataFrame, a column per feature) and `importance` (Series) are drawn. */
function drawContributions(label: string): string[] {
  return [
    'importance = importance.reindex(importance.abs().sort_values(ascending=False).index)',
    'top = importance.head(20)[::-1]',
    'fig, axes = plt.subplots(1, 2 if len(contributions) else 1, figsize=(12, 6), squeeze=False)',
    'axes[0][0].barh([str(name) for name in top.index], top.to_numpy())',
    `axes[0][0].set_title(${pythonLiteral(`Importance for ${label}`)}, parse_math=False)`,
    'if len(contributions):',
    '    # One dot per record; the vertical place has no meaning.',
    '    spread = np.random.default_rng(0).uniform(-0.35, 0.35, len(contributions))',
    '    for row, feature in enumerate(top.index):',
    '        if feature in contributions:',
    '            axes[0][1].scatter(contributions[feature], row + spread, s=4, alpha=0.5)',
    '    axes[0][1].set_yticks(range(len(top)), [])',
    '    axes[0][1].axvline(0, linewidth=0.8)',
    `    axes[0][1].set_title(${pythonLiteral(`Contributions to ${label}`)}, parse_math=False)`,
    'for tick in axes[0][0].get_yticklabels():',
    '    tick.set_parse_math(False)',
    'fig.tight_layout()',
    'plt.show()'
  ];
}

/** F2 and F5. */
function report(e: TabularExplanation): ChartCode {
  const label = e.labels[0] ?? '';
  return {
    imports: ['io', 'json', 're'],
    lines: [
      ...JSON_OF,
      '',
      `label = ${pythonLiteral(label)}`,
      'importance = pd.Series(dtype=float)',
      'base = None',
      'for name in names():',
      '    if name.endswith(".json"):',
      '        content = json_of(name)',
      '        explanations = content.get("explanations", {}) if isinstance(content, dict) else {}',
      '        shap = explanations.get("kernel_shap", explanations.get("kernal_shap"))',
      '        if isinstance(shap, dict) and label in shap:',
      '            importance = pd.Series(shap[label]["global_shap_values"], dtype=float)',
      '            base = shap[label].get("expected_value")',
      '            break',
      '',
      '# Contributions of single records: one file, or parts in the order of their names.',
      'suffix = f"_{label}"',
      'parts = []',
      'for name in names():',
      '    if re.search(r"(^|/)(out\\.csv|explanations_shap/[^/]+\\.csv|part-[^/]*)(/[^/]+)?$", name):',
      '        if not name.endswith("baseline.csv"):',
      '            parts.append(pd.read_csv(io.BytesIO(read(name))))',
      'if not parts and len(names()) == 1 and names()[0].endswith(".csv"):',
      '    parts = [pd.read_csv(io.BytesIO(read(names()[0])))]',
      'contributions = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()',
      'own = [name for name in contributions.columns if str(name).endswith(suffix)]',
      'contributions = contributions[own].rename(columns=lambda name: name.removesuffix(suffix))',
      'if importance.empty:',
      '    importance = contributions.abs().mean()',
      'print(f"base {base}, {len(contributions)} records, {len(importance)} features")',
      '',
      ...drawContributions(label)
    ]
  };
}

/** F8: the answer of an endpoint. */
function answers(e: TabularExplanation): ChartCode {
  return {
    imports: ['json'],
    lines: [
      ...JSON_OF,
      '',
      'rows = []',
      'for name in names():',
      '    if not name.endswith((".json", ".out")):',
      '        continue',
      '    for record in json_of(name)["explanations"].get("kernel_shap", []):',
      '        # Records that were not explained are null.',
      '        if record:',
      '            rows.append(',
      '                {',
      '                    part.get("feature_header", f"column_{position}"): part["attributions"][0]["attribution"][0]',
      '                    for position, part in enumerate(record)',
      '                }',
      '            )',
      'contributions = pd.DataFrame(rows)',
      'importance = contributions.abs().mean()',
      '',
      ...drawContributions(e.labels[0] ?? 'the output')
    ]
  };
}

/** Our own output of a notebook: int16 contributions of chosen records. */
function snapshot(e: TabularExplanation): ChartCode {
  return {
    imports: ['base64', 'json'],
    lines: [
      ...JSON_OF,
      '',
      'def snapshots():',
      '    for name in names():',
      '        data = json_of(name).get("data", {})',
      '        data = data.get("explanation", data)',
      '        if "features" in data:',
      '            yield data',
      '',
      '',
      'data = next(snapshots())',
      'importance = pd.Series(data["global"][0], index=data["features"], dtype=float)',
      'contributions = pd.DataFrame()',
      'records = data.get("records")',
      'if records:',
      '    whole = np.frombuffer(base64.b64decode(records["values"]), dtype="<i2")',
      '    whole = whole.reshape(len(data["labels"]), records["shown"], len(data["features"]))',
      '    values = np.where(whole[0] == -32768, np.nan, whole[0] * records["scale"][0])',
      '    contributions = pd.DataFrame(values, columns=data["features"])',
      'print(f"{len(contributions)} records, {len(importance)} features")',
      '',
      ...drawContributions(e.labels[0] ?? 'the output')
    ]
  };
}

function texts(label: string): ChartCode {
  return {
    imports: ['json'],
    lines: [
      ...SAMPLES,
      '',
      'def units(sample):',
      '    """Pieces of text with the contribution to the first label."""',
      '    if "token_scores" in sample:',
      '        scores = sample["token_scores"]',
      '        return [(s["description"]["partial_text"], s["attribution"]) for s in scores]',
      '    features = sample.get("explanations", {})',
      '    if isinstance(features, dict):',
      '        features = [part for record in features.get("kernel_shap", []) for part in record or []]',
      '    return [',
      '        (unit["description"]["partial_text"], np.ravel(unit["attribution"])[0])',
      '        for feature in features',
      '        for unit in feature["attributions"]',
      '        if "description" in unit',
      '    ]',
      '',
      '',
      'found = [(record, *unit) for record, sample in enumerate(samples()) for unit in units(sample)]',
      'table = pd.DataFrame(found, columns=["record", "text", "contribution"])',
      'top = table.groupby("text")["contribution"].mean()',
      'top = top.reindex(top.abs().sort_values(ascending=False).index).head(20)[::-1]',
      'fig, axis = plt.subplots(figsize=(8, 6))',
      'axis.barh([text[:60] for text in top.index], top.to_numpy())',
      `axis.set_title(${pythonLiteral(`Strongest pieces of text${label ? ` for ${label}` : ''}`)}, parse_math=False)`,
      'for tick in axis.get_yticklabels():',
      '    tick.set_parse_math(False)',
      'fig.tight_layout()',
      'plt.show()'
    ]
  };
}

const SERIES: ChartCode = {
  imports: ['json'],
  lines: [
    ...SAMPLES,
    '',
    'items = [sample for sample in samples() if "item_id" in sample]',
    'for item in items[:3]:',
    '    entries = item["explanations"]',
    '    scores = np.array([entry["scores"] for entry in entries], dtype=float)',
    '    names_of = [f\'{e["feature_name"]} {e.get("timestamp", "")}\' for e in entries]',
    '    limit = np.nanmax(np.abs(scores)) or 1',
    '    fig, axis = plt.subplots(figsize=(9, 0.25 * len(entries) + 2))',
    '    picture = axis.imshow(scores, aspect="auto", cmap="PuOr", vmin=-limit, vmax=limit)',
    '    axis.set_yticks(range(len(entries)), names_of)',
    '    axis.set_xlabel("step of the forecast")',
    '    axis.set_title(str(item["item_id"]), parse_math=False)',
    '    for tick in axis.get_yticklabels():',
    '        tick.set_parse_math(False)',
    '    fig.colorbar(picture, label="contribution")',
    '    fig.tight_layout()',
    '    plt.show()',
    '    forecast = np.array(item["offset"], dtype=float) + scores.sum(axis=0)',
    '    print(item["item_id"], "forecast", forecast)'
  ]
};

const PDP: ChartCode = {
  imports: ['json'],
  lines: [
    ...JSON_OF,
    '',
    'analyses = [json_of(name) for name in names() if name.endswith(".json")]',
    'curves = [',
    '    curve',
    '    for analysis in analyses',
    '    for curve in analysis.get("explanations", {}).get("pdp", [])',
    '    if "model_predictions" in curve',
    ']',
    'for curve in curves[:10]:',
    '    fig, axis = plt.subplots(figsize=(7, 4))',
    '    grid = curve["feature_values"]',
    '    for label, line in zip(curve.get("label_headers", [""]), curve["model_predictions"]):',
    '        if curve["data_type"] == "numerical":',
    '            axis.plot(grid, line, marker="o", label=str(label))',
    '        else:',
    '            axis.plot([str(value) for value in grid], line, "o", label=str(label))',
    '    axis.set_xlabel(curve["feature_name"], parse_math=False)',
    '    axis.set_ylabel("mean prediction")',
    '    fig.tight_layout()',
    '    plt.show()'
  ]
};

const BIAS: ChartCode = {
  imports: ['json'],
  lines: [
    ...JSON_OF,
    '',
    'rows = []',
    'for name in names():',
    '    if not name.endswith(".json"):',
    '        continue',
    '    for stage in ("pre_training", "post_training"):',
    '        section = json_of(name).get(f"{stage}_bias_metrics")',
    '        if not section:',
    '            continue',
    '        for facet, groups in section["facets"].items():',
    '            for group in groups:',
    '                for metric in group["metrics"]:',
    '                    rows.append(',
    '                        {',
    '                            "stage": stage,',
    '                            "facet": facet,',
    '                            "group": group["value_or_threshold"],',
    '                            "metric": metric["name"],',
    '                            "description": metric["description"],',
    '                            "value": str(metric.get("value")).replace("\\u221e", "inf"),',
    '                            "error": metric.get("error"),',
    '                        }',
    '                    )',
    'table = pd.DataFrame(rows)',
    'table["value"] = pd.to_numeric(table["value"], errors="coerce")',
    'shown = table[np.isfinite(table["value"])]',
    'fig, axis = plt.subplots(figsize=(8, 0.25 * len(shown) + 1.5))',
    'axis.barh(range(len(shown)), shown["value"])',
    'words = shown["facet"].astype(str) + " = " + shown["group"].astype(str) + "  " + shown["metric"]',
    'axis.set_yticks(range(len(shown)), words)',
    'for tick in axis.get_yticklabels():',
    '    tick.set_parse_math(False)',
    'axis.axvline(0, linewidth=0.8)',
    'fig.tight_layout()',
    'plt.show()',
    'table'
  ]
};

const IMAGES: ChartCode = {
  imports: ['io', 'json'],
  lines: [
    ...SAMPLES,
    '',
    'def picture(place):',
    '    """A picture by its name below the source, or by its S3 URI."""',
    '    name = place.rsplit("/", 1)[-1]',
    '    near = [other for other in names() if other.rsplit("/", 1)[-1] == name]',
    '    if near:',
    '        data = read(near[0])',
    '    else:',
    '        import boto3',
    '',
    '        bucket, _, key = place.removeprefix("s3://").partition("/")',
    '        data = boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()',
    '    return plt.imread(io.BytesIO(data), format=name.rsplit(".", 1)[-1].lower())',
    '',
    '',
    'pairs = [',
    '    (s["input_image_uri"], s["heatmap_image_uri"], s.get("predicted_label"))',
    '    for s in samples()',
    '    if isinstance(s, dict) and "heatmap_image_uri" in s',
    ']',
    'if not pairs:',
    '    pictures = [n for n in names() if n.lower().endswith((".jpeg", ".jpg", ".png"))]',
    '    pairs = [(None, name, name) for name in pictures]',
    'for before, heat_map, label in pairs[:6]:',
    '    fig, axes = plt.subplots(1, 2 if before else 1, figsize=(9, 4), squeeze=False)',
    '    for axis, place in zip(axes[0], [p for p in (before, heat_map) if p]):',
    '        axis.imshow(picture(place))',
    '        axis.set_axis_off()',
    '    fig.suptitle(str(label), parse_math=False)',
    '    plt.show()'
  ]
};

import { requireS3Uri } from '../../aws/s3';
import { uploadsOf } from '../jobUploads';
import type { JobPlan } from '../request';
import { pythonLiteral } from './quote';

/** What Python code does before it starts the job: upload the data, write the features. */
export function pythonStores(plan: JobPlan): {
  /** Modules of the standard library. */
  imports: string[];
  lines: string[];
} {
  const { featureSpec } = plan;
  const uploads = uploadsOf(plan);
  const text = (value: string): string => JSON.stringify(value);
  const lines = uploads.length > 0 || featureSpec ? ['s3 = boto3.client("s3")'] : [];
  for (const upload of uploads) {
    const { bucket, key } = requireS3Uri(upload.uri);
    lines.push(
      ...(upload.folder
        ? [
            `folder = Path(${text(upload.path)})`,
            'for path in folder.rglob("*"):',
            '    if path.suffix.lower() in (".png", ".jpg", ".jpeg"):',
            `        key = ${text(key)} + path.relative_to(folder).as_posix()`,
            `        s3.upload_file(str(path), ${text(bucket)}, key)`
          ]
        : [`s3.upload_file(${[upload.path, bucket, key].map(text).join(', ')})`])
    );
  }
  if (featureSpec) {
    const { bucket, key } = requireS3Uri(featureSpec.uri);
    lines.push(
      `features = ${pythonLiteral(featureSpec.content)}`,
      `s3.put_object(Bucket=${text(bucket)}, Key=${text(key)}, Body=json.dumps(features))`
    );
  }
  const imports = [
    ...(featureSpec ? ['import json'] : []),
    ...(uploads.some(({ folder }) => folder) ? ['from pathlib import Path'] : [])
  ];
  return { imports, lines };
}

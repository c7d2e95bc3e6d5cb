import { useMemo, useState, type ReactElement } from 'react';
import type { AwsApi } from '../../aws/api';
import { AwsError } from '../../aws/errors';
import { getObject, requireS3Uri } from '../../aws/s3';
import { baseName } from '../../aws/source';
import { loadModelContext } from '../../endpoints/context';
import type { ModelFacts } from '../../endpoints/modelFacts';
import {
  MAX_OUTPUTS,
  transformOutputs,
  transformTexts,
  type TransformJob,
  type TransformOutput
} from '../../endpoints/transform';
import { transformTable, type TransformTable } from '../../endpoints/transformTable';
import type { Host } from '../../host';
import { ValueCell } from '../../plots/ValueCell';
import {
  Button,
  EmptyState,
  Loaded,
  SelectField,
  Skeleton,
  Table,
  useAsync,
  type Column
} from '../parts';
import { sizeText } from '../parts/sizeText';

export interface OutputPanelProps {
  api: AwsApi;
  host: Host;
  job: TransformJob;
  model: ModelFacts;
}

/** Largest output that is saved at once; larger ones are copied with a program. */
const MAX_SAVE = 256 * 1024 * 1024;

/** What a transform has written. */
export function OutputPanel(props: OutputPanelProps): ReactElement {
  const { api, host, job } = props;
  const outputs = useAsync(
    signal => transformOutputs(api, job, { signal }),
    `${job.TransformJobName} ${job.TransformJobStatus}`
  );
  const [chosen, setChosen] = useState<string>();
  return (
    <section className="ph-Stack" aria-labelledby="ph-output-title">
      <h2 id="ph-output-title" className="ph-Section-title">
        Output
      </h2>
      <Loaded
        state={outputs}
        what="The output cannot be listed."
        host={host}
        skeleton={<Skeleton label="Loading the output" layout="table" rows={6} columns={4} />}
      >
        {found => {
          const shown = found.find(({ uri }) => uri === chosen) ?? found[0];
          return shown ? (
            <>
              {found.length > 1 && (
                <SelectField
                  label="File"
                  hint={
                    found.length === MAX_OUTPUTS
                      ? `The first ${MAX_OUTPUTS} are listed.`
                      : undefined
                  }
                  value={shown.uri}
                  choices={found.map(({ uri, name }) => ({ value: uri, label: name }))}
                  onChange={setChosen}
                />
              )}
              <Output key={shown.uri} {...props} output={shown} />
            </>
          ) : (
            <EmptyState title="There is no output">
              {job.TransformJobStatus === 'Completed'
                ? 'It was moved or deleted.'
                : 'The job ended before it wrote any.'}
            </EmptyState>
          );
        }}
      </Loaded>
    </section>
  );
}

function Output({
  api,
  host,
  job,
  model,
  output
}: OutputPanelProps & { output: TransformOutput }): ReactElement {
  const read = useAsync(async signal => {
    const [texts, context] = await Promise.all([
      transformTexts(api, job, output, { signal }),
      loadModelContext(api, model, { signal })
    ]);
    return {
      texts,
      table: transformTable(job, texts, context.columns, model.outputKeys)
    };
  }, output.uri);
  const [saving, setSaving] = useState(false);
  const save = async (): Promise<void> => {
    setSaving(true);
    try {
      const bytes = await getObject(api, requireS3Uri(output.uri));
      await host.save(`${baseName(output.name)}.out`, bytes, 'application/octet-stream');
    } catch (thrown) {
      host.notify('error', AwsError.from(thrown).message);
    } finally {
      setSaving(false);
    }
  };
  return (
    <>
      <div className="ph-Row">
        <span className="ph-muted">{`${output.name}.out · ${sizeText(output.size, host.locale)}`}</span>
        <Button
          kind="quiet"
          busy={saving}
          disabled={output.size > MAX_SAVE}
          title={output.size > MAX_SAVE ? 'Copy it with “aws s3 cp”: it is very large' : undefined}
          onClick={() => void save()}
        >
          Save file
        </Button>
        <Button kind="quiet" icon="copy" onClick={() => void host.copy(output.uri)}>
          Copy location
        </Button>
      </div>
      <Loaded
        state={read}
        what="The output cannot be read."
        host={host}
        skeleton={<Skeleton label="Loading the records" layout="table" rows={6} columns={4} />}
      >
        {({ texts, table }) =>
          table ? (
            <Records table={table} locale={host.locale} />
          ) : (
            <pre className="ph-code" aria-label="Output" tabIndex={0}>
              {texts.output.slice(0, 100_000) || 'The output is empty.'}
            </pre>
          )
        }
      </Loaded>
    </>
  );
}

interface Row {
  key: string;
  cells: TransformTable['rows'][number];
}

function Records({ table, locale }: { table: TransformTable; locale: string }): ReactElement {
  const rows = useMemo(
    (): Row[] => table.rows.map((cells, index) => ({ key: String(index), cells })),
    [table]
  );
  const columns = useMemo(
    (): Column<Row>[] => [
      {
        id: 'record',
        header: 'Record',
        numeric: true,
        rowHeader: true,
        value: ({ key }) => Number(key) + 1
      },
      ...table.columns.map(({ name }, index): Column<Row> => ({
        id: String(index),
        header: name,
        numeric: table.rows.every(row => isNumber(row[index])),
        value: ({ cells }) => cells[index] ?? null,
        cell: ({ cells }) => <ValueCell value={cells[index]} locale={locale} />
      }))
    ],
    [table, locale]
  );
  return (
    <>
      <Table
        label="Predictions"
        columns={columns}
        rows={rows}
        rowKey={row => row.key}
        locale={locale}
      />
      {table.notes.map(note => (
        <p key={note} className="ph-muted">
          {note}
        </p>
      ))}
    </>
  );
}

function isNumber(cell: string | number | null | undefined): boolean {
  return typeof cell === 'number' || (cell !== '' && Number.isFinite(Number(cell ?? NaN)));
}

import { Fragment, type ReactElement } from 'react';
import type { AwsApi } from '../../aws/api';
import { jobNotebooks, readArtifact } from '../../automl/artifacts';
import { parseFindings, type FindingSection } from '../../automl/report/findings';
import type { Job } from '../../automl/types';
import type { Host } from '../../host';
import {
  Badge,
  EmptyState,
  Loaded,
  Section,
  Skeleton,
  Table,
  useAsync,
  type Column
} from '../parts';
import { SaveButton } from './ArtifactList';
import { OpenNotebookButton } from './OpenNotebookButton';

export interface DataTabProps {
  api: AwsApi;
  host: Host;
  job: Job;
  running: boolean;
}

/** What the job found out about the data before it trained, and the notebooks it wrote. */
export function DataTab({ api, host, job, running }: DataTabProps): ReactElement {
  const notebooks = jobNotebooks(job);
  const uri = job.AutoMLJobArtifacts?.DataExplorationNotebookLocation;
  const findings = useAsync(
    async signal =>
      uri
        ? (parseFindings(new TextDecoder().decode(await readArtifact(api, uri, { signal }))) ??
          null)
        : null,
    uri && `findings:${uri}`
  );
  if (notebooks.length === 0) {
    return (
      <EmptyState title={running ? 'No findings yet' : 'No findings'}>
        {running
          ? 'The data exploration is written once the data are analysed, before training begins.'
          : 'The job wrote no notebooks. Jobs on tables write two, jobs on time series one.'}
      </EmptyState>
    );
  }
  return (
    <div className="ph-Stack">
      <div className="ph-Row" role="group" aria-label="Notebooks">
        {notebooks.map(notebook => (
          <Fragment key={notebook.uri}>
            <OpenNotebookButton
              api={api}
              host={host}
              jobName={job.AutoMLJobName ?? ''}
              uri={notebook.uri}
              label={`Open ${notebook.label.toLowerCase()}`}
              kind="secondary"
            />
            <SaveButton
              api={api}
              host={host}
              uri={notebook.uri}
              label="Save"
              name={notebook.label.toLowerCase()}
            />
          </Fragment>
        ))}
      </div>
      {uri && (
        <Loaded
          state={findings}
          what="The data exploration cannot be read."
          host={host}
          skeleton={<Skeleton label="Loading the findings" layout="table" rows={6} columns={3} />}
        >
          {data =>
            data === null ? (
              <EmptyState title="Not a notebook">
                The file at the told location is no notebook. It can be saved above.
              </EmptyState>
            ) : (
              <>
                {data.findings.length > 0 ? (
                  <ul className="ph-Plain ph-Findings" aria-label="Findings">
                    {data.findings.map((finding, index) => (
                      <li key={index}>
                        {finding.severity && (
                          <Badge tone={finding.severity === 'high' ? 'warning' : 'info'}>
                            {finding.severity === 'high' ? 'High' : 'Low'}
                          </Badge>
                        )}
                        <span>{finding.text}</span>
                      </li>
                    ))}
                  </ul>
                ) : (
                  <p className="ph-muted">No issue with the data was found.</p>
                )}
                {data.sections.map((section, index) => (
                  <FindingPart key={index} section={section} host={host} index={index} />
                ))}
                {data.hidden > 0 && (
                  <p className="ph-muted">
                    {`${data.hidden} pictures or tables of the notebook are shown in the notebook alone.`}
                  </p>
                )}
              </>
            )
          }
        </Loaded>
      )}
    </div>
  );
}

interface Line {
  key: string;
  cells: string[];
}

function FindingPart({
  section,
  host,
  index
}: {
  section: FindingSection;
  host: Host;
  index: number;
}): ReactElement {
  const title = section.title || 'Notes';
  return (
    <Section
      title={title}
      host={host}
      storageKey={`findings-${section.topic ?? index}`}
      defaultOpen={section.topic !== 'definitions'}
      level={3}
    >
      <div className="ph-Stack">
        {section.paragraphs.map((text, at) => (
          <p key={at}>{text}</p>
        ))}
        {section.tables.map((table, at) => (
          <div className="ph-Compact" key={at}>
            <Table
              label={section.tables.length > 1 ? `${title}, table ${at + 1}` : title}
              columns={columnsOf(table.header, table.rows)}
              rows={table.rows.map((cells, row): Line => ({ key: String(row), cells }))}
              rowKey={row => row.key}
              locale={host.locale}
            />
          </div>
        ))}
      </div>
    </Section>
  );
}

/** Columns whose cells are all numbers sort as such. */
function columnsOf(header: readonly string[], rows: readonly string[][]): Column<Line>[] {
  return header.map((name, at): Column<Line> => {
    const values = rows.map(row => row[at] ?? '');
    const numeric =
      values.some(value => numberIn(value) !== undefined) &&
      values.every(value => value === '' || value === '–' || numberIn(value) !== undefined);
    return {
      id: String(at),
      header: name || (at === 0 ? 'Name' : 'Value'),
      rowHeader: at === 0,
      numeric,
      value: row => (numeric ? numberIn(row.cells[at] ?? '') : row.cells[at]),
      cell: row => row.cells[at] ?? ''
    };
  });
}

/** `12.5%`, `+0.31`, `1,200`; `undefined` for other texts. */
function numberIn(text: string): number | undefined {
  const plain = text.replace(/[,\s]/g, '').replace('−', '-').replace(/%$/, '');
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : undefined;
}

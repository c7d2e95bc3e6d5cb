import { useMemo, useState, type ReactElement } from 'react';
import type { Violation, ViolationsExplanation } from '../../../../explain/model';
import { findNames } from '../../../../explain/search';
import { toCsv } from '../../../../explain/formats/csv';
import { Button, EmptyState, MiddleEllipsis, Table, TextField, type Column } from '../../../parts';
import { FileNotes } from '../FileNotes';
import type { KindProps } from '../registry';

interface Row extends Violation {
  key: string;
}

const columns: Column<Row>[] = [
  {
    id: 'subject',
    header: 'Feature or facet',
    rowHeader: true,
    value: row => row.subject,
    cell: row => <MiddleEllipsis text={row.subject} />
  },
  { id: 'metric', header: 'Metric', value: row => row.metric ?? null },
  { id: 'check', header: 'Check', value: row => row.check },
  {
    id: 'description',
    header: 'What was found',
    value: row => row.description,
    cell: row => <span className="ph-Prose">{row.description}</span>
  }
];

/** What a monitor complains of. */
export default function ViolationsView({
  explanation: e,
  host,
  exportName
}: KindProps<ViolationsExplanation>): ReactElement {
  const [search, setSearch] = useState('');
  const rows = useMemo<Row[]>(() => {
    const texts = e.violations.map(
      v => `${v.subject} ${v.metric ?? ''} ${v.check} ${v.description}`
    );
    const found = findNames(texts, search) ?? e.violations.map((_, i) => i);
    return found.map(i => ({ ...(e.violations[i] as Violation), key: String(i) }));
  }, [e, search]);

  const save = (): void => {
    const csv = toCsv([
      ['Feature or facet', 'Metric', 'Check', 'What was found'],
      ...e.violations.map(v => [v.subject, v.metric ?? null, v.check, v.description])
    ]);
    void host.save(`${exportName}-violations.csv`, new TextEncoder().encode(csv), 'text/csv');
  };

  if (e.violations.length === 0) {
    return (
      <>
        <EmptyState title="No violations">
          The monitor compared the data with its baseline and found nothing to report.
        </EmptyState>
        <FileNotes explanation={e} />
      </>
    );
  }
  return (
    <section className="ph-Stack" aria-label="Violations">
      <div className="ph-Row">
        <TextField
          label="Find violations"
          type="search"
          value={search}
          onChange={setSearch}
          hint={`${rows.length} of ${e.violations.length}`}
        />
        <Button kind="quiet" icon="save" onClick={save}>
          Save as CSV
        </Button>
      </div>
      <Table<Row>
        label="Violations"
        columns={columns}
        rows={rows}
        rowKey={row => row.key}
        empty={`No violation holds “${search}”.`}
        locale={host.locale}
      />
      <FileNotes
        explanation={e}
        facts={['Found by a model monitor: the current data against its baseline']}
      />
    </section>
  );
}

// @vitest-environment jsdom
import { useState, type ReactElement } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AwsError } from '../../aws/errors';
import { fakeHost } from '../testing/fakeHost';
import { click, control, fill, focus, press, render, settle } from '../testing/render';
import {
  Button,
  CodeBlock,
  ErrorState,
  MiddleEllipsis,
  NumberField,
  relativeTime,
  Section,
  statusWords,
  Table,
  Tabs,
  TextField,
  type Column
} from '.';

afterEach(() => {
  document.body.replaceChildren();
});

interface Row {
  name: string;
  score: number | null;
}

const columns: Column<Row>[] = [
  { id: 'name', header: 'Name', value: row => row.name, rowHeader: true },
  { id: 'score', header: 'Score', value: row => row.score, numeric: true }
];
const rows: Row[] = [
  { name: 'b', score: 0.5 },
  { name: 'a', score: null },
  { name: 'c', score: 0.9 }
];
const names = (element: Element): (string | null)[] =>
  [...element.querySelectorAll('tbody th')].map(cell => cell.textContent);

describe('Table', () => {
  it('sorts by its headers and says so', async () => {
    const { element } = await render(
      <Table label="Rows" columns={columns} rows={rows} rowKey={row => row.name} />
    );
    expect(names(element)).toEqual(['b', 'a', 'c']);
    await click(control(element, 'Score'));
    expect(names(element)).toEqual(['c', 'b', 'a']);
    await click(control(element, 'Score'));
    expect(names(element)).toEqual(['b', 'c', 'a']);
    const sorted = element.querySelector('th[aria-sort="ascending"]');
    expect(sorted?.textContent).toBe('Score');
  });

  it('has one tab stop, moves by arrows and selects by Enter', async () => {
    const select = vi.fn();
    const { element } = await render(
      <Table
        label="Rows"
        columns={columns}
        rows={rows}
        rowKey={row => row.name}
        selected="a"
        onSelect={select}
      />
    );
    const stops = element.querySelectorAll<HTMLElement>('tbody tr[tabindex="0"]');
    expect([...stops].map(row => row.textContent)).toEqual(['a–']);
    await focus(stops[0]);
    await press(stops[0] as HTMLElement, 'ArrowDown');
    expect(document.activeElement?.textContent).toBe('c0.9');
    await press(document.activeElement as HTMLElement, 'Enter');
    expect(select).toHaveBeenCalledWith(rows[2]);
    await press(document.activeElement as HTMLElement, 'Home');
    expect(document.activeElement?.textContent).toBe('b0.5');
  });

  it('draws few of many rows and says how many there are', async () => {
    const many = Array.from({ length: 5000 }, (_, index) => ({ name: `r${index}`, score: index }));
    const { element } = await render(
      <Table
        label="Rows"
        columns={columns}
        rows={many}
        rowKey={row => row.name}
        onSelect={() => {}}
      />
    );
    expect(names(element).length).toBeLessThan(100);
    expect(element.querySelector('table')?.getAttribute('aria-rowcount')).toBe('5001');
    const first = element.querySelector<HTMLElement>('tbody tr[tabindex="0"]');
    await focus(first);
    await press(first as HTMLElement, 'End');
    expect(document.activeElement?.querySelector('th')?.textContent).toBe('r4999');
  });

  it('never writes minus zero', async () => {
    const { element } = await render(
      <Table
        label="R"
        columns={columns}
        rows={[{ name: 'z', score: -0 }]}
        rowKey={row => row.name}
      />
    );
    expect(element.querySelector('tbody td')?.textContent).toBe('0');
  });
});

describe('fields', () => {
  it('show an error after they were left, tied to the control', async () => {
    const { element } = await render(
      <TextField label="Name" value="a b" onChange={() => {}} error="No spaces." hint="A name." />
    );
    const input = control(element, 'Name');
    expect(element.textContent).not.toContain('No spaces.');
    await fill(input, 'a b');
    expect(element.textContent).toContain('No spaces.');
    const described = (input.getAttribute('aria-describedby') ?? '').split(' ');
    expect(described.map(id => document.getElementById(id)?.textContent?.trim())).toEqual([
      'A name.',
      'No spaces.'
    ]);
    expect(input.getAttribute('aria-invalid')).toBe('true');
  });

  function Limit({ onValue }: { onValue: (value: number | undefined) => void }): ReactElement {
    const [value, setValue] = useState<number | undefined>(60);
    const change = (next: number | undefined): void => {
      setValue(next);
      onValue(next);
    };
    return <NumberField label="Limit" value={value} onChange={change} min={1} integer />;
  }

  it.each([
    ['12', 12, ''],
    ['', undefined, ''],
    ['ten', undefined, '“ten” is not a number'],
    ['1,5', undefined, '“1,5” is not a number'],
    ['1.5', 1.5, 'whole number'],
    ['0', 0, '1 or more'],
    ['0x10', undefined, 'not a number']
  ])('a number field takes %j as %s', async (typed, value, words) => {
    const onValue = vi.fn();
    const { element } = await render(<Limit onValue={onValue} />);
    const input = control(element, 'Limit') as HTMLInputElement;
    expect(input.value).toBe('60');
    await fill(input, typed);
    expect(onValue).toHaveBeenLastCalledWith(value);
    expect(input.value).toBe(typed);
    expect(element.querySelector('.ph-Field-error')?.textContent).toContain(words);
  });
});

describe('Tabs', () => {
  it('move by arrows over disabled ones', async () => {
    const select = vi.fn();
    const tabs = [
      { id: 'a', label: 'A' },
      { id: 'b', label: 'B', disabled: true },
      { id: 'c', label: 'C' }
    ];
    const { element } = await render(
      <Tabs label="Kind" tabs={tabs} selected="a" onSelect={select}>
        Text
      </Tabs>
    );
    await press(control(element, 'A'), 'ArrowRight');
    expect(select).toHaveBeenCalledWith('c');
    expect(document.activeElement?.textContent).toBe('C');
    const panel = element.querySelector('[role="tabpanel"]');
    const label = document.getElementById(panel?.getAttribute('aria-labelledby') ?? '');
    expect(label?.textContent).toBe('A');
  });
});

describe('Section', () => {
  it('folds and remembers', async () => {
    const host = fakeHost();
    const section = (
      <Section title="Limits" host={host} storageKey="limits">
        Inside
      </Section>
    );
    const first = await render(section);
    await click(control(first.element, 'Limits'));
    expect(first.element.textContent).not.toContain('Inside');
    await first.unmount();
    const second = await render(section);
    await settle();
    expect(second.element.textContent).not.toContain('Inside');
  });
});

describe('Button', () => {
  it('does nothing while busy but keeps the focus', async () => {
    const act = vi.fn();
    const { element, rerender } = await render(<Button onClick={act}>Deploy</Button>);
    const button = control(element, 'Deploy');
    await focus(button);
    await rerender(
      <Button onClick={act} busy>
        Deploy
      </Button>
    );
    await click(button);
    expect(act).not.toHaveBeenCalled();
    expect(document.activeElement).toBe(button);
  });
});

describe('ErrorState', () => {
  it('says what, why, and does the next step, then tries again', async () => {
    const host = fakeHost();
    const retry = vi.fn();
    const error = new AwsError({
      code: 'EngineUnavailable',
      message: 'The engine stopped.',
      retryable: true,
      requestId: 'r-1'
    });
    const { element } = await render(
      <ErrorState error={error} what="The jobs could not be listed." host={host} onRetry={retry} />
    );
    expect(element.textContent).toContain('The jobs could not be listed.');
    expect(element.textContent).toContain('The engine stopped.');
    expect(element.querySelector('details')?.textContent).toContain('r-1');
    await click(control(element, 'Start engine'));
    expect(host.asked).toEqual(['start engine']);
    expect(retry).toHaveBeenCalledTimes(1);
  });

  it('names a missing permission', async () => {
    const { element } = await render(
      <ErrorState
        error={{
          code: 'AccessDenied',
          message: '',
          retryable: false,
          missingAction: 's3:GetObject'
        }}
        what="The data could not be read."
        host={fakeHost()}
      />
    );
    expect(element.textContent).toContain('s3:GetObject');
  });
});

describe('CodeBlock', () => {
  it('copies, inserts and remembers the language', async () => {
    const host = fakeHost();
    const { element } = await render(
      <CodeBlock
        label="Code"
        host={host}
        variants={[
          { id: 'py', label: 'Python', language: 'python', code: 'import boto3' },
          { id: 'js', label: 'JSON', language: 'json', code: '{}' }
        ]}
      />
    );
    await click(control(element, 'JSON'));
    expect(element.querySelector('code')?.textContent).toBe('{}');
    await click(control(element, 'Copy'));
    await click(control(element, 'Insert'));
    expect(host.asked).toEqual(['copy', 'insert']);
    expect(element.querySelector('[role="status"]')?.textContent).toBe('Inserted');
    expect(await host.storage.get('code-language')).toBe('js');
  });
});

describe('words', () => {
  it('says how long ago', () => {
    const now = Date.UTC(2026, 0, 10);
    expect(relativeTime(now - 10_000, now, 'en')).toBe('now');
    expect(relativeTime(now - 50_000, now, 'en')).toBe('1 minute ago');
    expect(relativeTime(now - 3 * 3_600_000, now, 'en')).toBe('3 hours ago');
    expect(relativeTime(now - 3 * 3_600_000, now, 'en', 'short')).toBe('3 hr. ago');
    expect(relativeTime(NaN, now, 'en')).toBe('');
    expect(relativeTime(now - 86_400_000, now, 'en')).toBe('yesterday');
    expect(relativeTime(now + 2 * 86_400_000, now, 'de')).toBe('übermorgen');
  });

  it('writes states in sentence case', () => {
    expect(statusWords('InProgress')).toBe('In progress');
    expect(statusWords('UpdateRollbackFailed')).toBe('Update rollback failed');
  });

  it('keeps the whole of a long name for screen readers and the tooltip', async () => {
    const name = `start-${'x'.repeat(10_000)}-end`;
    const { element } = await render(<MiddleEllipsis text={name} />);
    expect(element.querySelector('.ph-hidden')?.textContent).toBe(name);
    expect(element.querySelector('[title]')?.getAttribute('title')).toBe(name);
    expect(element.querySelector('.ph-MiddleEllipsis-tail')?.textContent).toBe('xxxx-end');
  });

  it('does not break a name inside an emoji', async () => {
    const { element } = await render(<MiddleEllipsis text={'🚀'.repeat(40)} />);
    expect(element.querySelector('.ph-MiddleEllipsis-tail')?.textContent).toBe('🚀'.repeat(8));
  });
});

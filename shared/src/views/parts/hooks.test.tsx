// @vitest-environment jsdom
import { act, type ReactElement } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AwsError } from '../../aws/errors';
import { render, settle } from '../testing/render';
import { useAsync, usePolling, type Async } from '.';

afterEach(() => {
  document.body.replaceChildren();
});

describe('useAsync', () => {
  let state: Async<string>;
  function Probe(props: {
    load: (signal: AbortSignal) => Promise<string>;
    id: string | undefined;
  }): ReactElement {
    state = useAsync(props.load, props.id);
    return <></>;
  }

  it('keeps old data while loading again and after a failure', async () => {
    const answers = [
      () => Promise.resolve('one'),
      () => Promise.reject(new AwsError({ code: 'Timeout', message: '', retryable: true })),
      () => Promise.resolve('three')
    ];
    let call = 0;
    await render(<Probe load={() => (answers[call++] ?? (() => Promise.resolve('')))()} id="a" />);
    expect(state).toMatchObject({ data: 'one', error: undefined, loading: false });
    await act(() => state.reload());
    expect(state).toMatchObject({ data: 'one', error: { code: 'Timeout' }, loading: false });
    await act(() => state.reload());
    expect(state).toMatchObject({ data: 'three', error: undefined });
  });

  it('drops the data of another key at once and aborts its load', async () => {
    const signals: AbortSignal[] = [];
    const load = (signal: AbortSignal): Promise<string> => {
      signals.push(signal);
      return signals.length === 1 ? Promise.resolve('one') : new Promise(() => undefined);
    };
    const { rerender, unmount } = await render(<Probe load={load} id="a" />);
    expect(state.data).toBe('one');
    await rerender(<Probe load={load} id="b" />);
    expect(state).toMatchObject({ data: undefined, loading: true });
    expect(signals[0]?.aborted).toBe(true);
    await unmount();
    expect(signals[1]?.aborted).toBe(true);
  });

  it('ignores an answer that comes after a newer one', async () => {
    const resolvers: ((text: string) => void)[] = [];
    const load = (): Promise<string> => new Promise(resolve => resolvers.push(resolve));
    await render(<Probe load={load} id="a" />);
    await act(async () => void state.reload());
    resolvers[1]?.('new');
    await settle();
    resolvers[0]?.('old');
    await settle();
    expect(state.data).toBe('new');
  });

  it('loads nothing without a key', async () => {
    const load = vi.fn(() => Promise.resolve('x'));
    await render(<Probe load={load} id={undefined} />);
    expect(load).not.toHaveBeenCalled();
    expect(state.loading).toBe(false);
  });
});

describe('usePolling', () => {
  afterEach(() => void Reflect.deleteProperty(document, 'visibilityState'));
  const see = (state: 'hidden' | 'visible'): void => {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  };

  function Poller(props: {
    call: () => Promise<void> | void;
    interval: number | undefined;
  }): ReactElement {
    usePolling(props.call, props.interval);
    return <></>;
  }

  it('calls again and again, not at once, and ends with the view', async () => {
    const call = vi.fn();
    const { unmount } = await render(<Poller call={call} interval={60} />);
    expect(call).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(call.mock.calls.length).toBeGreaterThan(2));
    await unmount();
    const { length } = call.mock.calls;
    await settle(150);
    expect(call).toHaveBeenCalledTimes(length);
  });

  it('does not call while the page is hidden and catches up when it shows', async () => {
    const call = vi.fn();
    see('hidden');
    await render(<Poller call={call} interval={40} />);
    await settle(120);
    expect(call).not.toHaveBeenCalled();
    see('visible');
    expect(call).toHaveBeenCalledTimes(1);
  });

  it('never runs twice at the same time', async () => {
    const call = vi.fn(() => new Promise<void>(() => undefined));
    await render(<Poller call={call} interval={10} />);
    await settle(80);
    expect(call).toHaveBeenCalledTimes(1);
  });

  it('does nothing without an interval', async () => {
    const call = vi.fn();
    await render(<Poller call={call} interval={undefined} />);
    await settle(50);
    expect(call).not.toHaveBeenCalled();
  });
});

import type { AwsApi } from '@pilothouse/core/aws/api';
import { AwsError } from '@pilothouse/core/aws/errors';
import {
  listResources,
  type Resource as ListedResource,
  type ResourceKind
} from '@pilothouse/core/aws/resourceList';
import * as vscode from 'vscode';

/** Items of a page: trees show fewer at once than the sidebar of JupyterLab. */
const PAGE_SIZE = 50;

/** A resource as a tree shows it. */
export interface Resource extends ListedResource {
  /** ARN, or the name if the service gave none; unique in the list. */
  id: string;
}

/** What a list holds. */
export interface ListedKind {
  key: ResourceKind;
  /** True while the status will change by itself. */
  changes(status: string): boolean;
}

export type ResourceState =
  | { status: 'idle' }
  | { status: 'loading'; items: Resource[]; more: boolean }
  | { status: 'ready'; items: Resource[]; more: boolean }
  /** What was known stays. */
  | { status: 'failed'; items: Resource[]; more: boolean; error: AwsError };

/** A list that is read page by page; state without a view. */
export class ResourceModel implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private current: ResourceState = { status: 'idle' };
  private nextToken: string | undefined;
  private pages = 1;
  private narrowed: Readonly<Record<string, string>> = {};
  /** Answers of an earlier round are dropped. */
  private round = 0;

  constructor(
    readonly kind: ListedKind,
    private readonly api: AwsApi
  ) {}

  get state(): ResourceState {
    return this.current;
  }

  get items(): Resource[] {
    return this.current.status === 'idle' ? [] : this.current.items;
  }

  /** How many change by themselves at this time. */
  get running(): number {
    return this.items.filter(item => this.kind.changes(item.status)).length;
  }

  /** Fields of the request that narrow the list; none: everything. */
  get filter(): Readonly<Record<string, string>> {
    return this.narrowed;
  }

  /** Narrow the list; the service does it, over all pages. */
  async narrow(filter: Readonly<Record<string, string>>): Promise<void> {
    this.narrowed = filter;
    this.reset();
    await this.refresh();
  }

  /** Read as many pages as are shown. Never rejects: see `state`. */
  async refresh(): Promise<void> {
    const round = ++this.round;
    const more = this.nextToken !== undefined;
    this.set({ status: 'loading', items: this.items, more });
    try {
      const items: Resource[] = [];
      let token: string | undefined;
      for (let page = 0; page < this.pages; page += 1) {
        const answer = await this.page(token);
        items.push(...answer.items);
        token = answer.nextToken;
        if (token === undefined) {
          break;
        }
      }
      this.finish(round, items, token);
    } catch (error) {
      this.fail(round, error);
    }
  }

  /** Read one page more. Never rejects. */
  async loadMore(): Promise<void> {
    if (this.nextToken === undefined) {
      return;
    }
    const round = ++this.round;
    try {
      const answer = await this.page(this.nextToken);
      if (round === this.round) {
        this.pages += 1;
      }
      this.finish(round, [...this.items, ...answer.items], answer.nextToken);
    } catch (error) {
      this.fail(round, error);
    }
  }

  /** Forget everything: another backend has other resources. */
  reset(): void {
    this.round += 1;
    this.nextToken = undefined;
    this.pages = 1;
    this.set({ status: 'idle' });
  }

  /** Take in what another call told about a resource that is in the list. */
  observe(name: string, status: string, phase?: string): void {
    const known = this.items.find(item => item.name === name);
    if (known && this.current.status !== 'idle' && known.status !== status) {
      const items = this.items.map(item => (item === known ? { ...item, status, phase } : item));
      this.set({ ...this.current, items });
    }
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async page(
    nextToken: string | undefined
  ): Promise<{ items: Resource[]; nextToken?: string }> {
    const request = { nextToken, filter: this.narrowed, pageSize: PAGE_SIZE };
    const page = await listResources(this.api, this.kind.key, request);
    return {
      ...page,
      items: page.items.map(item => ({ ...item, id: item.arn ?? item.name }))
    };
  }

  private finish(round: number, all: Resource[], nextToken: string | undefined): void {
    if (round !== this.round) {
      return;
    }
    // A page that moved while the pages were read brings some again; ids must be unique.
    const items = [...new Map(all.map(item => [item.id, item])).values()];
    this.nextToken = nextToken;
    this.set({ status: 'ready', items, more: nextToken !== undefined });
  }

  private fail(round: number, error: unknown): void {
    if (round === this.round) {
      const more = this.nextToken !== undefined;
      this.set({ status: 'failed', items: this.items, more, error: AwsError.from(error) });
    }
  }

  private set(state: ResourceState): void {
    this.current = state;
    this.changed.fire();
  }
}

/** What is wrong with a table of numbers, counted by kind. */

/** Problems of one kind: how many, and the first. */
class Count {
  count = 0;
  private first = '';

  add(place: string): void {
    this.count += 1;
    this.first ||= place;
  }

  /** @param say - Gets `3 rows` and the place of the first. */
  said(what: string, say: (how: string, first: string) => string): string[] {
    const how = `${this.count} ${what}${this.count === 1 ? '' : 's'}`;
    return this.count === 0 ? [] : [say(how, this.first)];
  }
}

/** What is wrong with a table of numbers. */
export class TableDamage {
  readonly notNumbers = new Count();
  readonly uneven = new Count();
  readonly unclosed = new Count();
  /** Parts. */
  readonly lacking = new Count();
  readonly unfit = new Count();

  /** One message for each kind of damage. */
  said(source: string): string[] {
    return [
      ...this.notNumbers.said(
        'cell',
        (how, first) => `${source}: ${how} without a number, left out (first: ${first}).`
      ),
      ...this.uneven.said(
        'row',
        (how, first) =>
          `${source}: ${how} with more or fewer cells than the header (first: ${first}).`
      ),
      ...this.unclosed.said(
        'record',
        (how, first) => `${source}: ${how} with a quote that nothing closes (first: ${first}).`
      ),
      ...this.lacking.said(
        'part',
        (how, first) => `${source}: ${how} without some of the columns (first: ${first}).`
      ),
      ...this.unfit.said(
        'part',
        (how, first) => `${source}: ${how} with other columns, left out (first: ${first}).`
      )
    ];
  }
}

/** A count with the words that follow it: `1 sample names`, `1,200 samples name`. */
export function counted(count: number, one: string, several: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : several}`;
}

/** A status or phase as the API spells it, in words: `In progress` for `InProgress`. */
export function statusWords(status: string): string {
  const words = status.replace(/(?<=[a-z0-9])[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

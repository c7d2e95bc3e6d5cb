/**
 * Text that tries to become something else than text. `window.ran` stays undefined.
 */
export const HOSTILE = [
  '<img src=x onerror="window.ran=1">',
  '"><script>window.ran=2</script>',
  "javascript:window.ran='3'",
  '${window.ran=4}{{constructor.constructor("window.ran=5")()}}',
  '<a href="javascript:window.ran=6">click</a>',
  '</style><style>*{display:none}</style>',
  '\u202eright to left override\u202c'
] as const;

export const RTL = 'نموذج-التنبؤ-بالعملاء-٢٠٢٦';
export const EMOJI = '🚀'.repeat(12);
export const LONG = `${'very-long-name-'.repeat(12)}end-of-it`;
export const HUGE = 'x'.repeat(9_990) + '-the-end-0';

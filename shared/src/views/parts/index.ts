/**
 * Small accessible parts that all views are made of. Styled by `@pilothouse/style`.
 *
 * Layout needs no parts, only classes: `ph-View` (a whole tab: padding, column of parts),
 * `ph-View-header` with `ph-View-title` (an `h1`) and `ph-View-actions`, `ph-Stack` (column),
 * `ph-Row` (line that wraps), `ph-Columns` (fields side by side where there is room), `ph-Split`
 * (two or three panes that stack when narrow), `ph-Panel` (hairline above), `ph-Actions` (row of
 * buttons at the end of a form), `ph-muted` (secondary text), `ph-number` (tabular figures),
 * `ph-code` (fixed-width text), `ph-hidden` (for screen readers alone), `ph-Link` (a button that
 * reads as a link), `ph-raises` and `ph-lowers` (colour of a contribution's sign).
 */
export { statusWords } from '../../aws/statusWords';
export { Badge, StatusBadge, isTransient } from './Badge';
export type { BadgeProps, BadgeTone, StatusBadgeProps } from './Badge';
export { Banner, type BannerKind, type BannerProps } from './Banner';
export { Button, type ButtonProps } from './Button';
export { Checkbox, type CheckboxProps } from './Checkbox';
export { classes } from './classes';
export { CodeBlock, type CodeBlockProps, type CodeVariant } from './CodeBlock';
export { EmptyState, type EmptyStateProps } from './EmptyState';
export { runErrorAction } from './errorActions';
export { ErrorState, type ErrorStateProps } from './ErrorState';
export { Field } from './Field';
export type { FieldControl, FieldLayoutProps, FieldProps } from './Field';
export { IconButton, type IconButtonProps } from './IconButton';
export { Icon, type IconName, type IconProps } from './icons';
export { JsonTree, type JsonTreeProps } from './JsonTree';
export { KeyValue, type KeyValueItem, type KeyValueProps } from './KeyValue';
export { LiveRegion, type LiveRegionProps } from './LiveRegion';
export { Loaded, type LoadedProps } from './Loaded';
export { MiddleEllipsis, type MiddleEllipsisProps } from './MiddleEllipsis';
export { NumberField, type NumberFieldProps } from './NumberField';
export { ProgressBar, type ProgressBarProps } from './ProgressBar';
export { ProgressSteps } from './ProgressSteps';
export type { ProgressStepsProps, Step, StepState } from './ProgressSteps';
export { RadioGroup, type RadioChoice, type RadioGroupProps } from './RadioGroup';
export { RelativeTime, type RelativeTimeProps } from './RelativeTime';
export { ResourceLinks, type ResourceLinksProps } from './ResourceLinks';
export { relativeTime } from './timeAgo';
export { S3Browser, type S3BrowserProps } from './S3Browser';
export { Section, type SectionProps } from './Section';
export { SelectField, type Choice, type SelectFieldProps } from './SelectField';
export { Skeleton, type SkeletonProps } from './Skeleton';
export type { CellValue, SortOrder, SortState } from './sortRows';
export { Spark, type SparkProps } from './Spark';
export { Table, type Column, type TableProps } from './Table';
export { Tabs, type TabItem, type TabsProps } from './Tabs';
export { TagFields, type TagDraft, type TagFieldsProps } from './TagFields';
export { TextField, type TextFieldProps } from './TextField';
export { useAsync, type Async } from './useAsync';
export { useBackend, type Backend } from './useBackend';
export { usePolling } from './usePolling';
export { useStored } from './useStored';
export { useTheme } from './useTheme';
export { useWindow, type RowWindow } from './useWindow';

/** Charts. `prepare` is pure and tested; drawing adds nothing to it. Floats exist here for heights only. */
export { default as Legend } from './Legend.svelte'
export { colourOf, isOther } from './prepare'
export { default as Spark } from './Spark.svelte'
export { default as StackedDays } from './StackedDays.svelte'
export { default as StepChart } from './StepChart.svelte'
export type { StepRate } from './steps'

import { dayNumber, dayOf, toDrawing } from '../format'

/** One rate as the chart needs it. */
export interface StepRate {
  id: string
  /** Name of its line. */
  line: string
  /** Price of `per` units; `null` draws nothing. */
  price: string | null
  per: number
  /** First instant, RFC 3339; `null` as far back as known. */
  from: string | null
  /** First instant after; `null` while open. */
  to: string | null
  /** Whether something about it is doubtful. */
  isDoubtful: boolean
  /** Whether it was only known for a time: announced and cancelled. */
  isWithdrawn: boolean
}

/** How a step is drawn. */
export type StepLook = 'plain' | 'announced' | 'doubtful' | 'withdrawn'

/** A price for a time, ready to be drawn. Positions are days since 1970, with parts of days. */
export interface Step {
  id: string
  from: number
  to: number
  /** Price of a million units; for heights only. */
  height: number
  /** The exact price as it is published. */
  price: string
  per: number
  look: StepLook
  /** Whether a step of the line ends where this one starts; a gap stays a gap. */
  isJoined: boolean
}

/** All prices of one line, in the order of time. */
export interface StepLine {
  name: string
  steps: Step[]
}

/** Lines of steps with the limits of both axes. */
export interface PreparedSteps {
  lines: StepLine[]
  /** First day drawn. */
  from: number
  /** Where the drawing ends; after today. */
  to: number
  today: number
  high: number
}

const MILLION = 1_000_000
const LEAST_DAYS = 120
const DAY_MS = 86_400_000

/** An instant as days since 1970. */
export function instantDay(instant: string): number {
  return instant.length === 10 ? dayNumber(instant) : Date.parse(instant) / DAY_MS
}

/** Orders rates into lines of steps. Lines keep the order in which they are first met. */
export function prepareSteps(rates: readonly StepRate[], today: string): PreparedSteps {
  const now = dayNumber(today)
  const ends = rates.flatMap(({ from, to }) => [from, to]).filter((end) => end !== null)
  const known = ends.map(instantDay)
  const first = Math.min(now - LEAST_DAYS, ...known)
  const last = Math.max(now, ...known)
  const span = last - first
  const from = rates.some((rate) => rate.from === null) ? first - span * 0.08 : first
  const to = last + span * 0.05
  const names = [...new Set(rates.map((rate) => rate.line))]
  const lines = names.map((name) => ({ name, steps: stepsOf(rates, name, { from, to, now }) }))
  const heights = lines.flatMap((line) => line.steps.map((step) => step.height))
  return { lines: lines.filter((line) => line.steps.length > 0), from, to, today: now, high: Math.max(0, ...heights) }
}

function stepsOf(rates: readonly StepRate[], name: string, limits: { from: number; to: number; now: number }): Step[] {
  const steps = rates
    .filter((rate) => rate.line === name)
    .flatMap((rate): Step[] => {
      if (rate.price === null) return []
      const from = rate.from === null ? limits.from : instantDay(rate.from)
      const to = rate.to === null ? limits.to : instantDay(rate.to)
      const height = (toDrawing(rate.price) * MILLION) / rate.per
      const { id, price, per } = rate
      return [{ id, from, to, height, price, per, look: lookOf(rate, from, limits.now), isJoined: false }]
    })
    .toSorted((a, b) => a.from - b.from || a.to - b.to)
  return steps.map((step) => ({
    ...step,
    isJoined: step.look !== 'withdrawn' && steps.some((other) => other.to === step.from && other.look !== 'withdrawn'),
  }))
}

function lookOf(rate: StepRate, from: number, now: number): StepLook {
  if (rate.isWithdrawn) return 'withdrawn'
  if (from > now) return 'announced'
  return rate.isDoubtful ? 'doubtful' : 'plain'
}

/** The steps that hold on a day, one or several a line. */
export function stepsOn(prepared: PreparedSteps, day: number): { line: StepLine; step: Step }[] {
  return prepared.lines.flatMap((line) =>
    line.steps.filter((step) => step.from <= day && day < step.to).map((step) => ({ line, step })),
  )
}

/** Days on which something changes, in order; where the keys stop. */
export function stepDays(prepared: PreparedSteps): number[] {
  const days = prepared.lines.flatMap((line) => line.steps.map((step) => step.from))
  return [...new Set(days)].toSorted((a, b) => a - b)
}

/** Round heights for the axis, from 0 on; at most six. */
export function roundHeights(high: number): number[] {
  if (!(high > 0)) return [0]
  const rough = high / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? power * 10
  return Array.from({ length: Math.floor(high / step) + 1 }, (_, index) => index * step)
}

/** First days of months for the axis of time: every month, quarter, half-year or year, so that at most `fits` stand. */
export function monthMarks(from: number, to: number, fits: number): string[] {
  const start = dayOf(Math.ceil(from))
  const [year = 1970, month = 1] = start.split('-').map(Number)
  const months = Math.max(1, Math.ceil((to - from) / 30.44))
  const every = [1, 3, 6, 12, 24].find((count) => months / count <= Math.max(1, fits)) ?? 60
  const marks: string[] = []
  for (let index = year * 12 + month - 1; marks.length < 60; index += 1) {
    const day = `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}-01`
    if (dayNumber(day) > to) break
    if (index % every === 0 && dayNumber(day) >= from) marks.push(day)
  }
  return marks
}

/** Moves labels apart so that none covers another; answers their places in the order given. */
export function spread(places: readonly number[], gap: number, low: number, high: number): number[] {
  const order = places.map((place, index) => ({ place, index })).toSorted((a, b) => a.place - b.place)
  let least = low
  for (const one of order) {
    one.place = Math.max(one.place, least)
    least = one.place + gap
  }
  let most = high
  for (const one of order.toReversed()) {
    one.place = Math.min(one.place, most)
    most = one.place - gap
  }
  return order.toSorted((a, b) => a.index - b.index).map((one) => one.place)
}

/** What the chart says in one sentence, for those who do not see it. */
export function describeSteps(prepared: PreparedSteps): string {
  const names = prepared.lines.map((line) => `${line.name} in ${line.steps.length} steps`)
  const looks = prepared.lines.flatMap((line) => line.steps.map((step) => step.look))
  const parts = [
    `Prices of ${names.join(', ')}, from ${dayOf(Math.floor(prepared.from))} to ${dayOf(Math.floor(prepared.to))}`,
    looks.includes('announced') ? 'announced prices are dashed' : '',
    looks.includes('doubtful') ? 'doubtful prices are dotted' : '',
  ]
  return parts.filter((part) => part !== '').join('; ')
}

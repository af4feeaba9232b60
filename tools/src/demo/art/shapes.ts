import type { Field } from './canvas.ts'

/** Distances to the edges of shapes: negative inside, in units of half the picture. */
export const disc = (cx: number, cy: number, radius: number): Field => (x, y) => Math.hypot(x - cx, y - cy) - radius

export const ring = (
  cx: number,
  cy: number,
  radius: number,
  width: number,
): Field => (x, y) => Math.abs(Math.hypot(x - cx, y - cy) - radius) - width / 2

export const box = (cx: number, cy: number, halfWidth: number, halfHeight: number, round = 0): Field => (x, y) => {
  const dx = Math.abs(x - cx) - halfWidth + round
  const dy = Math.abs(y - cy) - halfHeight + round
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - round
}

/** Everything below a line whose height is a function of x. */
export const below = (height: (x: number) => number): Field => (x, y) => (height(x) - y) * 0.9

export const stroke = (ax: number, ay: number, bx: number, by: number, width: number): Field => (x, y) => {
  const [dx, dy] = [bx - ax, by - ay]
  const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
  return Math.hypot(x - ax - dx * along, y - ay - dy * along) - width / 2
}

export const both = (a: Field, b: Field): Field => (x, y) => Math.max(a(x, y), b(x, y))
export const either = (a: Field, b: Field): Field => (x, y) => Math.min(a(x, y), b(x, y))
export const without = (a: Field, b: Field): Field => (x, y) => Math.max(a(x, y), -b(x, y))

/** The shape turned about the middle of the picture. */
export const turned = (angle: number, field: Field): Field => {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  return (x, y) => field(x * cos + y * sin, y * cos - x * sin)
}

/** A glow that halves every `reach`. */
export const glow = (cx: number, cy: number, reach: number): Field => (x, y) => 2 ** (-Math.hypot(x - cx, y - cy) / reach)
/** From 0 at the top to 1 at the bottom. */
export const downwards: Field = (_, y) => (y + 1) / 2
export const even = (value: number): Field => () => value

import type { Canvas } from '../canvas.ts'
import { faint, inside, paint } from '../canvas.ts'
import { ramp } from '../colour.ts'
import { below, both, disc, downwards, even, glow, stroke, turned } from '../shapes.ts'

/** The blue of tiles, the green of the levadas, sand, and a low sun. */
const sand = ramp('#fff6e0', '#f3d9a4')
const tile = ramp('#1f4fa3', '#0d2a66')
const green = ramp('#8ed1a3', '#1f7a63', '#0c4a48')
const gold = ramp('#ffe9a8', '#f9b233', '#e8743b')

/** Three apples in the light of a window. */
export function tresMacasCover(picture: Canvas): void {
  paint(picture, ramp('#fff3d6', '#f7dca6', '#eec27c'), downwards, even(1))
  for (let ray = 0; ray < 16; ray++) {
    const beam = turned((ray * Math.PI) / 8, (x, y) => Math.max(Math.abs(y) - x * 0.1, -x))
    paint(picture, gold, even(0.15), faint(0.55, inside((x, y) => beam(x, y + 0.05), 0.006)))
  }
  const apples = [
    [-0.38, 0.24, '#ff8f6b', '#e2433f', '#8f1734'],
    [0.4, 0.2, '#d9ea8b', '#79b356', '#1f6b4f'],
    [0.01, -0.2, '#ffe08a', '#f59a32', '#b84a1b'],
  ] as const
  for (const [cx, cy, lit, body, shade] of apples) {
    const apple = (x: number, y: number): number => {
      const [dx, dy] = [x - cx, y - cy]
      const angle = Math.atan2(dx, -dy)
      return Math.hypot(dx, dy * 1.04) - 0.37 * (
        1 - 0.17 * Math.exp(-angle * angle * 7) - 0.06 * Math.exp(-((Math.abs(angle) - Math.PI) ** 2) * 9)
      )
    }
    paint(picture, tile, even(1), faint(0.35, inside((x, y) => apple(x - 0.04, y - 0.06), 0.14)))
    paint(picture, ramp(lit, body, shade), (x, y) => Math.hypot(x - cx + 0.14, y - cy + 0.13) / 0.58, inside(apple))
    paint(picture, ramp('#4a2a18', '#4a2a18'), even(0), inside(stroke(cx, cy - 0.27, cx + 0.05, cy - 0.45, 0.026)))
    paint(picture, green, (x) => (x - cx) * 3, inside(both(disc(cx + 0.13, cy - 0.31, 0.14), disc(cx + 0.19, cy - 0.47, 0.14))))
  }
}

/** Water led along a mountain, three winds beside it. */
export function levadaCover(picture: Canvas): void {
  paint(picture, ramp('#f9e6b3', '#bfe0b5', '#57b295'), (_, y) => (y + 1) / 1.2, even(1))
  paint(picture, gold, even(0.4), inside(disc(0.45, -0.52, 0.19)))
  for (let fold = 0; fold < 9; fold++) {
    const ridge = (x: number): number =>
      -0.45 + fold * 0.19 + (0.2 - fold * 0.012) * Math.sin(x * 1.7 + fold * 0.62) + 0.05 * Math.sin(x * 4.3 - fold)
    const land = below(ridge)
    paint(picture, tile, even(1), faint(0.25, inside((x, y) => land(x, y + 0.025), 0.09)))
    paint(picture, ramp('#a9d9a0', '#4fae8a', '#17766a', '#0c4a5c', '#0d2a66'), (x, y) => fold / 9 + 0.25 * (y - ridge(x)), inside(land))
    if (fold === 5) paint(picture, ramp('#ffffff', '#9fe3f5'), (x) => (x + 1) / 2, inside((x, y) => Math.abs(y - ridge(x) - 0.055) - 0.024))
  }
}

/** First light on still water; one ferry, asleep. */
export function beforeTheFerryCover(picture: Canvas): void {
  paint(picture, ramp('#7fb4c9', '#c9dccb', '#fbe6bf', '#f9c58d'), (_, y) => (y + 1) / 1.15, even(1))
  paint(picture, gold, even(0.2), faint(0.35, glow(-0.18, 0.06, 0.22)), true)
  paint(picture, ramp('#fffbe6', '#ffd98a'), (_, y) => (y + 0.2) / 0.45, inside(disc(-0.18, 0.04, 0.24)))
  paint(
    picture,
    ramp('#8fb3bd', '#a8c4c0'),
    downwards,
    inside(below((x) => 0.11 - 0.13 * Math.exp(-((x - 0.75) ** 2) * 5) - 0.07 * Math.exp(-((x + 0.95) ** 2) * 9))),
  )
  paint(picture, ramp('#e9c795', '#7fb0b3', '#2a6f8c', '#123a73'), (_, y) => (y - 0.14) / 0.86, inside((_, y) => 0.14 - y))
  for (let n = 0; n < 26; n++) {
    const depth = (n + 1) / 26
    const y = 0.15 + 0.8 * depth ** 1.5
    const half = (0.1 + 0.32 * ((n * 0.618) % 1)) * (0.45 + depth * 0.5)
    const x = -0.18 + 0.26 * Math.sin(n * 2.4) * depth
    paint(
      picture,
      n % 4 === 3 ? tile : sand,
      even(0.5),
      faint(n % 4 === 3 ? 0.35 : 0.85 - 0.4 * depth, inside(stroke(x - half, y, x + half, y, 0.008 + 0.014 * depth))),
    )
  }
  const hull: (x: number, y: number) => number = (x, y) => Math.max(Math.abs(x - 0.52) - 0.3 + (y - 0.2) * 0.7, 0.2 - y, y - 0.3)
  const deck: (x: number, y: number) => number = (x, y) => Math.max(Math.abs(x - 0.49) - 0.19, 0.13 - y, y - 0.2)
  paint(picture, tile, even(0.7), inside(hull))
  paint(picture, sand, even(0.2), inside(deck))
  paint(picture, gold, even(0.9), inside((x, y) => Math.max(Math.abs(x - 0.55) - 0.035, 0.05 - y, y - 0.13)))
  for (let light = 0; light < 5; light++) paint(picture, tile, even(0.5), inside(disc(0.36 + light * 0.065, 0.166, 0.013)))
}

import type { Canvas } from '../canvas.ts'
import { faint, inside, paint } from '../canvas.ts'
import { ramp } from '../colour.ts'
import { both, box, disc, downwards, even, glow, ring, stroke, without } from '../shapes.ts'

/** Coffee, cream, terracotta and a deep bottle green. */
const night = ramp('#0f2a2e', '#1d4a48', '#2f6b5e')
const warm = ramp('#f7e3bd', '#f0a35e', '#c9502f')
const cream = ramp('#fbf1dc', '#efd2a0')
const coffee = ramp('#24130f', '#4a241a')

/** A lit window in the rain, and the moon it might be. */
export function rainCheckCover(picture: Canvas): void {
  paint(picture, ramp('#0b1d22', '#173a3d', '#2a5f57'), downwards, even(1))
  paint(picture, warm, even(0.5), faint(0.22, glow(0.12, -0.1, 0.42)), true)
  paint(picture, warm, (_, y) => (y + 0.72) / 1.24, inside(disc(0.12, -0.1, 0.6)))
  for (let n = 0; n < 46; n++) {
    const x = ((n * 0.618034) % 1) * 2.9 - 1.2
    const y = ((n * 0.414214 + 0.13) % 1) * 2.6 - 1.3
    const long = 0.14 + 0.34 * ((n * 0.732) % 1)
    paint(
      picture,
      n % 3 === 0 ? cream : night,
      even(0.25),
      faint(n % 3 === 0 ? 0.75 : 0.9, inside(stroke(x, y, x - long * 0.36, y + long, 0.011 + 0.006 * (n % 3)))),
    )
  }
  const sill = box(0, 0.86, 1.2, 0.17)
  paint(picture, coffee, downwards, inside(sill))
  paint(picture, cream, (x) => (x + 0.62) / 0.4, inside(both(disc(-0.44, 0.45, 0.25), box(-0.44, 0.6, 0.3, 0.15))))
  paint(picture, cream, even(0.8), inside(ring(-0.19, 0.56, 0.085, 0.04)))
}

/** A porthole, and the porthole heard again, and again. */
export function lowerDeckDubCover(picture: Canvas): void {
  paint(picture, ramp('#10302f', '#0b1f24'), downwards, even(1))
  for (let n = 7; n >= 0; n--) {
    const [cx, cy, radius] = [-0.3 + n * 0.13, 0.12 - n * 0.06, 0.5 + n * 0.13]
    paint(picture, coffee, even(0), faint(0.35, inside(disc(cx + 0.03, cy + 0.05, radius), 0.16)))
    paint(picture, ramp('#f0a35e', '#c9502f', '#2f6b5e', '#12363a'), even(n / 7), inside(disc(cx, cy, radius)))
  }
  paint(picture, cream, (x, y) => (x + y + 1) / 2, inside(disc(-0.3, 0.12, 0.4)))
  paint(
    picture,
    ramp('#2f6b5e', '#0f2a2e'),
    (_, y) => y * 2,
    inside(both(disc(-0.3, 0.12, 0.4), (x, y) => 0.17 + 0.045 * Math.sin(x * 11) - y)),
  )
  paint(picture, warm, even(0.75), inside(disc(-0.2, -0.02, 0.085)))
}

/** A drum that turns: stripes wound round a centre. */
export function saudadeCover(picture: Canvas): void {
  paint(picture, ramp('#f4dcae', '#eab676'), downwards, even(1))
  paint(picture, coffee, even(0), faint(0.35, inside(disc(0.04, 0.07, 0.8), 0.14)))
  paint(picture, cream, downwards, inside(disc(0, 0, 0.8)))
  paint(picture, ramp('#1d4a48', '#0f2a2e'), downwards, inside(disc(0, 0, 0.69)))
  for (let arm = 0; arm < 5; arm++) {
    const twist = (x: number, y: number): number => {
      const radius = Math.hypot(x, y)
      const angle = Math.atan2(y, x) - radius * 2.6 - (arm * 2 * Math.PI) / 5
      const nearest = Math.atan2(Math.sin(angle), Math.cos(angle))
      return Math.abs(nearest) * radius - 0.16 * radius * (1.3 - radius)
    }
    paint(
      picture,
      [warm, cream, ramp('#2f6b5e', '#5d9c7f')][arm % 3] ?? warm,
      (x, y) => Math.hypot(x, y) / 0.7,
      inside(both(disc(0, 0, 0.64), twist)),
    )
  }
  paint(picture, cream, even(0.6), faint(0.07, inside(without(disc(0, 0, 0.64), disc(0.16, 0.18, 0.72)), 0.02)))
  paint(picture, warm, even(0.8), inside(disc(0.79, -0.79, 0.07)))
  paint(picture, ramp('#1d4a48', '#1d4a48'), even(0), inside(disc(0.58, -0.85, 0.035)))
}

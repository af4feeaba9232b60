import type { Canvas } from '../canvas.ts'
import { faint, inside, paint } from '../canvas.ts'
import { ramp } from '../colour.ts'
import { below, both, box, disc, downwards, even, glow, ring, stroke, turned, without } from '../shapes.ts'

/** Snow, slate and the pink that stays for ten minutes. */
const evening = ramp('#26365a', '#5b6f9c', '#c9a6b8', '#f6d9c8')
const snow = ramp('#ffffff', '#cdd8ea')
const slate = ramp('#3a4a6b', '#1b2540')
const lamp = ramp('#fff3c4', '#ffc46b')

/** Cut paper: hills in layers, and a light that turns. */
export function paperLighthouseCover(picture: Canvas): void {
  paint(picture, evening, (_, y) => (y + 1) / 1.5, even(1))
  for (const angle of [-0.28, Math.PI - 0.12]) {
    const beam = turned(angle, (x, y) => Math.max(Math.abs(y) - 0.02 - Math.abs(x) * 0.14, -x))
    paint(
      picture,
      lamp,
      even(0.3),
      (x, y) => 0.62 * inside((px, py) => beam(px - 0.24, py + 0.37), 0.03)(x, y) * Math.max(0, 1 - Math.hypot(x - 0.24, y + 0.37) / 1.7),
    )
  }
  const layers = [0.25, 0.42, 0.6, 0.78]
  layers.forEach((height, n) => {
    const hill = below((x) => height + 0.1 * Math.sin(x * (2.1 + n * 0.5) + n * 2.2) + 0.03 * Math.sin(x * 6 + n))
    if (n === 2) lighthouse(picture)
    paint(picture, slate, even(1), faint(0.45, inside((x, y) => hill(x - 0.01, y + 0.035), 0.11)))
    paint(
      picture,
      ramp(['#8796bb', '#a9b5d1', '#d5dcea', '#fbfbfd'][n] ?? '#ffffff', ['#6d7ea8', '#8f9dc0', '#b8c4da', '#dfe6f1'][n] ?? '#ffffff'),
      (_, y) => (y - height) * 2,
      inside(hill),
    )
  })
}

function lighthouse(picture: Canvas): void {
  const tower: (x: number, y: number) => number = (x, y) => Math.max(Math.abs(x - 0.24) - 0.085 - (y + 0.3) * 0.06, -0.3 - y, y - 0.8)
  paint(picture, slate, even(1), faint(0.4, inside((x, y) => tower(x - 0.03, y), 0.08)))
  paint(picture, snow, (x) => (x - 0.12) * 4, inside(tower))
  paint(
    picture,
    ramp('#d8647a', '#a83c58'),
    (x) => (x - 0.12) * 4,
    inside(both(tower, (_, y) => Math.abs(((y + 0.24) / 0.34) % 1 - 0.5) * 0.34 - 0.075)),
  )
  paint(picture, slate, even(0.8), inside(box(0.24, -0.3, 0.12, 0.014)))
  paint(picture, lamp, even(0.2), inside(box(0.24, -0.37, 0.06, 0.06)))
  paint(picture, slate, even(0.8), inside((x, y) => Math.max(Math.abs(x - 0.24) - (y + 0.53) * 0.95, y + 0.43)))
  paint(picture, lamp, even(0.5), faint(0.8, glow(0.24, -0.37, 0.09)), true)
}

/** A stair wound into a dial: sixty steps, five to the turn. */
export function watchmakersStairsCover(picture: Canvas): void {
  paint(picture, ramp('#f8ece6', '#e6d6de', '#c3c9de'), downwards, even(1))
  for (let step = 0; step < 40; step++) {
    const angle = step * ((2 * Math.PI) / 20) - Math.PI / 2
    const [near, far] = [0.16 + step * 0.012, 0.36 + step * 0.0145]
    const wedge = turned(
      angle,
      (x, y) => Math.max(Math.abs(y) - Math.tan(Math.PI / 20) * Math.max(0, x), Math.hypot(x, y) - far, near - Math.hypot(x, y)),
    )
    paint(
      picture,
      ramp('#1b2540', '#3d5484', '#8fa3c8', '#e9b9bf', '#fff3e2'),
      (x, y) => step / 42 + 0.06 * Math.hypot(x, y),
      inside(wedge),
    )
  }
  paint(picture, lamp, even(0.5), inside(ring(0, 0, 0.1, 0.03)))
  paint(picture, ramp('#d8647a', '#a83c58'), even(0.4), inside(stroke(0, 0, 0.48, -0.62, 0.022)))
  paint(picture, ramp('#d8647a', '#a83c58'), even(0.4), inside(disc(0, 0, 0.045)))
}

/** Curtains of light over snow. */
export function avenVinternCover(picture: Canvas): void {
  paint(picture, ramp('#070d24', '#122449', '#2b4a78'), downwards, even(1))
  for (let n = 0; n < 70; n++) {
    const [x, y] = [((n * 0.754877) % 1) * 2 - 1, ((n * 0.56984) % 1) * 1.5 - 1]
    paint(picture, snow, even(0), faint(0.75, inside(disc(x, y, 0.002 + 0.004 * ((n * 0.37) % 1)), 0.005)))
  }
  const curtains = [['#5ff2c3', '#3d9be0', -0.05], ['#b7f5d0', '#8a6fe0', 0.15], ['#f3a6c8', '#5b6fdc', -0.25]] as const
  curtains.forEach(([top, foot, lift], n) => {
    const hem = (x: number): number => lift + 0.17 * Math.sin(x * 2.4 + n * 1.9) + 0.06 * Math.sin(x * 5.3 + n)
    paint(picture, ramp(top, foot), (x, y) => (hem(x) - y) / 0.9, (x, y) => {
      const above = hem(x) - y
      const rays = 0.72 + 0.28 * Math.sin(x * 38 + 6 * Math.sin(x * 5 + n * 2))
      return above < -0.05 ? 0 : 0.6 * rays * Math.min(1, (above + 0.05) / 0.08) * 2 ** (-Math.max(0, above) / 0.2)
    }, true)
  })
  const far = below((x) => 0.42 + 0.16 * Math.abs(Math.sin(x * 2.7 + 0.6)) ** 1.4 * Math.cos(x * 1.3))
  paint(picture, ramp('#31476f', '#5c78a3'), (_, y) => (y - 0.3) * 2.4, inside(far))
  const field = below((x) => 0.66 + 0.07 * Math.sin(x * 2.2 + 2))
  paint(picture, ramp('#e8f3fb', '#9db9d8', '#5f7fae'), (_, y) => (y - 0.58) * 2.2, inside(field))
  paint(picture, slate, even(1), inside(without(stroke(-0.42, 0.66, -0.42, 0.36, 0.014), (_, y) => y - 0.3)))
  for (const top of [0.3, 0.375, 0.45, 0.525]) {
    paint(picture, slate, even(1), inside((x, y) => Math.max(Math.abs(x + 0.42) - (y - top) * 0.55, y - top - 0.12)))
  }
}

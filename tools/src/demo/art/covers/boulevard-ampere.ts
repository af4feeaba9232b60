import type { Canvas } from '../canvas.ts'
import { faint, inside, paint } from '../canvas.ts'
import { ramp } from '../colour.ts'
import { both, box, disc, downwards, either, even, glow, ring, without } from '../shapes.ts'

/** Ultraviolet to magenta, with sodium orange and a cold cyan. */
const dusk = ramp('#12082e', '#3b1269', '#8a1c7c', '#e8437a')
const sun = ramp('#ffe27a', '#ff9a4d', '#ff3d81')
const cold = ramp('#7df9ff', '#1fa2ff')

/** The sun goes down behind the ring road. */
export function peripheriqueCover(picture: Canvas): void {
  paint(picture, dusk, (_, y) => (y + 1) / 1.25, even(1))
  paint(picture, sun, even(0.7), faint(0.3, glow(0, 0, 0.3)), true)
  const slits: (x: number, y: number) => number = (_, y) => (
    y < -0.08 ? 1 : Math.abs(((y + 0.08) / 0.1) % 1 - 0.5) * 0.1 - 0.006 - 0.03 * (y + 0.08)
  )
  paint(picture, sun, (_, y) => (y + 0.6) / 0.95, inside(without(disc(0, -0.06, 0.56), slits)))
  paint(picture, ramp('#1a0a38', '#07031a'), (_, y) => (y - 0.3) / 0.6, inside((_, y) => 0.3 - y))
  paint(picture, sun, even(0.9), faint(0.9, (_, y) => 2 ** (-Math.abs(y - 0.3) / 0.016)), true)
  for (let lane = 0; lane < 6; lane++) {
    const bend = (x: number, y: number): number => {
      const depth = (y - 0.3) / 0.7
      const centre = -0.55 * (1 - depth) * (1 - depth) + 0.35 * (1 - depth)
      return Math.abs(x - centre - (lane - 2.5) * 0.44 * depth) - 0.012 * depth - 0.001
    }
    paint(picture, lane < 3 ? cold : sun, even(lane / 6), inside(both(bend, (_, y) => 0.305 - y), 0.006))
    paint(picture, lane < 3 ? cold : sun, even(lane / 6), (x, y) => (y < 0.3 ? 0 : 0.35 * 2 ** (-Math.max(0, bend(x, y)) / 0.02)), true)
  }
}

/** Arches of glass, and one orange. */
export function orangerieCover(picture: Canvas): void {
  paint(picture, ramp('#ff8a5c', '#e8437a', '#6a1b86', '#2a0f52'), downwards, even(1))
  for (const [index, x] of [-0.66, 0, 0.66].entries()) {
    const arch = either(box(x, 0.42, 0.28, 0.62), disc(x, -0.2, 0.28))
    paint(picture, ramp('#12082e', '#12082e'), even(0), faint(0.45, inside((px, py) => arch(px - 0.03, py - 0.04), 0.12)))
    paint(
      picture,
      [ramp('#ffe27a', '#ff9a4d', '#ff3d81'), ramp('#7df9ff', '#3f7bff', '#3b1269'), ramp('#ffd0e0', '#e8437a', '#5a1580')][index] ?? sun,
      (_, y) => (y + 0.5) / 1.5,
      inside(arch),
    )
    const bars: (px: number, py: number) => number = (px, py) => Math.min(
      Math.abs(px - x),
      Math.abs((((py + 0.2) / 0.31 + 9.5) % 1) - 0.5) * 0.31,
    ) - 0.008
    paint(picture, ramp('#1d0b40', '#1d0b40'), even(0), faint(0.85, inside(both(arch, bars))))
  }
  paint(picture, ramp('#1d0b40', '#0d0524'), (_, y) => (y - 0.7) * 3, inside((_, y) => 0.72 - y))
  paint(picture, sun, even(0.6), faint(0.35, glow(0.22, 0.5, 0.1)), true)
  paint(picture, ramp('#ffd66b', '#ff8a2b', '#d13c1e'), (x, y) => Math.hypot(x - 0.15, y - 0.43) / 0.36, inside(disc(0.22, 0.52, 0.225)))
  paint(picture, ramp('#3ddc97', '#117a5b'), (x) => (x - 0.2) * 4, inside(both(disc(0.27, 0.14, 0.19), disc(0.37, 0.33, 0.17))))
}

const cake = `
  ......r.........
  .....rrr........
  .....rwr.pp.....
  ......rpppppp...
  ....pppwpppppp..
  ...ppwpppppypp..
  ..ppppppwpppppp.
  ..pypppppppwppp.
  .pppppwpppppppp.
  .pppppppppypppp.
  ..ccccccccccccc.
  ..cdcdcdcdcdcdc.
  ...dcdcdcdcdcd..
  ...cdcdcdcdcdc..
  ....dcdcdcdcd...
  ................`.trim().split(/\s+/)

/** Sixteen by sixteen, freshly baked. */
export function pixelPatissierCover(picture: Canvas): void {
  paint(picture, ramp('#1b0c4a', '#5a1a8c', '#e8437a'), downwards, even(1))
  paint(picture, cold, even(0.4), faint(0.35, (x, y) => (Math.abs(Math.sin(Math.atan2(y - 0.05, x) * 8)) - 0.55) * 30))
  paint(picture, sun, even(0.2), faint(0.6, inside(ring(0, 0.02, 0.86, 0.02))))
  const colours: Record<string, Float32Array> = {
    r: ramp('#ff5a6e', '#c4123f'),
    p: ramp('#ffb3d9', '#ff4fa3'),
    w: ramp('#ffffff', '#fff4c9'),
    y: ramp('#ffe27a', '#ffb52e'),
    c: ramp('#ffb35c', '#d9722b'),
    d: ramp('#c75f24', '#8a3414'),
  }
  const cell = 0.094
  const each = (draw: (sign: string, x: number, y: number) => void): void =>
    cake.forEach(
      (row, line) => [...row].forEach((sign, column) => { if (sign !== '.') draw(sign, (column - 7.7) * cell, (line - 7) * cell) })
    )
  const solid = cake.map((row) => [...row].map((sign) => sign !== '.'))
  const isCake = (x: number, y: number): boolean => solid[Math.round(y / cell + 7)]?.[Math.round(x / cell + 7.7)] === true
  paint(picture, ramp('#12082e', '#12082e'), even(0), (x, y) => (isCake(x - 0.05, y - 0.06) ? 0.5 : 0))
  each((sign, x, y) => paintCell(picture, colours[sign] ?? sun, x, y, cell))
}

function paintCell(picture: Canvas, colours: Float32Array, x: number, y: number, cell: number): void {
  paint(picture, colours, (px, py) => (px - x + py - y) / cell / 2 + 0.5, inside(box(x, y, cell / 2 - 0.002, cell / 2 - 0.002, 0.01)))
}

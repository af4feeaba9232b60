/** A square picture in linear light. Coordinates go from -1 (left, top) to 1 (right, bottom). */
export interface Canvas {
  side_px: number
  rgb: Float32Array
}

export const canvas = (side_px: number): Canvas => ({ side_px, rgb: new Float32Array(side_px * side_px * 3) })

/** A number for each place: how much of it is covered, how far along a ramp it lies, or how far away an edge is. */
export type Field = (x: number, y: number) => number

/** How much of each place is covered, 0 to 1; where the distance to its edge is known, empty parts of the picture are skipped. */
export interface Coverage extends Field {
  distance?: Field
}

const tile_px = 20

/** Lays paint over the picture: `coverage` says how much (0 to 1), `tone` where on the ramp. Light adds instead of covering. */
export function paint({ side_px, rgb }: Canvas, colours: Float32Array, tone: Field, coverage: Coverage, light = false): void {
  const { distance } = coverage
  const reach = (6 * tile_px) / side_px + 0.1
  const place = (pixel: number): number => (pixel / side_px) * 2 - 1
  for (let top = 0; top < side_px; top += tile_px) {
    for (let left = 0; left < side_px; left += tile_px) {
      // A tile whose middle is far outside has nothing in it; the margin allows for distances that are only nearly true.
      if (distance !== undefined && distance(place(left + tile_px / 2), place(top + tile_px / 2)) > reach) continue
      for (let row = top; row < Math.min(top + tile_px, side_px); row++) {
        for (let column = left; column < Math.min(left + tile_px, side_px); column++) {
          const [x, y] = [place(column + 0.5), place(row + 0.5)]
          const covered = Math.max(0, Math.min(1, coverage(x, y)))
          if (covered > 0) blend(rgb, (row * side_px + column) * 3, colours, tone(x, y), covered, light)
        }
      }
    }
  }
}

function blend(rgb: Float32Array, at: number, colours: Float32Array, tone: number, covered: number, light: boolean): void {
  const last = colours.length / 3 - 1
  const place = Math.max(0, Math.min(1, tone)) * last
  const step = Math.min(last - 1, Math.floor(place))
  const mix = place - step
  for (let channel = 0; channel < 3; channel++) {
    const near = colours[step * 3 + channel] ?? 0
    const colour = near + ((colours[step * 3 + 3 + channel] ?? 0) - near) * mix
    const under = rgb[at + channel] ?? 0
    rgb[at + channel] = light ? under + colour * covered : under + (colour - under) * covered
  }
}

/** The inside of an edge given by its distance (negative inside), smoothed over `blur`, which is a pixel or so unless told otherwise. */
export function inside(distance: Field, blur = 0.003): Coverage {
  const covered = (x: number, y: number): number => {
    const way = 0.5 - distance(x, y) / blur
    return way <= 0 ? 0 : way >= 1 ? 1 : way * way * (3 - 2 * way)
  }
  return Object.assign(covered, { distance })
}

/** The same coverage, thinner. */
export const faint = (amount: number, coverage: Coverage): Coverage =>
  Object.assign(
    (x: number, y: number): number => amount * Math.max(0, Math.min(1, coverage(x, y))),
    coverage.distance === undefined ? {} : { distance: coverage.distance },
  )

/** A square picture in linear light. Coordinates go from -1 (left, top) to 1 (right, bottom). */
export interface Canvas {
  side_px: number
  rgb: Float32Array
}

export const canvas = (side_px: number): Canvas => ({ side_px, rgb: new Float32Array(side_px * side_px * 3) })

/** A number for each place: how much of it is covered, how far along a ramp it lies, or how far away an edge is. */
export type Field = (x: number, y: number) => number

/** Lays paint over the picture: `coverage` says how much (0 to 1), `tone` where on the ramp. Light adds instead of covering. */
export function paint({ side_px, rgb }: Canvas, colours: Float32Array, tone: Field, coverage: Field, light = false): void {
  const last = colours.length / 3 - 1
  for (let row = 0; row < side_px; row++) {
    const y = ((row + 0.5) / side_px) * 2 - 1
    for (let column = 0; column < side_px; column++) {
      const x = ((column + 0.5) / side_px) * 2 - 1
      const covered = Math.max(0, Math.min(1, coverage(x, y)))
      if (covered === 0) continue
      const place = Math.max(0, Math.min(1, tone(x, y))) * last
      const step = Math.min(last - 1, Math.floor(place))
      const mix = place - step
      const at = (row * side_px + column) * 3
      for (let channel = 0; channel < 3; channel++) {
        const near = colours[step * 3 + channel] ?? 0
        const colour = near + ((colours[step * 3 + 3 + channel] ?? 0) - near) * mix
        const under = rgb[at + channel] ?? 0
        rgb[at + channel] = light ? under + colour * covered : under + (colour - under) * covered
      }
    }
  }
}

/** The inside of an edge given by its distance (negative inside), smoothed over `blur`, which is a pixel or so unless told otherwise. */
export const inside = (distance: Field, blur = 0.003): Field => (x, y) => {
  const way = 0.5 - distance(x, y) / blur
  return way <= 0 ? 0 : way >= 1 ? 1 : way * way * (3 - 2 * way)
}

/** Linear-light red, green and blue, 0 to 1. */
export type Colour = [red: number, green: number, blue: number]

/** Reads `#rrggbb` (sRGB). */
export function hex(text: string): Colour {
  const [red = '0', green = '0', blue = '0'] = text.match(/[0-9a-f]{2}/g) ?? []
  return [fromSrgb(red), fromSrgb(green), fromSrgb(blue)]
}

function fromSrgb(digits: string): number {
  const value = Number.parseInt(digits, 16) / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

const steps = 512

/** Colours along a line, mixed in Oklab so that the way between two of them never turns grey. 512 steps of three numbers. */
export function ramp(...stops: string[]): Float32Array {
  const labs = stops.map((stop) => toOklab(hex(stop)))
  const colours = new Float32Array(steps * 3)
  for (let i = 0; i < steps; i++) {
    const place = (i / (steps - 1)) * Math.max(1, labs.length - 1)
    const index = Math.min(labs.length - 1, Math.floor(place))
    const from = labs[index] ?? [0, 0, 0]
    const to = labs[index + 1] ?? from
    const mix = place - index
    const mixed: Colour = [from[0] + (to[0] - from[0]) * mix, from[1] + (to[1] - from[1]) * mix, from[2] + (to[2] - from[2]) * mix]
    colours.set(fromOklab(mixed), i * 3)
  }
  return colours
}

/** Ottosson's Oklab (2020), from linear sRGB. */
function toOklab([r, g, b]: Colour): Colour {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

function fromOklab([lightness, a, b]: Colour): Colour {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

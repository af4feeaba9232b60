const mebibyte = 1024 * 1024
/** The largest file that goes up in one request. */
const singleUpTo = 16 * mebibyte
const leastPart = 8 * mebibyte
const mostParts = 10_000

export type UploadPlan =
  | { readonly kind: 'single' }
  | { readonly kind: 'multipart'; readonly part_size: number; readonly part_count: number }

/** One request up to 16 MiB; above it parts of at least 8 MiB, at most 10,000 of them (S3's limit), all but the last of one size. */
export function planUpload(size: number): UploadPlan {
  if (size <= singleUpTo) return { kind: 'single' }
  const part_size = Math.max(leastPart, Math.ceil(size / mostParts / mebibyte) * mebibyte)
  return { kind: 'multipart', part_size, part_count: Math.ceil(size / part_size) }
}

/** Bytes of part `number`, counted from 1. */
export const sizeOfPart = ({ size, part_size }: { readonly size: number; readonly part_size: number }, number: number): number =>
  Math.min(part_size, size - (number - 1) * part_size)

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planUpload, sizeOfPart } from './plan-upload.ts'

const MiB = 1024 * 1024

test('16 MiB go up in one request, a byte more in parts of 8 MiB', () => {
  expect(planUpload(16 * MiB)).toEqual({ kind: 'single' })
  expect(planUpload(16 * MiB + 1)).toEqual({ kind: 'multipart', part_size: 8 * MiB, part_count: 3 })
  expect(planUpload(1024 * MiB)).toEqual({ kind: 'multipart', part_size: 8 * MiB, part_count: 128 })
})

test('however large the file, its parts are what S3 takes and add up to it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 16 * MiB + 1, max: 5 * 1024 ** 4 }), (size) => {
      const plan = planUpload(size)
      if (plan.kind !== 'multipart') return false
      const last = sizeOfPart({ size, part_size: plan.part_size }, plan.part_count)
      return plan.part_size >= 8 * MiB && plan.part_count <= 10_000 && last >= 1 && (plan.part_count - 1) * plan.part_size + last === size
    }),
  )
})

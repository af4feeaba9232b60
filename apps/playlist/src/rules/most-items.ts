/** A playlist holds no more items; removed ones don't count. */
export const MOST_ITEMS = 10_000

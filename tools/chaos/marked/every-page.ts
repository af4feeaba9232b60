interface Page<Item> {
  readonly items: readonly Item[]
  readonly next_cursor: string | null
}

/** All items of a list, page after page. */
export async function everyPage<Item>(ask: (query: { limit: number; cursor?: string }) => Promise<Page<Item>>): Promise<Item[]> {
  const all: Item[] = []
  let cursor: string | null = null
  do {
    const page: Page<Item> = await ask({ limit: 100, ...(cursor === null ? {} : { cursor }) })
    all.push(...page.items)
    cursor = page.next_cursor
  } while (cursor !== null)
  return all
}

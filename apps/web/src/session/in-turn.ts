/** Work of which the tabs of this browser do one at a time. Without locks, which browsers offer in secure contexts alone, it is done at once. */
export function inTurn<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  if (!('locks' in navigator)) return work()
  return navigator.locks.request(name, work)
}

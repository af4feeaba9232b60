/**
 * Stands in for TypeBox in the bundle (see `vite.config.ts`). The server validates by the schemas of an operation; the page
 * reads its method, path and kind of reply, so the builders need give nothing, and 90 KB stay away from every first visit.
 */
export const Type = new Proxy<Record<string, () => object>>({}, { get: () => () => ({}) })

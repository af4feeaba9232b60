import { useOnline } from './use-online.ts'

export function OfflineNotice() {
  const isOnline = useOnline()
  return <output>{!isOnline && <span className="offline">You are offline. What is loaded plays on; the rest comes back by itself.</span>}</output>
}

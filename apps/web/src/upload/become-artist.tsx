import { createArtist } from '@segue/contracts'
import { useState, type FormEvent } from 'react'
import { useServices } from '../services.ts'
import { formText } from '../shell/form-text.ts'
import { Problem } from '../shell/problem.tsx'
import { problemText } from '../shell/problem-text.ts'
import { useFirstFocus } from '../shell/use-first-focus.ts'

export function BecomeArtist({ onDone }: { readonly onDone: () => void }) {
  const { session } = useServices()
  const [problem, setProblem] = useState<string | null>(null)
  const form = useFirstFocus<HTMLFormElement>()
  const [isBusy, setBusy] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const name = formText(new FormData(event.currentTarget), 'name').trim()
    setBusy(true)
    setProblem(null)
    try {
      await session.client.call(createArtist, { body: { name } })
      onDone()
    } catch (error) {
      setProblem(problemText(error))
      setBusy(false)
    }
  }

  return (
    <form ref={form} className="form" onSubmit={(event) => void submit(event)}>
      <p className="soft">Under which name do listeners find your music?</p>
      <label>
        Artist name
        <input name="name" required maxLength={120} autoComplete="off" />
      </label>
      {problem !== null && <Problem>{problem}</Problem>}
      <button type="submit" className="strong" disabled={isBusy}>
        Become an artist
      </button>
    </form>
  )
}

import { createArtist } from '@segue/contracts'
import { useState, type FormEvent } from 'react'
import { useServices } from '../services.ts'
import { problemText } from '../shell/problem-text.ts'

export function BecomeArtist({ onDone }: { readonly onDone: () => void }) {
  const { session } = useServices()
  const [problem, setProblem] = useState<string | null>(null)

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget).get('name') ?? '')
    try {
      await session.client.call(createArtist, { body: { name } })
      onDone()
    } catch (error) {
      setProblem(problemText(error))
    }
  }

  return (
    <form className="form" onSubmit={(event) => void submit(event)}>
      <p>Under which name do listeners find your music?</p>
      <label>
        Artist name
        <input name="name" required maxLength={120} autoComplete="off" />
      </label>
      {problem !== null && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className="strong">
        Become an artist
      </button>
    </form>
  )
}

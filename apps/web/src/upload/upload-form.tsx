import { useState, type DragEvent, type FormEvent } from 'react'
import { Icon } from '../shell/icon.tsx'
import type { UploadWish } from './use-upload.ts'

const accepted = '.wav,.flac,.mp3,.m4a,.aac,.ogg,.opus,.aif,.aiff,audio/*'
const genres = ['ambient', 'classical', 'dub', 'electronic', 'folk', 'hip hop', 'house', 'indie', 'jazz', 'lo-fi', 'pop', 'rock', 'synthwave', 'techno']

export function UploadForm({ artist, onSubmit }: { readonly artist: string; readonly onSubmit: (wish: UploadWish) => void }) {
  const [file, setFile] = useState<File | null>(null)
  const [title, setTitle] = useState('')
  const [isOver, setOver] = useState(false)

  function choose(chosen: File | null | undefined): void {
    if (!chosen) return
    setFile(chosen)
    if (title === '') setTitle(chosen.name.replace(/\.\w+$/, ''))
  }

  function drop(event: DragEvent): void {
    event.preventDefault()
    setOver(false)
    choose(event.dataTransfer.files[0])
  }

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    if (file !== null) onSubmit({ file, title, genre: String(form.get('genre') ?? ''), explicit: form.get('explicit') === 'on' })
  }

  return (
    <form className="form" onSubmit={submit}>
      <label className={isOver ? 'drop over' : 'drop'} onDragOver={(event) => event.preventDefault()} onDragEnter={() => setOver(true)} onDragLeave={() => setOver(false)} onDrop={drop}>
        <Icon name="upload" />
        <span>{file === null ? 'Drop a file here, or choose one' : file.name}</span>
        <small>{file === null ? 'WAV, FLAC, AIFF, MP3, AAC, Ogg, Opus' : `${(file.size / 1_048_576).toFixed(1)} MB`}</small>
        <input type="file" aria-label="Audio file" accept={accepted} required={file === null} onChange={(event) => choose(event.target.files?.[0])} />
      </label>
      <label>
        Title
        <input name="title" value={title} onChange={(event) => setTitle(event.target.value)} required maxLength={200} autoComplete="off" />
      </label>
      <label>
        Genre
        <input name="genre" list="genres" required maxLength={60} autoComplete="off" />
        <datalist id="genres">
          {genres.map((genre) => (
            <option key={genre} value={genre} />
          ))}
        </datalist>
      </label>
      <label className="check">
        <input type="checkbox" name="explicit" /> Explicit lyrics
      </label>
      <button type="submit" className="strong" disabled={file === null}>
        Publish as {artist}
      </button>
    </form>
  )
}

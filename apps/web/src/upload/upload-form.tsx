import { useState, type DragEvent, type FormEvent } from 'react'
import { formText } from '../shell/form-text.ts'
import { Icon } from '../shell/icon.tsx'
import { useFirstFocus } from '../shell/use-first-focus.ts'
import type { UploadWish } from './uploader.ts'

const accepted = '.wav,.flac,.mp3,.m4a,.aac,.ogg,.opus,.aif,.aiff,audio/*'
const genres = ['ambient', 'classical', 'dub', 'electronic', 'folk', 'hip hop', 'house', 'indie', 'jazz', 'lo-fi', 'pop', 'rock', 'synthwave', 'techno']

export function UploadForm({ artist, onSubmit }: { readonly artist: string; readonly onSubmit: (wish: UploadWish) => void }) {
  const [file, setFile] = useState<File | null>(null)
  const [title, setTitle] = useState('')
  const form = useFirstFocus<HTMLFormElement>()
  const [isOver, setOver] = useState(false)

  function choose(chosen: File | null | undefined): void {
    if (!chosen) return
    setFile(chosen)
    if (title === '' || title === titleOf(file)) setTitle(titleOf(chosen))
  }

  function drop(event: DragEvent): void {
    event.preventDefault()
    setOver(false)
    choose(event.dataTransfer.files[0])
  }

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    if (file !== null) onSubmit({ file, title: title.trim(), genre: formText(fields, 'genre').trim(), explicit: fields.get('explicit') === 'on' })
  }

  return (
    <form ref={form} className="form" onSubmit={submit}>
      <label className={`drop${isOver ? ' over' : ''}${file === null ? '' : ' chosen'}`}>
        <Icon name={file === null ? 'upload' : 'note'} />
        <span>{file === null ? 'Drop a file here, or choose one' : file.name}</span>
        <small>{file === null ? 'WAV, FLAC, AIFF, MP3, AAC, Ogg, Opus' : `${(file.size / 1_048_576).toFixed(1)} MB · press to choose another`}</small>
        <input
          type="file"
          aria-label="Audio file"
          accept={accepted}
          required={file === null}
          onChange={(event) => choose(event.target.files?.[0])}
          onDragOver={(event) => event.preventDefault()}
          onDragEnter={() => setOver(true)}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        />
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
            <option key={genre}>{genre}</option>
          ))}
        </datalist>
      </label>
      <label className="check">
        <input type="checkbox" name="explicit" /> Explicit lyrics
      </label>
      <button type="submit" className="strong">
        Publish as {artist}
      </button>
    </form>
  )
}

const titleOf = (file: File | null): string => (file === null ? '' : file.name.replace(/\.\w+$/, '').replaceAll('_', ' ').slice(0, 200))

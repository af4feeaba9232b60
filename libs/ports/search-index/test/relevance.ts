import type { DocumentType, SearchDocument } from '../src/index.ts'
import { document } from './documents.ts'

type Line = readonly [title: string, by: string, album: string, genre: string, plays: number]

const songs: readonly Line[] = [
  ['Around the World', 'Daft Punk', 'Homework', 'House', 900],
  ['One More Time', 'Daft Punk', 'Discovery', 'House', 1_200],
  ['Harder, Better, Faster, Stronger', 'Daft Punk', 'Discovery', 'House', 1_100],
  ['Digital Love', 'Daft Punk', 'Discovery', 'House', 500],
  ['Halo', 'Beyoncé', 'I Am… Sasha Fierce', 'Pop', 1_500],
  ['Déjà Vu', 'Beyoncé', "B'Day", 'R&B', 600],
  ['Ace of Spades', 'Motörhead', 'Ace of Spades', 'Metal', 700],
  ['Back in Black', 'AC/DC', 'Back in Black', 'Rock', 2_000],
  ['T.N.T.', 'AC/DC', 'High Voltage', 'Rock', 800],
  ['So What', 'P!nk', 'Funhouse', 'Pop', 750],
  ['TiK ToK', 'Ke$ha', 'Animal', 'Pop', 1_300],
  ['Praise the Lord', 'A$AP Rocky', 'Testing', 'Hip-Hop', 640],
  ['Bohemian Rhapsody', 'Queen', 'A Night at the Opera', 'Rock', 3_000],
  ['Killer Queen', 'Queen', 'Sheer Heart Attack', 'Rock', 900],
  ['Dancing Queen', 'ABBA', 'Arrival', 'Pop', 2_500],
  ['Hello', 'Adele', '25', 'Pop', 2_800],
  ['Hello', 'Lionel Richie', "Can't Slow Down", 'Soul', 1_400],
  ['Hello, Goodbye', 'The Beatles', 'Magical Mystery Tour', 'Rock', 3_500],
  ['Say Hello', 'Small Faces', 'Outtakes', 'Rock', 9_000],
  ['Here Comes the Sun', 'The Beatles', 'Abbey Road', 'Rock', 2_900],
  ['The End', 'The Beatles', 'Abbey Road', 'Rock', 400],
  ['The Sound of Silence', 'Simon & Garfunkel', 'Sounds of Silence', 'Folk', 1_900],
  ['Mrs. Robinson', 'Simon & Garfunkel', 'Bookends', 'Folk', 1_000],
  ["Don't Stop Believin'", 'Journey', 'Escape', 'Rock', 2_200],
  ['Losing My Religion', 'R.E.M.', 'Out of Time', 'Rock', 1_700],
  ['Smells Like Teen Spirit', 'Nirvana', 'Nevermind', 'Grunge', 2_600],
  ['Hoppípolla', 'Sigur Rós', 'Takk…', 'Post-Rock', 500],
  ['Blå Ø', 'Søren Øst', 'Smørrebrød', 'Jazz', 20],
  ['Łódź nocą', 'Świetliki', 'Złe misie', 'Rock', 15],
  ['Großstadtgeflüster', 'Ich-Troje', 'Straße', 'Electro', 30],
  ['Группа крови', 'Кино', 'Группа крови', 'Rock', 850],
  ['Звезда по имени Солнце', 'Кино', 'Звезда по имени Солнце', 'Rock', 800],
  ['群青', 'YOASOBI', 'THE BOOK', 'J-Pop', 1_000],
  ['丸の内サディスティック', '椎名林檎', '無罪モラトリアム', 'J-Pop', 700],
  ['봄날', '방탄소년단', 'You Never Walk Alone', 'K-Pop', 1_600],
  ['Ζορμπάς', 'Μίκης Θεοδωράκης', 'Zorba', 'Folk', 90],
  ['حبيبي', 'عمرو دياب', 'نور العين', 'Pop', 300],
  ['÷', 'Ed Sheeran', '÷', 'Pop', 100],
  ['!!!', '!!!', 'Louden Up Now', 'Dance-Punk', 40],
  ['99 Luftballons', 'Nena', 'Nena', 'Pop', 900],
  ['7 Rings', 'Ariana Grande', 'Thank U, Next', 'Pop', 1_900],
  ['Every Breath You Take', 'The Police', 'Synchronicity', 'Rock', 2_300],
  ['Sweet Dreams (Are Made of This)', 'Eurythmics', 'Sweet Dreams', 'Synthpop', 2_100],
  ['Dog Days Are Over', 'Florence + The Machine', 'Lungs', 'Indie', 950],
]

const artists: readonly (readonly [name: string, plays: number])[] = [
  ['Daft Punk', 900], ['Beyoncé', 1_500], ['Motörhead', 300], ['AC/DC', 2_000], ['P!nk', 700], ['Ke$ha', 600], ['A$AP Rocky', 500],
  ['Queen', 3_000], ['Queens of the Stone Age', 700], ['The Beatles', 4_000], ['Simon & Garfunkel', 900], ['R.E.M.', 800], ['Björk', 500],
  ['Sigur Rós', 200], ['Søren Øst', 5], ['Кино', 400], ['椎名林檎', 300], ['방탄소년단', 2_000], ['!!!', 10], ['Radiohead', 1_500],
  ['Florence + The Machine', 600], ['Guns N’ Roses', 1_000], ['Mötley Crüe', 400],
]

const albums: readonly Line[] = [
  ['Abbey Road', 'The Beatles', '', 'Rock', 900],
  ['Back in Black', 'AC/DC', '', 'Rock', 800],
  ['A Night at the Opera', 'Queen', '', 'Rock', 700],
]

const playlists: readonly Line[] = [
  ['Sunday Morning', 'Ada', '', '', 0],
  ['Running Fast', 'Grace', '', '', 0],
]

const made = (type: DocumentType) => ([title, by, album, genre, plays]: Line, at: number) => ({
  plays,
  document: document({
    type,
    id: `${type}-${at}`,
    title,
    by: by === '' ? [] : [by],
    album: album === '' ? null : album,
    genres: genre === '' ? [] : [genre],
    card: { title, by },
  }),
})

/** The fixed catalogue of the relevance suite. */
export const catalogue: readonly { readonly plays: number; readonly document: SearchDocument }[] = [
  ...songs.map(made('song')),
  ...artists.map(([name, plays]): Line => [name, '', '', '', plays]).map(made('artist')),
  ...albums.map(made('album')),
  ...playlists.map(made('playlist')),
]

export interface Expectation {
  readonly why: string
  readonly q: string
  readonly type: DocumentType
  /** Title or name that must be among the first `top`. */
  readonly finds: string
  readonly top: number
  /** When two share a title. */
  readonly by?: string
}

type Case = readonly [q: string, finds: string, by?: string]

const expected = (why: string, type: DocumentType, top: number, cases: readonly Case[]): Expectation[] =>
  cases.map(([q, finds, by]) => ({ why, q, type, top, finds, ...(by === undefined ? {} : { by }) }))

/** What every adapter must answer on this catalogue. */
export const expectations: readonly Expectation[] = [
  ...expected('a prefix as one types', 'song', 10, [
    ['b', 'Bohemian Rhapsody'], ['bo', 'Bohemian Rhapsody'], ['bohem', 'Bohemian Rhapsody'], ['bohemian r', 'Bohemian Rhapsody'],
    ['smells l', 'Smells Like Teen Spirit'],
  ]),
  ...expected('a prefix as one types', 'artist', 5, [
    ['r', 'Radiohead'], ['radioh', 'Radiohead'], ['the b', 'The Beatles'], ['simon an', 'Simon & Garfunkel'],
  ]),
  ...expected('one typo', 'artist', 1, [
    ['daft pnuk', 'Daft Punk'], ['motorhaed', 'Motörhead'], ['beyonse', 'Beyoncé'], ['radiohaed', 'Radiohead'],
    ['tadiohead', 'Radiohead'], ['rdiohead', 'Radiohead'], ['beattles', 'The Beatles'], ['bjrok', 'Björk'],
  ]),
  ...expected('one typo', 'song', 1, [
    ['bohemian rapsody', 'Bohemian Rhapsody'], ['smels like teen spirit', 'Smells Like Teen Spirit'],
    ['losing my religon', 'Losing My Religion'], ['группа крови', 'Группа крови'], ['група крови', 'Группа крови'],
  ]),
  ...expected('a typo in each word', 'song', 1, [
    ['arround teh wrld', 'Around the World'], ['dacning quen', 'Dancing Queen'], ['kiler quuen', 'Killer Queen'],
  ]),
  ...expected('two typos in a long word', 'song', 1, [
    ['bohmian rapsody', 'Bohemian Rhapsody'], ['bohemian rapsdy', 'Bohemian Rhapsody'], ['luftbalons 99', '99 Luftballons'],
    ['99 luftbaloms', '99 Luftballons'],
  ]),
  ...expected('missing accents', 'artist', 1, [
    ['beyonce', 'Beyoncé'], ['motorhead', 'Motörhead'], ['sigur ros', 'Sigur Rós'], ['bjork', 'Björk'], ['motley crue', 'Mötley Crüe'],
    ['soren ost', 'Søren Øst'],
  ]),
  ...expected('missing accents', 'song', 1, [
    ['deja vu', 'Déjà Vu'], ['hoppipolla', 'Hoppípolla'], ['lodz noca', 'Łódź nocą'], ['grossstadtgefluster', 'Großstadtgeflüster'],
  ]),
  ...expected('missing and extra spaces', 'artist', 1, [
    ['daftpunk', 'Daft Punk'], ['acdc', 'AC/DC'], ['ac dc', 'AC/DC'], ['ac/dc', 'AC/DC'], ['radio head', 'Radiohead'],
    ['thebeatles', 'The Beatles'], ['rem', 'R.E.M.'], ['r e m', 'R.E.M.'],
  ]),
  ...expected('missing and extra spaces', 'song', 1, [
    ['aroundtheworld', 'Around the World'], ['bohemianrhapsody', 'Bohemian Rhapsody'], ['tnt', 'T.N.T.'],
    ['dont stop believin', "Don't Stop Believin'"], ['tik tok', 'TiK ToK'], ['tiktok', 'TiK ToK'],
    ['daftpunk around the world', 'Around the World'],
  ]),
  ...expected('symbols that stand for letters', 'artist', 1, [
    ['pink', 'P!nk'], ['p!nk', 'P!nk'], ['kesha', 'Ke$ha'], ['asap rocky', 'A$AP Rocky'], ['simon and garfunkel', 'Simon & Garfunkel'],
    ['simon garfunkel', 'Simon & Garfunkel'], ['florence and the machine', 'Florence + The Machine'], ['guns n roses', 'Guns N’ Roses'],
    ['!!!', '!!!'],
  ]),
  ...expected('another order of words', 'song', 1, [
    ['rhapsody bohemian', 'Bohemian Rhapsody'], ['world around the', 'Around the World'],
    ['dreams sweet', 'Sweet Dreams (Are Made of This)'],
  ]),
  ...expected('title and artist mixed', 'song', 1, [
    ['around world daft', 'Around the World'], ['daft punk around', 'Around the World'], ['adele hello', 'Hello', 'Adele'],
    ['hello richie', 'Hello', 'Lionel Richie'], ['queen killer', 'Killer Queen'], ['кино группа', 'Группа крови'],
  ]),
  ...expected('the middle of a word', 'song', 3, [['hapsod', 'Bohemian Rhapsody'], ['ballon', '99 Luftballons']]),
  ...expected('the album', 'song', 3, [
    ['homework', 'Around the World'], ['abbey road', 'Here Comes the Sun'], ['nevermind', 'Smells Like Teen Spirit'],
  ]),
  ...expected('the genre', 'song', 3, [
    ['grunge', 'Smells Like Teen Spirit'], ['hip hop', 'Praise the Lord'], ['synthpop', 'Sweet Dreams (Are Made of This)'],
  ]),
  ...expected('every script', 'song', 1, [
    ['группа', 'Группа крови'], ['солнце', 'Звезда по имени Солнце'], ['群', '群青'], ['青', '群青'], ['サディスティック', '丸の内サディスティック'],
    ['丸の', '丸の内サディスティック'], ['봄', '봄날'], ['ζορμπας', 'Ζορμπάς'], ['حبيب', 'حبيبي'], ['÷', '÷'],
  ]),
  ...expected('every script', 'artist', 1, [['кин', 'Кино'], ['林檎', '椎名林檎'], ['소년단', '방탄소년단']]),
  ...expected('an exact title before a prefix, whatever is played more', 'song', 1, [['hello', 'Hello', 'Adele'], ['halo', 'Halo']]),
  ...expected('an exact title before a prefix, whatever is played more', 'artist', 1, [['queen', 'Queen']]),
  ...expected('the more played of two equals', 'song', 2, [['hello', 'Hello', 'Lionel Richie']]),
  ...expected('a prefix of the title before words inside it', 'song', 3, [['hello', 'Hello, Goodbye']]),
  ...expected('the article is ignored', 'song', 1, [
    ['end', 'The End'], ['the end', 'The End'], ['sound of silence', 'The Sound of Silence'],
  ]),
  ...expected('the article is ignored', 'artist', 1, [['beatles', 'The Beatles'], ['the beatles', 'The Beatles']]),
  ...expected('albums', 'album', 1, [['abbey', 'Abbey Road'], ['night opera', 'A Night at the Opera'], ['abby road', 'Abbey Road']]),
  ...expected('playlists', 'playlist', 1, [['sunday', 'Sunday Morning'], ['runing', 'Running Fast']]),
]

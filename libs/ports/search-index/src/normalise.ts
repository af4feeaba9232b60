const lookalikes = new Map(Object.entries({
  ø: 'o', ß: 'ss', æ: 'ae', œ: 'oe', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ħ: 'h', ı: 'i', ς: 'σ',
}))
const maxWords = 32
const maxLetters = 64
const maxKey = 200

/** Code points: what a typo or a limit counts. */
export const lettersOf = (text: string): string[] => Array.from(text)

/** Scripts written without spaces, or searched by any part of a word: every character is a word of its own. */
const unspaced = String.raw`\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}`
const pieces = new RegExp(`[${unspaced}]|[^${unspaced}]+`, 'gu')

/** Marks that readers leave out; those that make another letter (kana, Indic vowels) stay. */
const accents = /(?![\u3099\u309a])(?=[\p{sc=Zinh}\p{sc=Hebr}])\p{Mn}/gu

/**
 * The words of a title, a name or a query, so that two spellings of one thing are the same words: lower case, no accents
 * or apostrophes, `&` is "and", `$` and `!` inside a word are s and i (Ke$ha, P!nk), other symbols part words. Letters
 * of every script stay. A text of symbols alone ("!!!", "÷") keeps them as its words. Never throws; at most 32 words of
 * at most 64 letters, no NUL and no lone surrogate.
 */
export function wordsOf(text: string): string[] {
  const lower = text.toWellFormed().toLowerCase().replace(/\p{Cc}/gu, ' ')
  const folded = lower
    .replace(/['’‘ʼ`´™®©℗]/gu, '')
    .replace(/&|(?<=\s)\+(?=\s)/gu, ' and ')
    .replace(/\$(?=\p{L})|(?<=[\p{L}$])\$/gu, 's')
    .replace(/(?<=\p{L})!(?=\p{L})/gu, 'i')
    .normalize('NFKD')
    .replace(accents, '')
    .normalize('NFC')
    .replace(/[øßæœłđðþħıς]/gu, (letter) => lookalikes.get(letter) ?? letter)
  const words = folded.split(/[^\p{L}\p{N}\p{M}]+/u).flatMap((word) => word.match(pieces) ?? [])
  const kept = words.length > 0 ? words : lower.split(/\s+/u).filter((word) => word !== '')
  return kept.slice(0, maxWords).map((word) => lettersOf(word).slice(0, maxLetters).join(''))
}

/** Without a leading article, unless it is all there is. */
export const withoutArticle = (words: readonly string[]): readonly string[] =>
  words.length > 1 && words[0] === 'the' ? words.slice(1) : words

/** What two titles have in common when only articles, spaces, symbols, case or accents differ; at most 200 letters. */
export const keyOf = (words: readonly string[]): string => lettersOf(withoutArticle(words).join('')).slice(0, maxKey).join('')
